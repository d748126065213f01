/** `alebrije traverse`: what each number of a code stands for. */

import { traversalPicture } from '../../runs/pictures/traversal.ts';
import type { RegisterCommand } from '../command.ts';
import { positiveNumber, wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface TraverseOptions extends PictureOptions {
  readonly dims?: number;
  readonly steps?: number;
  readonly range?: number;
  readonly example?: number;
  readonly seed?: number;
}

export const registerTraverse: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('traverse'))
    .description('run each number of a code through its values, those that say most first')
    .option('--dims <count>', 'numbers of the code (default: 10 or all)', wholeNumberFrom(1))
    .option('--steps <count>', 'values of each (default: 11)', wholeNumberFrom(2))
    .option('--range <deviations>', 'to either side of the centre (default: 3)', positiveNumber)
    .option(
      '--example <index>',
      'held-out example whose code it is (default: 0), or without an encoder number of a sample (1)',
      wholeNumberFrom(0),
    )
    .option('--seed <number>', "of such samples (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, { dims, ...options }: TraverseOptions) =>
      answerPicture({ name: 'traverse', folder, options }, context, (model) =>
        traversalPicture(model, { ...options, dimensions: dims }),
      ),
    );
};
