/** `alebrije denoise`: puts noise on new images and takes it off again, or cleans the user's own. */

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UserError } from '../../errors.ts';
import { encodePng } from '../../explore/figures/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { CORRUPTION_NAMES } from '../../nn/corruption.ts';
import { recipes } from '../../recipes/registry.ts';
import type { OpenModel } from '../../runs/open-model.ts';
import {
  type DenoisedLevel,
  denoisedImages,
  denoisingPicture,
} from '../../runs/pictures/denoising.ts';
import { asImages, expectShownImages, shownShape } from '../../runs/pictures/picture.ts';
import { readUserImages, type UserImages } from '../../runs/user-images.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { fileError } from '../../train/files/file-errors.ts';
import { expectEncoder } from '../../train/system.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  type PictureOptions,
  pictureFile,
  withModel,
} from '../picture-command.ts';
import { formatMetric, formatTable } from '../table.ts';

interface DenoiseOptions extends PictureOptions {
  readonly noise?: string;
  readonly level?: readonly number[];
  readonly images?: string;
  readonly save?: string;
  readonly count?: number;
  readonly seed?: number;
}

/** Of the catalogue: the recipes that are trained to denoise. */
const DENOISING_ROW = 'A7';

function collectLevel(text: string, previous: readonly number[] = []): readonly number[] {
  const level = Number(text);
  if (text.trim() !== '' && Number.isFinite(level)) return [...previous, level];
  throw new InvalidArgumentError('Give a number.');
}

function checkOptions({ noise, level, images, save }: DenoiseOptions): void {
  if (save === undefined) return;
  if (images === undefined) {
    throw new UserError('--save writes denoised images of your own: give them with --images');
  }
  if (noise !== undefined || level !== undefined) {
    throw new UserError(
      '--save writes images denoised as they were given: leave out --noise and --level',
    );
  }
}

/** One line where the model may do worse than one would think. */
function trainingNote({ system, recipe }: OpenModel, noise: string | undefined): string[] {
  const trained = system.views.corruption?.name;
  if (trained === undefined) {
    const denoisers = recipes.filter(({ row }) => row === DENOISING_ROW).map(({ name }) => name);
    return [`${recipe.name} was not trained to denoise; ${denoisers.join(', ')} are`];
  }
  const other = noise !== undefined && noise !== trained;
  return other ? [`${recipe.name} was trained on ${trained} noise, not on ${noise}`] : [];
}

/** Writes each image as a PNG of its own, under its name. */
async function saveImages(
  folder: string,
  { names }: UserImages,
  denoised: HostTensor,
  model: OpenModel,
): Promise<string[]> {
  const path = resolve(folder);
  try {
    fs.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw fileError('create', path, error);
  }
  const batch = asImages(denoised, shownShape(model));
  const files: string[] = [];
  for (const [index, name] of names.entries()) {
    const file = join(path, `${name}.png`);
    writeFileAtomic(file, await encodePng(batch, index));
    files.push(file);
  }
  return files;
}

function levelsText(noise: string, levels: readonly DenoisedLevel[], clean: number): string {
  const rows = levels.map(({ level, before, after }) =>
    [level, before, after].map((value) => formatMetric(value)),
  );
  const table = formatTable(['level', 'error before', 'error after'], rows);
  return `${noise} noise\n${table}\nwithout noise the error is ${formatMetric(clean)}`;
}

async function denoise(
  folder: string,
  options: DenoiseOptions,
  context: CommandContext,
): Promise<void> {
  checkOptions(options);
  const { noise, level, count, seed, save } = options;
  const picture = pictureFile(folder, 'denoise', options.out);
  await withModel(folder, options, context, async (model) => {
    expectShownImages(model, 'denoise');
    expectEncoder(model.system.views);
    const images =
      options.images === undefined ? undefined : await readUserImages(model, options.images);
    for (const line of [...trainingNote(model, noise), ...(images?.notes ?? [])]) {
      context.note(line);
    }
    const run = model.run.path;
    if (images && noise === undefined && level === undefined) {
      const { png, numbers, denoised } = await denoisedImages(model, images.values, count);
      writeFileAtomic(picture, png);
      const files = save === undefined ? [] : await saveImages(save, images, denoised, model);
      const text = [`picture: ${picture}`, ...files.map((file) => `denoised: ${file}`)];
      context.answer({ run, picture, ...numbers, files }, text.join('\n'));
      return;
    }
    const drawn = await denoisingPicture(model, {
      noise,
      levels: level,
      count,
      seed,
      images: images?.values,
    });
    writeFileAtomic(picture, drawn.png);
    context.answer(
      {
        run,
        picture,
        noise: drawn.noise,
        trained: model.system.views.corruption ?? null,
        ...drawn.numbers,
        levels: drawn.levels,
      },
      `picture: ${picture}\n${levelsText(drawn.noise, drawn.levels, drawn.numbers.clean!)}`,
    );
  });
}

export const registerDenoise: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('denoise'))
    .description('put noise on held-out images and take it off again, or off images of your own')
    .option(
      '--noise <name>',
      `${CORRUPTION_NAMES.join(', ')} (default: the one the run was trained on, else gaussian)`,
    )
    .option(
      '--level <number>',
      'deviation of Gaussian noise, or share of the pixels; may be given again',
      collectLevel,
    )
    .option(
      '--images <path>',
      'a PNG file or a folder of them, denoised as they are unless --noise or --level is given',
    )
    .option('--save <folder>', 'write the denoised images of --images there')
    .option('--count <count>', 'images to show (default: 10)', wholeNumberFrom(1))
    .option('--seed <number>', "of the noise (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, options: DenoiseOptions) => denoise(folder, options, context));
};
