/** `alebrije morph`: one image turned into another. */

import { morphPicture } from '../../runs/pictures/morph.ts';
import type { RegisterCommand } from '../command.ts';
import { imageOrIndex, wholeNumberFrom } from '../options.ts';
import {
  addFilmOption,
  addPictureOptions,
  answerPicture,
  type FilmOption,
  type PictureOptions,
} from '../picture-command.ts';

interface MorphOptions extends PictureOptions, FilmOption {
  readonly steps?: number;
  readonly spherical?: true;
}

export const registerMorph: RegisterCommand = (program, context) => {
  addFilmOption(addPictureOptions(program.command('morph')))
    .description('turn one image into another, through their codes and through their pixels')
    .argument('<from>', 'index of a held-out example, or a PNG file')
    .argument('<to>', 'index of a held-out example, or a PNG file')
    .option(
      '--steps <count>',
      'images on the way, both ends included (default: 11)',
      wholeNumberFrom(2),
    )
    .option('--spherical', 'along an arc about the origin, for codes whose prior is N(0, I)')
    .action((folder: string, from: string, to: string, options: MorphOptions) => {
      const { steps, spherical } = options;
      const film = options.film !== undefined;
      const facts = { from, to };
      return answerPicture({ name: 'morph', folder, options, facts }, context, (model) =>
        morphPicture(model, {
          from: imageOrIndex(from),
          to: imageOrIndex(to),
          steps,
          spherical,
          film,
        }),
      );
    });
};
