/**
 * Random numbers from a counter-based generator: Philox4x32-10, Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC'11. A key stands for one stream and has no state: the same key
 * gives the same numbers everywhere and always. Draw once from a key, and `fold` it for more.
 */

import { UserError } from '../errors.ts';

export interface Key {
  /** Two unsigned 32-bit words. */
  readonly k0: number;
  readonly k1: number;
}

/** Last word of the counter: what a block is for, so that draws and folds never share one. */
const DRAW = 0;
const FOLD_NUMBER = 1;
const FOLD_STRING = 2;
/** Marks the last block of a string. */
const LAST = 1 << 16;

const UNIT_24 = 2 ** -24;
const UNIT_32 = 2 ** -32;

/** The block made last; one buffer for the module, so that the draws allocate nothing per number. */
const block = new Uint32Array(4);

/** High 32 bits of a 32 × 32-bit product, from 16-bit halves; no partial sum exceeds 32 bits. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Encrypts the counter (c0, c1, c2, c3) under the key into `block`. */
function fillBlock(c0: number, c1: number, c2: number, c3: number, key: Key): void {
  let k0 = key.k0 | 0;
  let k1 = key.k1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/** One block of Philox4x32-10: the counter's four words encrypted under the key. */
export function philox(counter: readonly [number, number, number, number], key: Key): Uint32Array {
  fillBlock(counter[0], counter[1], counter[2], counter[3], key);
  return block.slice();
}

/** The high word of a safe integer in two's complement; the low one is `value >>> 0`. */
function highWord(value: number): number {
  return Math.floor(value / 2 ** 32) >>> 0;
}

/**
 * The root key of a run; different seeds have different keys.
 * @throws UserError if the seed is no safe integer
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed)) {
    throw new UserError(`The seed must be a whole number of at most 53 bits, not ${seed}`);
  }
  return { k0: seed >>> 0, k1: highWord(seed) };
}

/**
 * The key of a place under `parent`: a name, a step, an index. Different paths of places give
 * independent streams; the number 1 and the string '1' are different places.
 * A string is absorbed six UTF-16 units a block into the 64-bit key (a block cipher as the
 * compression function of a hash); each block carries the count of its units and the last one is
 * marked, so padding joins no two strings.
 * @throws RangeError if the place is a number but no safe integer
 */
export function fold(parent: Key, place: string | number): Key {
  if (typeof place === 'number') {
    if (!Number.isSafeInteger(place)) {
      throw new RangeError(`A place must be a string or a whole number, not ${place}`);
    }
    fillBlock(place >>> 0, highWord(place), 0, FOLD_NUMBER, parent);
    return { k0: block[0]!, k1: block[1]! };
  }
  let folded = parent;
  let start = 0;
  do {
    const units = Math.min(6, place.length - start);
    fillBlock(
      unitPair(place, start),
      unitPair(place, start + 2),
      unitPair(place, start + 4),
      FOLD_STRING | (units << 8) | (start + 6 >= place.length ? LAST : 0),
      folded,
    );
    folded = { k0: block[0]!, k1: block[1]! };
    start += 6;
  } while (start < place.length);
  return folded;
}

/** Two UTF-16 units as one word, zeros past the end. */
function unitPair(text: string, index: number): number {
  const low = index < text.length ? text.charCodeAt(index) : 0;
  const high = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  return low | (high << 16);
}

/** `count` words of the key's stream: block after block, four words each. */
function drawWords(source: Key, count: number): Uint32Array {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`The number of draws must be a whole number from 0, not ${count}`);
  }
  const words = new Uint32Array(count);
  for (let start = 0; start < count; start += 4) {
    fillBlock(start / 4, 0, 0, DRAW, source);
    const used = Math.min(4, count - start);
    for (let lane = 0; lane < used; lane++) words[start + lane] = block[lane]!;
  }
  return words;
}

/** Uniform draws in [0, 1), multiples of 2⁻²⁴. Fewer draws are a prefix of more. */
export function drawUniform(source: Key, count: number): Float32Array {
  const words = drawWords(source, count);
  const draws = new Float32Array(count);
  for (let i = 0; i < count; i++) draws[i] = (words[i]! >>> 8) * UNIT_24;
  return draws;
}

/**
 * Standard normal draws by the Box-Muller transform, in pairs; |draw| < 6.67. Fewer draws are a
 * prefix of more.
 */
export function drawNormal(source: Key, count: number): Float32Array {
  const words = drawWords(source, count + (count % 2));
  const draws = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * logarithmOfFraction(words[i]! + 1));
    const turn = words[i + 1]!;
    draws[i] = radius * cosineOfTurn(turn);
    // The sine; past the end of an odd count this write has no effect.
    draws[i + 1] = radius * cosineOfTurn((turn - QUARTER_TURN) >>> 0);
  }
  return draws;
}

/**
 * Whole numbers in 0..bound − 1, as floor(word · bound / 2³²). Not rejected until exactly uniform,
 * so that draw i always comes from word i: the probability of a value is off by less than 2⁻³²,
 * which no sample of fewer than about (2³² / bound)² numbers could show.
 * @param bound from 1 to 2³¹
 */
export function drawIntegers(source: Key, count: number, bound: number): Int32Array {
  if (!Number.isSafeInteger(bound) || bound < 1 || bound > 2 ** 31) {
    throw new RangeError(`The bound must be a whole number from 1 to 2^31, not ${bound}`);
  }
  const words = drawWords(source, count);
  const draws = new Int32Array(count);
  for (let i = 0; i < count; i++) draws[i] = Math.floor(words[i]! * UNIT_32 * bound);
  return draws;
}

/** A random order of 0..n − 1 (Fisher-Yates; each swap off uniform by less than 2⁻³²). */
export function drawPermutation(source: Key, n: number): Int32Array {
  const words = drawWords(source, n);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const other = Math.floor(words[i]! * UNIT_32 * (i + 1));
    order[i] = order[other]!;
    order[other] = i;
  }
  return order;
}

// Math.log, Math.cos and Math.sin differ in their last bits between engines, and between versions
// of one engine; sums, products, quotients and Math.sqrt do not. So the two functions below give
// the same draws everywhere. Both are good to 1e-13, far below float32.

const QUARTER_TURN = 2 ** 30;

/** Coefficients of x⁰, x², x⁴, ... in artanh(x) / x, cos(x) and sin(x) / x. */
const ARTANH_SERIES = [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13, 1 / 15];
const COSINE_SERIES = taylor(0);
const SINE_SERIES = taylor(1);

function taylor(firstPower: 0 | 1): readonly number[] {
  const coefficients = [1];
  for (let n = firstPower + 2; n < 16; n += 2) {
    coefficients.push(-coefficients.at(-1)! / (n * (n - 1)));
  }
  return coefficients;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

/** ln(n / 2³²) for a whole n in 1..2³²; n = m · 2^e with m in (1/√2, √2], ln m = 2 artanh s. */
function logarithmOfFraction(n: number): number {
  if (n === 2 ** 32) return 0;
  const leadingZeros = Math.clz32(n);
  let mantissa = ((n << leadingZeros) >>> 0) / 2 ** 31;
  let exponent = -1 - leadingZeros;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  return 2 * s * polynomial(ARTANH_SERIES, s * s) + exponent * Math.LN2;
}

/** cos(2π · turn / 2³²) for a word `turn`, from its distance to the nearest quarter turn. */
function cosineOfTurn(turn: number): number {
  const quarter = (turn + QUARTER_TURN / 2) >>> 30;
  const x = ((turn - (quarter << 30)) | 0) * (2 * Math.PI * UNIT_32);
  if (quarter % 2 === 0) {
    const cosine = polynomial(COSINE_SERIES, x * x);
    return quarter === 0 ? cosine : -cosine;
  }
  const sine = x * polynomial(SINE_SERIES, x * x);
  return quarter === 3 ? sine : -sine;
}
