/** `alebrije arithmetic`: adds attributes to the codes of images, and takes them away; or sums up samples. */

import { Option } from 'commander';
import { UserError } from '../../errors.ts';
import { VECTOR_METHODS, type VectorMethod } from '../../runs/attributes/vectors.ts';
import { arithmeticPicture } from '../../runs/pictures/arithmetic.ts';
import { parseGroups, sampleArithmeticPicture } from '../../runs/pictures/sample-arithmetic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { collect, wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ArithmeticOptions extends PictureOptions {
  readonly add?: readonly string[];
  readonly subtract?: readonly string[];
  readonly method: VectorMethod;
  readonly count?: number;
  readonly groups?: string;
  readonly seed?: number;
}

/** @throws UserError if the sum reads otherwise, or what is for images with codes is given too */
function sumOfSamples(
  folder: string,
  sum: string,
  { add, subtract, count, seed, ...options }: ArithmeticOptions,
  context: CommandContext,
): Promise<void> {
  if (add || subtract || count !== undefined) {
    throw new UserError(
      '--groups adds up samples, --add and --subtract change held-out images: give one or the other',
    );
  }
  const groups = parseGroups(sum);
  return answerPicture({ name: 'arithmetic', folder, options }, context, (model) =>
    sampleArithmeticPicture(model, groups, seed),
  );
}

export const registerArithmetic: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('arithmetic'))
    .description('add attributes, or classes, to the codes of held-out images, or subtract them')
    .option('--add <name[:strength]>', 'repeatable; strength 1 unless given', collect)
    .option('--subtract <name[:strength]>', 'repeatable; strength 1 unless given', collect)
    .addOption(
      new Option('--method <name>', 'how an attribute gets its direction')
        .choices([...VECTOR_METHODS])
        .default('means'),
    )
    .option('--count <images>', 'so many (default: 8)', wholeNumberFrom(1))
    .option(
      '--groups <sum>',
      'of a run without an encoder: mean codes of samples, as in "1,4,7 - 2,3,9 + 5,6,8"',
    )
    .option('--seed <number>', "of those samples (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, given: ArithmeticOptions) => {
      const { groups, seed, ...forImages } = given;
      if (groups !== undefined) return sumOfSamples(folder, groups, given, context);
      if (seed !== undefined) throw new UserError('--seed goes with --groups: leave it out');
      const { add, subtract, count, method, ...options } = forImages;
      return answerPicture(
        { name: 'arithmetic', folder, options, facts: { method } },
        context,
        (model) => arithmeticPicture(model, { add, subtract, method, count }),
      );
    });
};
