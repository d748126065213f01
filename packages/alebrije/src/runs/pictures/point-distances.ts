/** How far made points lie from data, and data from them. */

import { exampleCount, takeFirst } from '../../data/dataset.ts';
import type { HostTensor } from '../../graph/types.ts';
import { nearestDistances } from './codes.ts';
import type { PicturedModel } from './picture.ts';

/** Training points that distances are measured to. */
const REFERENCE_POINTS = 10_000;

/** Mean distance of points to the nearest of others. */
export function meanDistance(points: HostTensor, reference: HostTensor): number {
  const distances = nearestDistances(points, reference);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

/** Mean distance of points to the nearest training point. */
export async function distanceToData(model: PicturedModel, points: HostTensor): Promise<number> {
  const { train } = model.data;
  const reference = takeFirst(train, Math.min(REFERENCE_POINTS, exampleCount(train)));
  return meanDistance(points, await model.session.prepare(reference.values));
}
