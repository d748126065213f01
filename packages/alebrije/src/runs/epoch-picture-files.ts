/** The pictures that a training drew after its epochs, as files of the run: `epoch-0003-samples.png`. */

import fs from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../train/files/run-folder.ts';

export interface EpochPictureFile {
  /** The first is 1. */
  readonly epoch: number;
  /** What it shows: 'samples', 'reconstructions'. */
  readonly kind: string;
  readonly path: string;
}

export function epochPictureFile(
  { samples }: Pick<Run, 'samples'>,
  { epoch, kind }: Pick<EpochPictureFile, 'epoch' | 'kind'>,
): string {
  return join(samples, `epoch-${String(epoch).padStart(4, '0')}-${kind}.png`);
}

/** In the order of the epochs; none if the training drew none. */
export function epochPictureFiles({ samples }: Pick<Run, 'samples'>): EpochPictureFile[] {
  if (!fs.existsSync(samples)) return [];
  return fs
    .readdirSync(samples)
    .flatMap((file) => {
      const [, digits, kind] = /^epoch-(\d+)-(.+)\.png$/.exec(file) ?? [];
      if (digits === undefined || kind === undefined) return [];
      return [{ epoch: Number(digits), kind, path: join(samples, file) }];
    })
    .sort((a, b) => a.epoch - b.epoch || a.kind.localeCompare(b.kind));
}
