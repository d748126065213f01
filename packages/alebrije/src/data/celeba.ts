/**
 * CelebA (Liu et al. 2015, mmlab.ie.cuhk.edu.hk/projects/CelebA.html): faces with 40 attributes. Its
 * terms let nobody pass it on: the user has img_align_celeba, as a folder or zip archive, and
 * list_attr_celeba.txt. It is cropped and scaled once, and kept in the cache.
 */

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { cacheFolder } from './cache.ts';
import { type CelebaAttributes, parseCelebaAttributes, parseCelebaTest } from './celeba-tables.ts';
import type { Dataset, Examples } from './dataset.ts';
import type { PreparationOptions } from './dataset-entry.ts';
import { readDatasetFile, writeDatasetFile } from './dataset-file.ts';
import type { FileSource, SourceFile } from './files/file-source.ts';
import { openFiles, withFiles } from './files/open-files.ts';
import { FEWEST_EXAMPLES } from './images/image-dataset.ts';
import { isImageName } from './images/image-file.ts';
import { readImages } from './images/read-images.ts';

export const CELEBA_MEND =
  'get img_align_celeba.zip, list_attr_celeba.txt and list_eval_partition.txt from the project page ' +
  'of CelebA, put them into one folder and run `alebrije datasets import FOLDER`; or use ' +
  'cartoon-faces, which need no download';

/** Sides of the pictures that are kept, in pixels. */
export const CELEBA_SIDES = [32, 64] as const;

const ATTRIBUTES = /(^|\/)list_attr_celeba\.(txt|csv)$/;
const PARTITION = /(^|\/)list_eval_partition\.(txt|csv)$/;
const PICTURES = /(^|\/)img_align_celeba\//;
const ARCHIVE = /(^|\/)img_align_celeba\.zip$/;

/** To be raised when the cropping or scaling changes. */
const VERSION = '1';

/** `celeba` for the smallest side, else `celeba-64`. */
export function celebaName(side: number): string {
  return side === CELEBA_SIDES[0] ? 'celeba' : `celeba-${side}`;
}

function celebaFile(side: number): string {
  return join(cacheFolder(), 'celeba', `${celebaName(side)}-v${VERSION}.safetensors`);
}

export async function hasCeleba(side: number): Promise<boolean> {
  return existsSync(celebaFile(side));
}

/** CelebA as it was imported. @throws UserError if it was not, or its file is damaged */
export async function loadCeleba(side: number): Promise<Dataset> {
  const file = celebaFile(side);
  if (!existsSync(file)) {
    throw new UserError(`${celebaName(side)} was not imported yet: ${CELEBA_MEND}`);
  }
  const { dataset } = await readDatasetFile(file);
  return { ...dataset, source: `${file}, from ${dataset.source}` };
}

/** The folder that holds all of CelebA, given that or its pictures; undefined if it is none. */
export async function findCeleba(location: string): Promise<string | undefined> {
  const isPictures = /^img_align_celeba(\.zip)?$/.test(basename(location));
  for (const place of isPictures ? [location, dirname(location)] : [location]) {
    const isCeleba = await withFiles(place, async ({ files }) =>
      files.some(({ path }) => ATTRIBUTES.test(path)),
    );
    if (isCeleba) return place;
  }
  return undefined;
}

/**
 * Crops the pictures to their centred square and scales them to `side`, into the cache.
 * @param location a folder, or a zip archive, with the pictures and the tables
 * @returns the file
 * @throws UserError if something is missing or damaged
 */
export async function importCeleba(
  location: string,
  side: number,
  options: PreparationOptions = {},
): Promise<string> {
  const dataset = await withFiles(location, (source) => readCeleba(source, side, options));
  const file = celebaFile(side);
  await writeDatasetFile(file, dataset, VERSION);
  return file;
}

async function readText(source: FileSource, pattern: RegExp) {
  const file = source.files.find(({ path }) => pattern.test(path));
  if (!file) return undefined;
  const text = new TextDecoder().decode(await source.read(file));
  return { text, label: `${source.location}/${file.path}` };
}

/** Opens the archive of the pictures where the folder has it instead of them. */
async function withPictures<T>(
  source: FileSource,
  work: (pictures: FileSource) => Promise<T>,
): Promise<T> {
  const inFolder = source.files.some(({ path }) => PICTURES.test(path) && isImageName(path));
  const archive = source.files.find(({ path }) => ARCHIVE.test(path));
  if (inFolder || !archive) return work(source);
  const pictures = await openFiles(join(source.location, archive.path));
  try {
    return await work(pictures);
  } finally {
    await pictures.close();
  }
}

/**
 * Reads CelebA, or the part of it that is there.
 * @throws UserError if something is missing or damaged
 */
export async function readCeleba(
  source: FileSource,
  side: number,
  options: PreparationOptions = {},
): Promise<Dataset> {
  const table = await readText(source, ATTRIBUTES);
  if (!table) {
    throw new UserError(`there is no list_attr_celeba.txt in ${source.location}: ${CELEBA_MEND}`);
  }
  const attributes = parseCelebaAttributes(table.text, table.label);
  const partition = await readText(source, PARTITION);
  const inTest = partition && parseCelebaTest(partition.text, partition.label);
  return withPictures(source, async (pictures) => {
    const isPicture = ({ path }: SourceFile) =>
      isImageName(path) && (pictures !== source || PICTURES.test(path));
    const files = picturesOf(pictures.files.filter(isPicture), attributes, source.location);
    const border = files.length - Math.ceil(files.length / 10);
    const isTest = (file: SourceFile, index: number) =>
      inTest ? inTest.has(basename(file.path)) : index >= border;
    const train = files.filter((file, index) => !isTest(file, index));
    const test = files.filter(isTest);
    if (train.length === 0 || test.length === 0) {
      throw new UserError(
        `${source.location} has ${train.length} pictures to train on and ${test.length} to test on by its list_eval_partition: get more pictures, or take that file out`,
      );
    }
    const { onProgress, ...rest } = options;
    const counted = (before: number): PreparationOptions => ({
      ...rest,
      onProgress: (progress) =>
        onProgress?.({ ...progress, done: before + progress.done, total: files.length }),
    });
    const read = async (part: readonly SourceFile[], before: number): Promise<Examples> => ({
      values: await readImages(pictures, part, [3, side, side], counted(before)),
      attributes: { names: attributes.names, values: gather(part, attributes) },
    });
    return {
      name: celebaName(side),
      kind: 'image',
      train: await read(train, 0),
      test: await read(test, train.length),
      source: `${files.length} of ${attributes.rows.size} pictures in ${source.location}, ${inTest ? 'official test part' : 'the last tenth to test'}`,
    };
  });
}

/** The pictures, once it is known that there are enough and each has its attributes. */
function picturesOf(
  files: readonly SourceFile[],
  { rows }: CelebaAttributes,
  location: string,
): readonly SourceFile[] {
  if (files.length < FEWEST_EXAMPLES) {
    throw new UserError(
      `there are ${files.length} pictures in img_align_celeba in ${location}: ${CELEBA_MEND}`,
    );
  }
  const unknown = files.filter(({ path }) => !rows.has(basename(path)));
  if (unknown.length > 0) {
    throw new UserError(
      `${unknown.length} pictures in ${location} have no attributes (${basename(unknown[0]!.path)}): list_attr_celeba belongs to other pictures, or is incomplete`,
    );
  }
  return files;
}

function gather(files: readonly SourceFile[], { names, rows }: CelebaAttributes): Uint8Array {
  const values = new Uint8Array(files.length * names.length);
  for (const [index, { path }] of files.entries()) {
    values.set(rows.get(basename(path))!, index * names.length);
  }
  return values;
}
