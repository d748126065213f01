/** Datasets that are recognised by their files when the user gives the path of a download. */

import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import { cacheFolder } from './cache.ts';
import { CELEBA_SIDES, celebaName, findCeleba, importCeleba } from './celeba.ts';
import { CIFAR_10_ARCHIVE, CIFAR_10_FILES, findCifar10, loadCifar10 } from './cifar-10.ts';
import type { PreparationOptions } from './dataset-entry.ts';
import { isCsvPath } from './dataset-path.ts';
import { FASHION_MNIST_FILES, loadFashionMnist } from './fashion-mnist.ts';
import { isComplete } from './idx-dataset.ts';
import { loadMnist, MNIST_FILES } from './mnist.ts';

export interface KnownImport {
  /** The dataset's name in the registry. */
  readonly name: string;
  /** Where it is kept now. */
  readonly location: string;
}

/**
 * Puts MNIST, Fashion-MNIST, CIFAR-10 or CelebA into the cache, if the path holds one of them.
 * @param side of CelebA's pictures
 * @throws UserError if it holds one of them, damaged or incomplete
 */
export async function importKnownLayout(
  path: string,
  side: number | undefined,
  options: PreparationOptions = {},
): Promise<KnownImport | undefined> {
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && isComplete(path, MNIST_FILES)) return importIdx(path);
  if ((await findCifar10(path)) !== undefined) return importCifar10(path);
  if (!isFolder && (isCsvPath(path) || !path.toLowerCase().endsWith('.zip'))) return undefined;
  const celeba = await findCeleba(path);
  if (celeba === undefined) return undefined;
  const chosen = CELEBA_SIDES.find((known) => known === (side ?? CELEBA_SIDES[0]));
  if (chosen === undefined) {
    throw new UserError(
      `CelebA is kept at ${CELEBA_SIDES.join(' or ')} pixels, not ${side}; with a --name it is imported as any images`,
    );
  }
  return { name: celebaName(chosen), location: await importCeleba(celeba, chosen, options) };
}

/** The four files have the same names in both datasets; their contents say which they are. */
async function importIdx(path: string): Promise<KnownImport> {
  const isFashion = await loadFashionMnist([path], FASHION_MNIST_FILES).then(
    () => true,
    () => false,
  );
  if (!isFashion) await loadMnist([path]);
  const name = isFashion ? 'fashion-mnist' : 'mnist';
  const files = (await readdir(path)).filter((file) => /-idx[13]-ubyte(\.gz)?$/.test(file));
  return { name, location: await copyIntoCache(path, files, name) };
}

async function importCifar10(path: string): Promise<KnownImport> {
  const name = 'cifar-10';
  await loadCifar10([path]);
  const found = (await findCifar10(path))!;
  const isArchive = (await stat(found)).isFile();
  if (!isArchive) {
    const files = [...CIFAR_10_FILES.train, ...CIFAR_10_FILES.test].map(([file]) => file);
    return { name, location: await copyIntoCache(found, files, name) };
  }
  const location = await copyIntoCache(join(found, '..'), [basename(found)], name);
  if (basename(found) !== CIFAR_10_ARCHIVE) {
    await rename(join(location, basename(found)), join(location, CIFAR_10_ARCHIVE));
  }
  return { name, location };
}

/** Copies files whole or not at all. @returns the folder */
async function copyIntoCache(
  from: string,
  files: readonly string[],
  name: string,
): Promise<string> {
  const folder = join(cacheFolder(), name);
  try {
    await mkdir(folder, { recursive: true });
    for (const file of files) {
      const temporary = join(folder, `${file}.${process.pid}.partial`);
      try {
        if (existsSync(join(folder, file))) await rm(join(folder, file));
        await copyFile(join(from, file), temporary);
        await rename(temporary, join(folder, file));
      } finally {
        await rm(temporary, { force: true });
      }
    }
  } catch (error) {
    throw new UserError(`${from} could not be copied to ${folder}: ${(error as Error).message}`);
  }
  return folder;
}
