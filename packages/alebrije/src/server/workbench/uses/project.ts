/** Codes laid out in a plane or in space. */

import type { OpenModel } from '../../../runs/open-model.ts';
import { shownExamples } from '../../../runs/pictures/picture.ts';
import { type ProjectionMethod, projectCodes } from '../../../runs/projections.ts';
import type { ProjectedCodes } from '../../contract/uses.ts';
import { encodeTensor } from '../arrays.ts';
import { namesOf } from '../examples.ts';
import type { Task } from '../jobs.ts';

interface ProjectBody {
  readonly method: ProjectionMethod;
  readonly dimensions: 2 | 3;
  readonly limit?: number | undefined;
  readonly seed?: number | undefined;
}

/** Enough to see the shape of the codes, few enough to be laid out while one waits. */
const USUAL_COUNT = 2000;

export async function project(
  model: OpenModel,
  { method, dimensions, limit = USUAL_COUNT, seed }: ProjectBody,
  { signal, tell }: Task,
): Promise<ProjectedCodes> {
  const { examples, kind } = shownExamples(model);
  const projection = await projectCodes(model, {
    method,
    dims: dimensions,
    count: Math.min(limit, examples.values.shape[0]!),
    seed,
    signal,
    onProgress: (done, total) => tell({ what: 'working', done, total }),
  });
  const { count, positions, labels, explained, seconds } = projection;
  return {
    method,
    count,
    split: kind === 'training' ? 'train' : 'test',
    points: encodeTensor(positions),
    ...(labels && { labels: [...labels] }),
    ...namesOf(model),
    ...(explained && { explained }),
    seconds,
  };
}
