/** `alebrije scatter`: the codes of held-out examples in a plane. */

import { scatterPicture } from '../../runs/pictures/code-scatter.ts';
import type { RegisterCommand } from '../command.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

export const registerScatter: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('scatter'))
    .description('show the codes of held-out examples, coloured by class')
    .action((folder: string, options: PictureOptions) =>
      answerPicture({ name: 'scatter', folder, options }, context, scatterPicture),
    );
};
