/** `alebrije interpolate`: decodes the way from one held-out example's or sample's code to another's. */

import { UserError } from '../../errors.ts';
import { classChangesPicture } from '../../runs/pictures/class-changes.ts';
import { holeWayPicture } from '../../runs/pictures/hole-way.ts';
import { interpolationPicture } from '../../runs/pictures/interpolation.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import {
  addFilmOption,
  addPictureOptions,
  answerPicture,
  type FilmOption,
  type PictureOptions,
} from '../picture-command.ts';

interface InterpolateOptions extends PictureOptions, FilmOption {
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
  readonly spherical?: true;
  readonly hole?: true;
  readonly acrossClasses?: true;
  readonly seed?: number;
}

function pairsOf({ from, to }: InterpolateOptions): [number, number][] | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from !== undefined && to !== undefined) return [[from, to]];
  throw new UserError('--from and --to name one way together: give both, or neither');
}

/** @throws UserError if the way is chosen otherwise too */
function throughHole(
  folder: string,
  options: InterpolateOptions,
  context: CommandContext,
): Promise<void> {
  const { from, to, spherical, steps, film, seed } = options;
  const isChosen = from !== undefined || to !== undefined || seed !== undefined;
  if (isChosen || spherical || film !== undefined) {
    throw new UserError(
      '--hole looks for its own way, a straight one: leave --from, --to, --spherical, --seed and --film out',
    );
  }
  return answerPicture({ name: 'interpolate-hole', folder, options }, context, (model) =>
    holeWayPicture(model, { steps }),
  );
}

/** @throws UserError if a way is chosen too */
function acrossClasses(
  folder: string,
  options: InterpolateOptions,
  context: CommandContext,
): Promise<void> {
  const { from, to, spherical, steps, hole, film, seed } = options;
  if (to !== undefined || spherical || steps !== undefined || hole || film !== undefined) {
    throw new UserError(
      '--across-classes keeps the code and changes the class: of the other options only --from and --seed go with it',
    );
  }
  return answerPicture({ name: 'interpolate-classes', folder, options }, context, (model) =>
    classChangesPicture(model, from, seed),
  );
}

export const registerInterpolate: RegisterCommand = (program, context) => {
  addFilmOption(addPictureOptions(program.command('interpolate')))
    .description('decode the codes between those of two held-out examples, or of two samples')
    .option(
      '--from <index>',
      'held-out example at the start, or without an encoder number of a sample',
      wholeNumberFrom(0),
    )
    .option('--to <index>', 'the same at the end', wholeNumberFrom(0))
    .option('--seed <number>', "of such samples (default: the run's)", wholeNumberFrom(0))
    .option(
      '--steps <count>',
      'images on the way, both ends included (default: 11)',
      wholeNumberFrom(2),
    )
    .option('--spherical', 'along an arc about the origin, for codes whose prior is N(0, I)')
    .option('--hole', 'straight through the emptiest place between any two, and where it lies')
    .option(
      '--across-classes',
      'one code as every class instead, with a model that is told the class',
    )
    .action(async (folder: string, options: InterpolateOptions) => {
      if (options.acrossClasses) return acrossClasses(folder, options, context);
      if (options.hole) return throughHole(folder, options, context);
      const { steps, spherical, seed } = options;
      const pairs = pairsOf(options);
      await answerPicture({ name: 'interpolate', folder, options }, context, async (model) => {
        const film = options.film !== undefined;
        const drawn = await interpolationPicture(model, { pairs, steps, spherical, film, seed });
        const ends = pairs && { from: pairs[0]![0], to: pairs[0]![1] };
        return { ...drawn, numbers: { ...drawn.numbers, ...ends } };
      });
    });
};
