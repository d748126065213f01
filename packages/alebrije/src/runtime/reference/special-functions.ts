/** Scalar functions that JavaScript's Math lacks, or defines otherwise than NumPy. */

/**
 * The error function, to about 1e-15.
 *
 * Below 2, the series of positive terms e^(−x²) 2/√π Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (DLMF 7.6.2);
 * beyond, Laplace's continued fraction √π e^(x²) erfc(x) = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …
 * (DLMF 7.9), evaluated backwards from a depth that suffices at 2.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  const gaussian = Math.exp(-x * x);
  if (magnitude < 2) {
    let sum = 0;
    let term = x;
    for (let n = 1; sum + term !== sum; n++) {
      sum += term;
      term *= (2 * x * x) / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * gaussian * sum;
  }
  let fraction = 0;
  for (let n = 80; n >= 1; n--) fraction = n / 2 / (magnitude + fraction);
  return Math.sign(x) * (1 - gaussian / (Math.sqrt(Math.PI) * (magnitude + fraction)));
}

/** To the nearest integer, halves to even. */
export function roundHalfToEven(x: number): number {
  return x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** 1 / (1 + e^(−x)) without overflow. */
export function sigmoid(x: number): number {
  const decay = Math.exp(-Math.abs(x));
  return x < 0 ? decay / (1 + decay) : 1 / (1 + decay);
}

/** log(1 + eˣ) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** IEEE 754's pow: 1 to any power is 1, also where JavaScript says NaN. */
export function power(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}
