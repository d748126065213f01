/** `alebrije vary`: image to image, by a diffusion model. */

import { variationPicture } from '../../runs/pictures/variations.ts';
import type { SolverOptions } from '../../runs/solvers.ts';
import type { RegisterCommand } from '../command.ts';
import { collectPositive, imageOrIndex, wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';
import { addSolverOptions } from '../solver-options.ts';

interface VaryOptions extends PictureOptions, SolverOptions {
  readonly strength?: readonly number[];
  readonly count?: number;
  readonly seed?: number;
  readonly class?: string;
}

export const registerVary: RegisterCommand = (program, context) => {
  addSolverOptions(addPictureOptions(program.command('vary')), { steps: '50' })
    .description('noise an image a part of the way and denoise it again: image to image')
    .argument('<image>', 'index of a held-out example, or a PNG file')
    .option(
      '--strength <share>',
      'of the way: above 0, and 1 forgets the image; may be given again (default: 0.6)',
      collectPositive,
    )
    .option('--count <count>', 'variations of each strength (default: 8)', wholeNumberFrom(1))
    .option('--class <name>', 'to turn it into, of a model that is told classes (default: its own)')
    .option('--seed <number>', "of the noise (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, image: string, options: VaryOptions) =>
      answerPicture({ name: 'vary', folder, options, facts: { image } }, context, async (model) => {
        const { strength: strengths, ...others } = options;
        const drawn = await variationPicture(model, {
          ...others,
          strengths,
          image: imageOrIndex(image),
        });
        for (const line of drawn.notes) context.note(line);
        return drawn;
      }),
    );
};
