/** A training as a film: what the same examples or codes became, epoch by epoch. */

import fs from 'node:fs';
import { UserError } from '../errors.ts';
import { pictureFilm } from '../explore/figures/index.ts';
import type { Run } from '../train/files/run-folder.ts';
import { epochPictureFiles } from './epoch-picture-files.ts';

export interface TrainingFilmOptions {
  /** 'samples' or 'reconstructions'; samples if there are any, unless given. */
  readonly kind?: string | undefined;
  /** Of the film; 5 unless given. */
  readonly picturesPerSecond?: number | undefined;
  /** Only each so-many-th epoch, the last among them; each unless given. */
  readonly every?: number | undefined;
}

export interface TrainingFilm {
  /** GIF bytes. */
  readonly film: Uint8Array;
  readonly kind: string;
  readonly epochs: readonly number[];
}

const PREFERRED = 'samples';

/** @throws UserError if the training drew no such pictures */
export async function trainingFilm(
  run: Pick<Run, 'path' | 'samples'>,
  { kind, picturesPerSecond = 5, every = 1 }: TrainingFilmOptions = {},
): Promise<TrainingFilm> {
  const files = epochPictureFiles(run);
  const kinds = [...new Set(files.map((file) => file.kind))].sort();
  if (kinds.length === 0) {
    throw new UserError(
      `${run.path} has no pictures of its epochs: train without --no-pictures, for at least one epoch`,
    );
  }
  const chosen = kind ?? (kinds.includes(PREFERRED) ? PREFERRED : kinds[0]!);
  const all = files.filter((file) => file.kind === chosen);
  const shown = all.filter((_, place) => (all.length - 1 - place) % every === 0);
  if (shown.length === 0) {
    throw new UserError(`the training drew no pictures of ${chosen}: it drew ${kinds.join(', ')}`);
  }
  const pictures = shown.map(({ path }) => fs.readFileSync(path));
  return {
    film: await pictureFilm(pictures, { frameMs: 1000 / picturesPerSecond }),
    kind: chosen,
    epochs: shown.map(({ epoch }) => epoch),
  };
}
