/** The codes of an opened run's examples, laid out in a plane or in space. */

import { setImmediate } from 'node:timers/promises';
import { exampleCount } from '../data/dataset.ts';
import { UserError } from '../errors.ts';
import { neighboursFor } from '../explore/projections/affinities.ts';
import type { Layout, NearestNeighbours, Places } from '../explore/projections/projection.ts';
import { startTsne } from '../explore/projections/tsne.ts';
import { startUmap } from '../explore/projections/umap.ts';
import type { HostTensor } from '../graph/types.ts';
import { covarianceOf } from '../metrics/covariance.ts';
import { findNeighbourhoods, neighbourAccuracy } from '../metrics/neighbourhoods.ts';
import { fitPca, type Pca, pcaTransform } from '../metrics/pca.ts';
import { trustworthiness } from '../metrics/trustworthiness.ts';
import { drawUniform, fold, type Key, key } from '../tensor/key.ts';
import { hostFloats, rowsOf } from '../train/model-session.ts';
import type { OpenModel } from './open-model.ts';
import { shownExamples } from './pictures/picture.ts';

export const PROJECTION_METHODS = ['pca', 'tsne', 'umap'] as const;
export type ProjectionMethod = (typeof PROJECTION_METHODS)[number];

export interface ProjectionOptions {
  readonly method: ProjectionMethod;
  readonly dims: 2 | 3;
  /** The first so many examples. Default: all, up to 10,000. */
  readonly count?: number | undefined;
  /** Of what UMAP draws; the other methods draw nothing. Default: the run's. */
  readonly seed?: number | undefined;
  /** Ends the work between two steps. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((step: number, steps: number) => void) | undefined;
}

export interface Projection {
  readonly method: ProjectionMethod;
  readonly dims: 2 | 3;
  readonly count: number;
  /** [count, dims] */
  readonly positions: HostTensor;
  /** [count, Z] */
  readonly codes: HostTensor;
  /** Of each example, where the data have classes. */
  readonly labels?: Int32Array;
  /** Share of the codes' variance along each axis; of PCA alone. */
  readonly explained?: readonly number[];
  /** From the codes to the positions. */
  readonly seconds: number;
}

/** How well a projection keeps what it shows. */
export interface ProjectionQuality {
  /** Of the `TRUSTED` nearest neighbours; see `trustworthiness`. */
  readonly trustworthiness: number;
  /** Share of the examples of the class of most of their `VOTERS` neighbours in the projection. */
  readonly knnAccuracy?: number;
  /** The same among the codes. */
  readonly knnAccuracyCodes?: number;
}

const MOST_EXAMPLES = 10_000;
/** Fewer have no neighbourhoods to be kept. */
const LEAST_EXAMPLES = 50;
/** Of t-SNE; smaller where a third of the examples are fewer. */
const PERPLEXITY = 30;
/** Neighbours that UMAP attracts, besides the point itself. */
const UMAP_NEIGHBOURS = 14;
const TRUSTED = 12;
const VOTERS = 10;
/** Numbers drawn at once. */
const DRAWS = 1 << 16;

/** Uniform numbers in [0, 1), one after the other. */
function uniformStream(source: Key): () => number {
  let block = 0;
  let draws = drawUniform(fold(source, block), DRAWS);
  let next = 0;
  return () => {
    if (next === DRAWS) {
      draws = drawUniform(fold(source, ++block), DRAWS);
      next = 0;
    }
    return draws[next++]!;
  };
}

/** @throws UserError if the codes are as small as the projection, or there are too few examples */
function checkedCount(model: OpenModel, { dims, count }: ProjectionOptions): number {
  const { codeSize } = model.system.views;
  if (codeSize <= dims) {
    const numbers = codeSize === 1 ? 'one number' : `${codeSize} numbers`;
    const instead = dims === 3 && codeSize === 3 ? 'give --dims 2' : 'see `alebrije scatter`';
    throw new UserError(`codes of ${numbers} need no projection to ${dims}: ${instead}`);
  }
  const { examples, kind } = shownExamples(model);
  const available = exampleCount(examples);
  if (count !== undefined && count > available) {
    throw new UserError(
      `--count ${count} is more than the ${available} ${kind} examples of this run`,
    );
  }
  const chosen = count ?? Math.min(MOST_EXAMPLES, available);
  if (chosen < LEAST_EXAMPLES) {
    throw new UserError(`a projection needs at least ${LEAST_EXAMPLES} examples, not ${chosen}`);
  }
  return chosen;
}

function placesOf({ data, shape }: HostTensor, dims: 2 | 3): Places {
  return { count: shape[0]!, dims, data: Float64Array.from(data) };
}

/** A layout that has not taken a step yet. */
async function startLayout(
  model: OpenModel,
  codes: HostTensor,
  start: Places,
  { method, seed = model.config.seed }: ProjectionOptions,
): Promise<Layout> {
  const perplexity = Math.min(PERPLEXITY, Math.floor((start.count - 1) / 3));
  const k = method === 'tsne' ? neighboursFor(perplexity) : UMAP_NEIGHBOURS;
  const neighbours: NearestNeighbours = await findNeighbourhoods(model.runtime, codes, k);
  if (method === 'tsne') return startTsne({ neighbours, start, perplexity });
  const random = uniformStream(fold(key(seed), 'umap'));
  return startUmap({ neighbours, start, random });
}

/** Between two steps signals are heard and progress is shown. */
async function takeSteps(layout: Layout, { signal, onProgress }: ProjectionOptions): Promise<void> {
  for (let step = 0; step < layout.steps; step++) {
    signal?.throwIfAborted();
    layout.step();
    onProgress?.(step + 1, layout.steps);
    await setImmediate();
  }
}

/** @throws UserError if codes are no finite numbers */
function codePca(codes: HostTensor, dims: 2 | 3): Pca {
  if (!codes.data.every(Number.isFinite)) {
    throw new UserError('some codes of this run are not finite numbers: it diverged in training');
  }
  return fitPca(covarianceOf(codes), dims);
}

/**
 * Lays the codes out: along their principal components, or from there by t-SNE or UMAP.
 * @throws UserError if the codes are as small as the projection, or there are too few examples
 */
export async function projectCodes(
  model: OpenModel,
  options: ProjectionOptions,
): Promise<Projection> {
  const { method, dims } = options;
  const count = checkedCount(model, options);
  const { examples } = shownExamples(model);
  const codes = await model.session.encode(
    rowsOf(examples.values, 0, count),
    examples.labels?.subarray(0, count),
  );
  const begin = performance.now();
  const pca = codePca(codes, dims);
  let positions = pcaTransform(pca, codes);
  if (method !== 'pca') {
    const layout = await startLayout(model, codes, placesOf(positions, dims), options);
    await takeSteps(layout, options);
    const found = hostFloats([count, dims], layout.positions());
    // Turned so that it is widest along the first axis: how it lies says nothing.
    positions = pcaTransform(fitPca(covarianceOf(found), dims), found);
  }
  return {
    method,
    dims,
    count,
    positions,
    codes,
    ...(examples.labels && { labels: Int32Array.from(examples.labels.subarray(0, count)) }),
    ...(method === 'pca' && { explained: [...pca.explained] }),
    seconds: (performance.now() - begin) / 1000,
  };
}

/** Compares the neighbours of each example before and after. */
export async function measureProjection(
  { runtime }: OpenModel,
  { codes, positions, labels }: Projection,
): Promise<ProjectionQuality> {
  const projected = await findNeighbourhoods(runtime, positions, TRUSTED);
  const trusted = await trustworthiness(runtime, codes, projected);
  if (!labels) return { trustworthiness: trusted };
  const before = await findNeighbourhoods(runtime, codes, VOTERS);
  return {
    trustworthiness: trusted,
    knnAccuracy: neighbourAccuracy(projected, labels, VOTERS),
    knnAccuracyCodes: neighbourAccuracy(before, labels, VOTERS),
  };
}
