/** `alebrije film`: a training as a film, a picture an epoch. */

import { trainingFilm } from '../../runs/training-film.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { openRun } from '../../train/files/run-folder.ts';
import type { RegisterCommand } from '../command.ts';
import { positiveNumber, wholeNumberFrom } from '../options.ts';
import { pictureFile } from '../picture-command.ts';

interface FilmOptions {
  readonly of?: string;
  readonly rate?: number;
  readonly every?: number;
  readonly out?: string;
}

export const registerFilm: RegisterCommand = (program, context) => {
  program
    .command('film')
    .description('show how the same codes, or examples, changed from epoch to epoch')
    .argument('<run>', "a run's folder")
    .option('--of <kind>', 'samples or reconstructions (default: samples, if it has any)')
    .option('--rate <count>', 'pictures a second (default: 5)', positiveNumber)
    .option('--every <count>', 'only each so-many-th epoch, and the last', wholeNumberFrom(1))
    .option(
      '--out <file.gif>',
      "the film's file (default: in the run's samples/, by the command's name)",
    )
    .action(async (folder: string, { of, rate, every, out }: FilmOptions) => {
      const run = openRun(folder);
      const file = pictureFile(folder, 'film', out, 'gif');
      const { film, kind, epochs } = await trainingFilm(run, {
        kind: of,
        picturesPerSecond: rate,
        every,
      });
      writeFileAtomic(file, film);
      context.answer(
        { run: run.path, film: file, kind, epochs },
        `film: ${file}\n${kind} of ${epochs.length} epochs`,
      );
    });
};
