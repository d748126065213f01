/** `alebrije arithmetic`: adds attributes to the codes of images, and takes them away. */

import { Option } from 'commander';
import { VECTOR_METHODS, type VectorMethod } from '../../runs/attributes/vectors.ts';
import { arithmeticPicture } from '../../runs/pictures/arithmetic.ts';
import type { RegisterCommand } from '../command.ts';
import { collect, wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ArithmeticOptions extends PictureOptions {
  readonly add?: readonly string[];
  readonly subtract?: readonly string[];
  readonly method: VectorMethod;
  readonly count?: number;
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
    .action((folder: string, { add, subtract, count, method, ...options }: ArithmeticOptions) =>
      answerPicture({ name: 'arithmetic', folder, options, facts: { method } }, context, (model) =>
        arithmeticPicture(model, { add, subtract, method, count }),
      ),
    );
};
