/** `alebrije reconstruct`: held-out examples beside what the model makes of them. */

import { evaluateRun } from '../../runs/evaluate.ts';
import { reconstructionPicture } from '../../runs/pictures/reconstructions.ts';
import { expectEncoder } from '../../train/system.ts';
import type { RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ReconstructOptions extends PictureOptions {
  readonly count?: number;
}

/** Held-out examples that the error is measured on besides those shown. */
const MEASURED = 1000;

export const registerReconstruct: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('reconstruct'))
    .description('show held-out examples and their reconstructions')
    .option('--count <count>', 'images (default: 10)', wholeNumberFrom(1))
    .action((folder: string, options: ReconstructOptions) =>
      answerPicture({ name: 'reconstruct', folder, options }, context, async (model) => {
        expectEncoder(model.system.views);
        const { metrics } = await evaluateRun(model, { metrics: ['mse'], limit: MEASURED });
        const measured = metrics.mse!;
        const { png, numbers } = await reconstructionPicture(model, {
          count: options.count,
          measured,
        });
        const { value: validationMse, samples: validationExamples } = measured;
        return { png, numbers: { ...numbers, validationMse, validationExamples } };
      }),
    );
};
