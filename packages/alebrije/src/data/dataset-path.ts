/** Datasets that are given by where they lie, and where the imported ones are kept. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from './cache.ts';

const FILES = /\.(zip|csv|tsv)$/i;

export function importedFolder(): string {
  return join(cacheFolder(), 'imported');
}

/** Where a dataset of this name is kept once it was imported. */
export function importedFile(name: string): string {
  return join(importedFolder(), `${name}.safetensors`);
}

/**
 * The absolute path that is meant, or undefined if it is a name: what has a slash, begins with a dot or
 * ends as files of data do is a path, and so is what is there and was not imported under that name.
 */
export function datasetPath(text: string): string | undefined {
  const looksLikePath = /[\\/]/.test(text) || text.startsWith('.') || FILES.test(text);
  const isPath = looksLikePath || (existsSync(text) && !existsSync(importedFile(text)));
  return isPath ? resolve(text) : undefined;
}

export function isCsvPath(path: string): boolean {
  return /\.(csv|tsv)$/i.test(path);
}
