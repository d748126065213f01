/** `alebrije histograms`: each number of the codes against N(0, 1). */

import { histogramPicture } from '../../runs/pictures/code-histograms.ts';
import type { RegisterCommand } from '../command.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

export const registerHistograms: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('histograms'))
    .description('compare each number of the codes, the first 50 drawn, with N(0, 1)')
    .action((folder: string, options: PictureOptions) =>
      answerPicture({ name: 'histograms', folder, options }, context, histogramPicture),
    );
};
