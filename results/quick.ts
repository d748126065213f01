/** Settings so small that the whole list runs in a few minutes; the numbers mean nothing. */

import os from 'node:os';
import path from 'node:path';
import { DATASETS } from '../packages/alebrije/src/data/entries.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { type Workplace, workplaceIn } from './workplace.ts';

const CLOTHES = ['data=fashion-mnist-subset', 'examples=400', 'validation=100', 'batchSize=50'];
const IMAGES = ['examples=400', 'batchSize=50'];
const POINTS = ['examples=500', 'batchSize=100'];

function examplesFor(data: string): readonly string[] {
  if (data === 'fashion-mnist') return CLOTHES;
  return DATASETS.find(({ name }) => name === data)?.kind === 'image' ? IMAGES : POINTS;
}

function quickSettings(name: string): readonly string[] {
  const { defaults } = findRecipe(name);
  // A recipe that trains layer by layer has an epoch for each, and one to fine-tune.
  const phases = (defaults as { phases?: readonly unknown[] }).phases?.length ?? 1;
  return [...examplesFor(defaults.data), `epochs=${phases}`];
}

/** @param page its name @param folder default: one for temporary files */
export function quickWorkplace(
  page: string,
  folder = path.join(os.tmpdir(), 'alebrije-results'),
): Workplace {
  return { ...workplaceIn(folder, page), settings: quickSettings, seeds: [1], isQuick: true };
}
