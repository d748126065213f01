/** `alebrije attributes`: how well each attribute can be changed in the codes, before a judge. */

import { Option } from 'commander';
import {
  type AttributeFlips,
  FLIP_STRENGTH,
  flipExamples,
  measureFlips,
} from '../../runs/attributes/flips.ts';
import { VECTOR_METHODS, type VectorMethod } from '../../runs/attributes/vectors.ts';
import { attributesPicture } from '../../runs/pictures/attributes.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { positiveNumber, wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  type PictureOptions,
  pictureFile,
  withModel,
} from '../picture-command.ts';
import { formatCount, formatTable } from '../table.ts';

interface AttributesOptions extends PictureOptions {
  readonly method: VectorMethod;
  readonly strength: number;
  readonly count?: number;
}

const percent = (share: number) => (Number.isNaN(share) ? '' : `${(100 * share).toFixed(1)} %`);

function tableOf(flips: readonly AttributeFlips[]): string {
  return formatTable(
    ['attribute', 'added', 'removed', 'others kept', 'least kept', '', 'judge right'],
    flips.map((flip) => [
      flip.name,
      percent(flip.added),
      percent(flip.removed),
      percent(flip.kept),
      percent(flip.leastKept),
      flip.leastKeptName,
      percent(flip.judgeAccuracy),
    ]),
  );
}

async function attributes(
  folder: string,
  options: AttributesOptions,
  context: CommandContext,
): Promise<void> {
  const { method, strength, count } = options;
  const picture = pictureFile(folder, 'attributes', options.out);
  await withModel(folder, options, context, async (model) => {
    const examples = flipExamples(model, count).values.shape[0]!;
    const { png } = await attributesPicture(model, { method, strength });
    writeFileAtomic(picture, png);
    let told = 0;
    const flips = await measureFlips(model, {
      method,
      strength,
      count,
      signal: context.signal,
      onProgress(share) {
        const tenths = Math.floor(10 * share);
        if (told === 0) context.note('training a judge of real images, once');
        if (tenths > told && tenths < 10) context.note(`judge: ${10 * tenths} % done`);
        told = Math.max(tenths, 1e-9);
      },
    });
    context.answer(
      { run: model.run.path, picture, method, strength, examples, attributes: flips },
      [
        `picture: ${picture}`,
        tableOf(flips),
        `${formatCount(examples)} held-out images; what the judge finds in what was decoded`,
      ].join('\n'),
    );
  });
}

export const registerAttributes: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('attributes'))
    .description('measure how well each attribute can be added and removed, before a judge')
    .addOption(
      new Option('--method <name>', 'how an attribute gets its direction')
        .choices([...VECTOR_METHODS])
        .default('means'),
    )
    .option('--strength <number>', 'of every attribute', positiveNumber, FLIP_STRENGTH)
    .option('--count <examples>', 'held-out examples (default: 500 or all)', wholeNumberFrom(1))
    .action((folder: string, options: AttributesOptions) => attributes(folder, options, context));
};
