/** The kinds of noise that images are corrupted with, by name. */

import { z } from 'zod';
import type { Layer } from './layer.ts';
import { dropout, gaussianNoise, maskingNoise, saltAndPepperNoise } from './noise.ts';

/** A level, or the bounds between which it is drawn for each batch. */
function levelSchema(bound: z.ZodNumber, meaning: string) {
  const message = { error: `it is ${meaning}, or two of them, the lower first` };
  const bounds = z.tuple([bound, bound]).refine(([low, high]) => low <= high, message);
  return z.union([bound, bounds], message);
}

const rate = levelSchema(z.number().min(0).max(1), 'a share from 0 to 1');
const deviation = levelSchema(z.number().nonnegative(), 'a number from 0');

export const corruptionSchema = z.discriminatedUnion('name', [
  /** Standard deviation of what is added, in units of the pixels' range. */
  z.strictObject({ name: z.literal('gaussian'), level: deviation.default(0.2) }),
  /** Share of the pixels that become 0. */
  z.strictObject({ name: z.literal('masking'), level: rate.default([0.3, 0.7]) }),
  /** Share of the pixels that become 0 or 1. */
  z.strictObject({ name: z.literal('salt-pepper'), level: rate.default([0.1, 0.4]) }),
  /** Share of the pixels that become 0, where the others are divided by what is left. */
  z.strictObject({ name: z.literal('dropout'), level: z.number().min(0).lt(1).default(0.5) }),
]);

export type Corruption = z.output<typeof corruptionSchema>;
export type CorruptionName = Corruption['name'];

export const CORRUPTION_NAMES = corruptionSchema.options.map(
  ({ shape }) => shape.name.value,
) as readonly CorruptionName[];

/** The layer that corrupts pixels in [0, 1], while training only. */
export function corruptionLayer({ name, level }: Corruption): Layer {
  switch (name) {
    case 'gaussian':
      return gaussianNoise(level);
    case 'masking':
      return maskingNoise(level);
    case 'salt-pepper':
      return saltAndPepperNoise(level);
    case 'dropout':
      return dropout(level);
  }
}
