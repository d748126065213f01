/** `alebrije features`: what the units of a run's code stand for. */

import { Option } from 'commander';
import { BASELINES, type Baseline, firstFilters } from '../../runs/features.ts';
import {
  activatingPicture,
  decodedUnitsPicture,
  filtersPicture,
} from '../../runs/pictures/features.ts';
import { expectShownImages } from '../../runs/pictures/picture.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  besides,
  type PictureOptions,
  pictureFile,
  withModel,
} from '../picture-command.ts';

interface FeaturesOptions extends PictureOptions {
  readonly units: number;
  readonly baseline: Baseline;
}

async function features(
  folder: string,
  options: FeaturesOptions,
  context: CommandContext,
): Promise<void> {
  const picture = pictureFile(folder, 'features', options.out);
  await withModel(folder, options, context, async (model) => {
    expectShownImages(model, 'features');
    const activating = await activatingPicture(model, options);
    const decoded = await decodedUnitsPicture(model, options);
    const found = firstFilters(model);
    const filters = found && (await filtersPicture(found));
    if (!filters) context.note("the first layer's weights do not look at images: no filters");
    const files = {
      picture,
      decodedPicture: besides(picture, 'decoded'),
      ...(filters && { filtersPicture: besides(picture, 'filters') }),
    };
    writeFileAtomic(files.picture, activating.png);
    writeFileAtomic(files.decodedPicture, decoded.png);
    if (filters) writeFileAtomic(files.filtersPicture!, filters.png);
    const numbers = { ...activating.numbers, ...filters?.numbers };
    const { units, codeSize, dead } = activating.numbers;
    const lines = Object.values(files).map((file) => `picture: ${file}`);
    const unchanged = dead === 0 ? '' : `, ${dead} of which never change`;
    context.answer(
      { run: model.run.path, ...files, baseline: options.baseline, ...numbers },
      [...lines, `${units} of ${codeSize} units${unchanged}`].join('\n'),
    );
  });
}

export const registerFeatures: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('features'))
    .description('show what activates each unit of the code, what it decodes to, and the filters')
    .option('--units <count>', 'at most so many, those that vary most', wholeNumberFrom(1), 30)
    .addOption(
      new Option('--baseline <kind>', 'where all other units are kept while one is decoded')
        .choices(BASELINES)
        .default('mean'),
    )
    .action((folder: string, options: FeaturesOptions) => features(folder, options, context));
};
