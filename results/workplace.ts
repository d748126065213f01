/** Where runs, answers, pictures and the page lie. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above that has the lock of all packages: sources and compiled files lie at different depths. */
function findRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package-lock.json'))
    ? folder
    : findRoot(path.dirname(folder));
}

/** Of the repository. */
export const root = findRoot(path.dirname(fileURLToPath(import.meta.url)));

export interface Workplace {
  /** Folder of the runs, `<recipe>-<seed>`. */
  readonly runs: string;
  /** Folder of the records, one file for each task. */
  readonly records: string;
  readonly pictures: string;
  readonly page: string;
  /** Settings that every training gets, as `path=value`, by its recipe. */
  readonly settings: (recipe: string) => readonly string[];
  /** At most these, in this order. */
  readonly seeds: readonly number[];
  readonly isQuick: boolean;
  /** Whether README.md tells of it. */
  readonly isPublished: boolean;
}

/** The recipes as they stand; the page is part of the docs. @param page its name */
export function fullWorkplace(page: string): Workplace {
  const runs = path.join(root, 'runs/results');
  return {
    runs,
    records: path.join(runs, 'records'),
    pictures: path.join(root, 'docs/pictures', page),
    page: path.join(root, 'docs/results', `${page}.md`),
    settings: () => [],
    seeds: [1, 2, 3],
    isQuick: false,
    isPublished: true,
  };
}

/** All in one folder of its own, the docs untouched. */
export function workplaceIn(folder: string, page: string): Workplace {
  const runs = path.resolve(folder);
  return {
    ...fullWorkplace(page),
    runs,
    records: path.join(runs, 'records'),
    pictures: path.join(runs, 'pictures', page),
    page: path.join(runs, `${page}.md`),
    isPublished: false,
  };
}

/** A path as the page and the terminal show it: from the repository where it lies in it. */
export function shownPath(file: string): string {
  const relative = path.relative(root, file);
  return relative.startsWith('..') ? file : relative;
}
