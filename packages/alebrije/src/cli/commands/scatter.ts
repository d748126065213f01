/** `alebrije scatter`: the codes of held-out examples in a plane. */

import { scatterPicture } from '../../runs/pictures/code-scatter.ts';
import { drawnCodesPicture } from '../../runs/pictures/drawn-codes.ts';
import type { RegisterCommand } from '../command.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ScatterOptions extends PictureOptions {
  readonly holes?: true;
}

export const registerScatter: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('scatter'))
    .description('show the codes of held-out examples, coloured by class')
    .option(
      '--holes',
      'training codes instead, and among them newly drawn ones that fall into holes',
    )
    .action((folder: string, { holes, ...options }: ScatterOptions) => {
      const name = holes ? 'scatter-holes' : 'scatter';
      return answerPicture({ name, folder, options }, context, (model) =>
        holes ? drawnCodesPicture(model) : scatterPicture(model),
      );
    });
};
