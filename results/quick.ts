/** Settings so small that the whole list runs in a few minutes; the numbers mean nothing. */

import os from 'node:os';
import path from 'node:path';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { type Workplace, workplaceIn } from './workplace.ts';

const IMAGES = ['data=fashion-mnist-subset', 'examples=400', 'validation=100', 'batchSize=50'];
const POINTS = ['examples=500', 'batchSize=100'];

function quickSettings(name: string): readonly string[] {
  const { defaults } = findRecipe(name);
  // A recipe that trains layer by layer has an epoch for each, and one to fine-tune.
  const phases = (defaults as { phases?: readonly unknown[] }).phases?.length ?? 1;
  return [...(defaults.data === 'fashion-mnist' ? IMAGES : POINTS), `epochs=${phases}`];
}

/** @param folder default: one for temporary files */
export function quickWorkplace(folder = path.join(os.tmpdir(), 'alebrije-results')): Workplace {
  return { ...workplaceIn(folder), settings: quickSettings, seeds: [1], isQuick: true };
}
