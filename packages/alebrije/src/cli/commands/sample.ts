/** `alebrije sample`: decodes new codes. */

import { samplePicture } from '../../runs/pictures/samples.ts';
import type { SolverOptions } from '../../runs/solvers.ts';
import type { RegisterCommand } from '../command.ts';
import { shareToOne, wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  answerPicture,
  type FilmOption,
  type PictureOptions,
} from '../picture-command.ts';
import { addSolverOptions } from '../solver-options.ts';

interface SampleOptions extends PictureOptions, FilmOption, SolverOptions {
  readonly count?: number;
  readonly seed?: number;
  readonly class?: string;
  readonly truncation?: number;
}

export const registerSample: RegisterCommand = (program, context) => {
  addSolverOptions(addPictureOptions(program.command('sample')))
    .description('decode new codes: samples, where the model has a prior')
    .option(
      '--count <count>',
      'how many (default: 64 images, 10 of each class that is told, or 2000 points)',
      wholeNumberFrom(1),
    )
    .option('--class <name>', 'only of this class, by name or number, where the model is told it')
    .option(
      '--truncation <share>',
      'of a model that decodes codes of N(0, I): 0 draws the centre of the prior, 1 the prior itself (default: 1)',
      shareToOne,
    )
    .option('--seed <number>', "of the codes (default: the run's)", wholeNumberFrom(0))
    .option(
      '--film [file.gif]',
      'of a diffusion: the way from noise to data as an animated GIF too (default: beside the picture)',
    )
    .action((folder: string, options: SampleOptions) =>
      answerPicture({ name: 'sample', folder, options }, context, (model) =>
        samplePicture(model, { ...options, film: options.film !== undefined }),
      ),
    );
};
