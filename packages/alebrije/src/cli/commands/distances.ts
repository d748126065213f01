/** `alebrije distances`: how well the codes keep the distances between held-out examples. */

import { distancesPicture } from '../../runs/pictures/code-distances.ts';
import type { RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface DistancesOptions extends PictureOptions {
  readonly count?: number;
  readonly seed?: number;
}

export const registerDistances: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('distances'))
    .description('compare distances between examples with those between their codes')
    .option('--count <examples>', 'the first so many (default: 1,000 or all)', wholeNumberFrom(1))
    .option('--seed <number>', "of the random projection (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, { count, seed, ...options }: DistancesOptions) =>
      answerPicture({ name: 'distances', folder, options }, context, (model) =>
        distancesPicture(model, { count, seed }),
      ),
    );
};
