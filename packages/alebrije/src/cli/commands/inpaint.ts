/** `alebrije inpaint`: fills what is missing in an image, by a diffusion model. */

import { inpaintPicture } from '../../runs/pictures/inpainting.ts';
import type { SolverOptions } from '../../runs/solvers.ts';
import type { RegisterCommand } from '../command.ts';
import { imageOrIndex, wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';
import { addSolverOptions } from '../solver-options.ts';

interface InpaintOptions extends PictureOptions, SolverOptions {
  readonly mask?: string;
  readonly outpaint?: number;
  readonly resample?: number;
  readonly count?: number;
  readonly seed?: number;
  readonly class?: string;
}

export const registerInpaint: RegisterCommand = (program, context) => {
  addSolverOptions(addPictureOptions(program.command('inpaint')), {
    solver: 'ddim with --eta 1',
    steps: '50',
  })
    .description('fill what is missing in an image, several times, by a diffusion model')
    .argument('<image>', 'index of a held-out example, or a PNG file')
    .option('--mask <file.png>', 'white where the image is to be filled')
    .option(
      '--outpaint <pixels>',
      'in place of a mask: fill so many pixels on every side, and keep the middle',
      wholeNumberFrom(1),
    )
    .option(
      '--resample <times>',
      'how often each stretch of steps is done, so that the parts come to agree (default: 4)',
      wholeNumberFrom(1),
    )
    .option('--count <count>', 'fills (default: 6)', wholeNumberFrom(1))
    .option('--class <name>', "of a model that is told classes (default: the image's own)")
    .option('--seed <number>', "of the noise (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, image: string, options: InpaintOptions) =>
      answerPicture(
        {
          // Neither takes the other's place.
          name: options.outpaint === undefined ? 'inpaint' : 'outpaint',
          folder,
          options,
          facts: { image },
        },
        context,
        async (model) => {
          const drawn = await inpaintPicture(model, { ...options, image: imageOrIndex(image) });
          for (const line of drawn.notes) context.note(line);
          return drawn;
        },
      ),
    );
};
