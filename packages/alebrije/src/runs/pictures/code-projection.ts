/** The codes of held-out examples, laid out by PCA, t-SNE or UMAP, with the images of some. */

import { takeFirst } from '../../data/dataset.ts';
import {
  type Colouring,
  spaceScatter,
  type Thumbnails,
  thumbnailScatter,
} from '../../explore/figures/index.ts';
import { expectEncoder } from '../../train/system.ts';
import type { OpenModel } from '../open-model.ts';
import {
  measureProjection,
  type Projection,
  type ProjectionMethod,
  type ProjectionOptions,
  type ProjectionQuality,
  projectCodes,
} from '../projections.ts';
import {
  asImages,
  chooseExamples,
  colouringOf,
  coordinate,
  type Picture,
  pickRows,
  shownExamples,
  shownShape,
  showsImages,
} from './picture.ts';

/** Images of which as many are shown as there is room for. */
const CANDIDATES = 2500;

const NAMES: Readonly<Record<ProjectionMethod, string>> = {
  pca: 'PCA',
  tsne: 't-SNE',
  umap: 'UMAP',
};

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

async function thumbnailsOf(model: OpenModel, count: number): Promise<Thumbnails | undefined> {
  if (!showsImages(model)) return undefined;
  const examples = takeFirst(shownExamples(model).examples, count);
  const points = chooseExamples(examples, Math.min(CANDIDATES, count));
  const images = await model.session.prepare(pickRows(examples.values, points));
  return { images: asImages(images, shownShape(model)), points };
}

function subtitleOf({ explained }: Projection, quality: ProjectionQuality): string {
  const parts = [`Trustworthiness ${quality.trustworthiness.toFixed(4)}`];
  const { knnAccuracy, knnAccuracyCodes } = quality;
  if (knnAccuracy !== undefined && knnAccuracyCodes !== undefined) {
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    parts.push(
      `classes told from 10 neighbours: ${percent(knnAccuracy)} here, ${percent(knnAccuracyCodes)} among the codes`,
    );
  }
  parts.push(
    explained
      ? `${Math.round(100 * sumOf(explained))} % of the variance`
      : 'far distances and sizes mean little',
  );
  return `${parts.join(' · ')}.`;
}

function axisNames({ explained }: Projection): string[] | undefined {
  return explained?.map((share, axis) => `Component ${axis + 1} (${Math.round(100 * share)} %)`);
}

/** The colours of the first so many examples. */
function firstColours(colouring: Colouring | undefined, count: number): Colouring | undefined {
  if (!colouring) return undefined;
  return 'labels' in colouring
    ? { ...colouring, labels: Array.from(colouring.labels).slice(0, count) }
    : { ...colouring, values: Array.from(colouring.values).slice(0, count) };
}

async function draw(
  model: OpenModel,
  projection: Projection,
  quality: ProjectionQuality,
): Promise<Uint8Array> {
  const { method, dims, count, positions, codes } = projection;
  const { kind } = shownExamples(model);
  const common = {
    title: `Codes of ${count.toLocaleString('en-US')} ${kind} examples, ${codes.shape[1]} numbers each, laid out by ${NAMES[method]}`,
    subtitle: subtitleOf(projection, quality),
    colouring: firstColours(colouringOf(model), count),
    thumbnails: await thumbnailsOf(model, count),
  };
  const [first = '', second = '', third = ''] = axisNames(projection) ?? [];
  if (dims === 3) {
    const points = positions.data as Float32Array;
    return spaceScatter({
      ...common,
      points,
      axisNames: first ? [first, second, third] : undefined,
    });
  }
  const [x, y] = [coordinate(positions, 0), coordinate(positions, 1)];
  return thumbnailScatter({ ...common, x, y, axisNames: first ? [first, second] : undefined });
}

/**
 * Numbers: `count`, `dims`, `seconds` (from codes to positions), `trustworthiness` of 12 neighbours;
 * with classes `knnAccuracy` of 10 neighbours in the picture and `knnAccuracyCodes` among the codes;
 * with PCA `varianceShare`.
 * @throws UserError if the codes are as small as the projection, or there are too few examples
 */
export async function projectionPicture(
  model: OpenModel,
  options: ProjectionOptions,
): Promise<Picture> {
  expectEncoder(model.system.views);
  const projection = await projectCodes(model, options);
  const quality = await measureProjection(model, projection);
  options.signal?.throwIfAborted();
  const { count, dims, seconds, explained } = projection;
  return {
    png: await draw(model, projection, quality),
    numbers: {
      count,
      dims,
      ...quality,
      ...(explained && { varianceShare: sumOf(explained) }),
      seconds,
    },
  };
}
