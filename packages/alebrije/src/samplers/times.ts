/** The times at which a sampler asks its network, as the field chooses them: Lin et al., WACV 2024, table 2. */

import { UserError } from '../errors.ts';

/**
 * Which n of the times 1..T, k = 0..n − 1. 'leading': 1 + k ⌊T / n⌋, as in DDIM, so that the noisiest
 * times, at which x₀ can hardly be told, are left out. 'trailing': T − k T / n. 'linspace': n evenly from
 * T to 1, both among them. Fractions are rounded. At T the last two need a network that predicts x₀ or v, or
 * known bounds: x₀ from predicted noise is divided by an α of nearly 0 there.
 */
export type Spacing = 'leading' | 'trailing' | 'linspace';

function ascending(total: number, count: number, spacing: Spacing): number[] {
  const each = (time: (k: number) => number) => Array.from({ length: count }, (_, k) => time(k));
  switch (spacing) {
    case 'leading':
      return each((k) => 1 + k * Math.floor(total / count));
    case 'trailing':
      return each((k) => Math.round((total * (k + 1)) / count));
    case 'linspace':
      return count === 1 ? [total] : each((k) => Math.round(1 + (k * (total - 1)) / (count - 1)));
  }
}

/**
 * n + 1 times that fall from the noisiest to 0, the data.
 * @param total T, of the noise schedule
 * @param count n, the steps from each time to the next
 * @throws UserError unless 1 ≤ n ≤ T
 */
export function samplingTimes(total: number, count: number, spacing: Spacing): readonly number[] {
  if (!Number.isInteger(count) || count < 1 || count > total) {
    throw new UserError(`this diffusion is sampled in 1 to ${total} steps, not ${count}`);
  }
  return [...ascending(total, count, spacing).reverse(), 0];
}

/**
 * The end of such times, for data that are only partly noised: Meng et al., "SDEdit" (ICLR 2022). Begin
 * at the first of them, with the original noised to it.
 * @param strength share of the steps that is done; 1 forgets the original, 0 would leave it as it is
 * @throws UserError unless 0 < strength ≤ 1
 */
export function lastPart(times: readonly number[], strength: number): readonly number[] {
  if (!(strength > 0 && strength <= 1)) {
    throw new UserError(`the strength lies above 0 and up to 1, not at ${strength}`);
  }
  const steps = times.length - 1;
  return times.slice(steps - Math.ceil(strength * steps));
}
