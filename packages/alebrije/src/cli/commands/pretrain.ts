/** `alebrije pretrain`: what a run's encoder is worth to a classifier that gets few labels. */

import { join } from 'node:path';
import {
  formatSpread,
  METHOD_NAMES,
  pretrainingPicture,
  spreadOf,
} from '../../runs/pictures/pretraining.ts';
import { METHODS, pretrain } from '../../runs/pretraining/pretrain.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { positiveNumber, wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  type PictureOptions,
  pictureFile,
  withModel,
} from '../picture-command.ts';
import { formatDuration, formatTable } from '../table.ts';

interface PretrainOptions extends PictureOptions {
  readonly labels: number;
  readonly seeds: number;
  readonly layer?: string;
  readonly epochs: number;
  readonly learningRate: number;
}

async function pretrainCommand(
  folder: string,
  options: PretrainOptions,
  context: CommandContext,
): Promise<void> {
  const { labels, seeds, layer, epochs, learningRate } = options;
  const picture = pictureFile(folder, 'pretrain', options.out);
  await withModel(folder, options, context, async (model) => {
    const result = await pretrain(model, {
      labels,
      seeds,
      layer,
      epochs,
      learningRate,
      signal: context.signal,
      onResult: (seed, method, accuracy) =>
        context.note(
          `draw ${seed} of ${seeds}: ${METHOD_NAMES[method].toLowerCase()} ${(100 * accuracy).toFixed(1)} %`,
        ),
    });
    writeFileAtomic(picture, await pretrainingPicture(model.run.name, result, labels));
    const methods = Object.fromEntries(
      METHODS.map((method) => [
        method,
        {
          ...spreadOf(result.accuracies[method]),
          accuracies: result.accuracies[method],
          seconds: result.seconds[method],
        },
      ]),
    );
    const answer = {
      run: model.run.path,
      picture,
      labels,
      seeds,
      layer: result.layer,
      features: result.features,
      epochs,
      learningRate,
      testExamples: result.testExamples,
      methods,
    };
    const file = join(model.run.path, 'pretrain.json');
    writeFileAtomic(file, `${JSON.stringify(answer, null, 2)}\n`);
    const rows = METHODS.map((method) => [
      METHOD_NAMES[method],
      formatSpread(spreadOf(result.accuracies[method])),
      formatDuration(result.seconds[method]),
    ]);
    const text = [
      formatTable([`${labels} labels`, `test accuracy, ${seeds} draws`, 'training'], rows),
      `features: ${result.features} numbers of the layer ${result.layer}`,
      `picture: ${picture}`,
      `numbers: ${file}`,
    ];
    context.answer(answer, text.join('\n'));
  });
}

export const registerPretrain: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('pretrain'))
    .description('classify with few labels: on the encoder, frozen and fine-tuned, and without it')
    .option('--labels <count>', 'labelled images, as many of each class', wholeNumberFrom(2), 500)
    .option('--seeds <count>', 'draws of them', wholeNumberFrom(1), 5)
    .option(
      '--layer <name>',
      "the encoder's last layer to use (default: the one before the code's)",
    )
    .option(
      '--epochs <count>',
      'over the labelled images, of whole networks',
      wholeNumberFrom(1),
      40,
    )
    .option('--learning-rate <number>', 'of whole networks, at the start', positiveNumber, 1e-3)
    .action((folder: string, options: PretrainOptions) =>
      pretrainCommand(folder, options, context),
    );
};
