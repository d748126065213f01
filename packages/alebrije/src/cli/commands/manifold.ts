/** `alebrije manifold`: what the decoder makes of every place in the plane of the codes. */

import { manifoldPicture } from '../../runs/pictures/code-manifold.ts';
import type { RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ManifoldOptions extends PictureOptions {
  readonly grid?: number;
  readonly codes: boolean;
  readonly holes?: true;
}

export const registerManifold: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('manifold'))
    .description('decode a grid over the plane of the codes')
    .option('--grid <count>', 'images a side (default: 20)', wholeNumberFrom(2))
    .option('--no-codes', 'only the images, without the codes of held-out examples over them')
    .option('--holes', 'all from where codes are drawn, and tint what no training code is near')
    .action((folder: string, { grid, codes, holes, ...options }: ManifoldOptions) => {
      const name = holes ? 'manifold-holes' : 'manifold';
      return answerPicture({ name, folder, options }, context, (model) =>
        manifoldPicture(model, { grid, codes, holes }),
      );
    });
};
