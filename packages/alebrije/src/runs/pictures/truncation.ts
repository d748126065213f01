/** Codes nearer to the centre of the prior N(0, I): fewer kinds of samples, and more typical ones. */

import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { Views } from '../../train/system.ts';

/** @throws UserError if a truncation is given and the model decodes no codes of N(0, I) */
export function expectTruncatable(
  { hasNormalPrior, denoising }: Views,
  truncation: number | undefined,
): void {
  if (truncation === undefined) return;
  if (denoising) {
    throw new UserError(
      'truncation is for models that decode codes, and this run makes data of noise: leave it out',
    );
  }
  if (hasNormalPrior) return;
  throw new UserError(
    'truncation draws codes nearer to the centre of N(0, I), and this run has no such prior: leave it out',
  );
}

/**
 * Codes [N, Z], all of them scaled.
 * @param truncation from 0, the centre of the prior, to 1, the prior itself
 */
export function truncated(codes: HostTensor, truncation = 1): HostTensor {
  if (truncation === 1) return codes;
  return { ...codes, data: Float32Array.from(codes.data, (value) => truncation * value) };
}

/** What a subtitle says of it, a space before; nothing where none is given. */
export const describeTruncation = (truncation: number | undefined): string =>
  truncation === undefined ? '' : ` Codes scaled by ${truncation} (truncation).`;

/** What a picture's numbers hold of it. */
export const truncationIn = (truncation: number | undefined): Readonly<Record<string, number>> =>
  truncation === undefined ? {} : { truncation };
