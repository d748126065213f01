/** `alebrije density`: where the codes of the data lie, and what is decoded from there. */

import { densityPicture } from '../../runs/pictures/code-density.ts';
import type { RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface DensityOptions extends PictureOptions {
  readonly count?: number;
  readonly seed?: number;
}

export const registerDensity: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('density'))
    .description('show how dense the codes of the data lie, and sample from them beside the prior')
    .option(
      '--count <examples>',
      'held-out examples whose codes are measured (default: 1,000 or all)',
      wholeNumberFrom(1),
    )
    .option('--seed <number>', "of the samples (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, { count, seed, ...options }: DensityOptions) =>
      answerPicture({ name: 'density', folder, options }, context, (model) =>
        densityPicture(model, { count, seed }),
      ),
    );
};
