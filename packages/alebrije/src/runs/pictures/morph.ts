/** One image turned into another, through the codes between and, to compare, through mixed pixels. */

import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import { asCodes, between, codeAt, linear, spherical } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { OpenModel } from '../open-model.ts';
import { readUserImages } from '../user-images.ts';
import { morphFilm } from './morph-film.ts';
import {
  asImages,
  checkValidationIndex,
  expectShownImages,
  type Picture,
  pickLabels,
  pickRows,
  shownShape,
} from './picture.ts';

export interface MorphPictureOptions {
  /** Index of a validation image, or a PNG file of the user's own. */
  readonly from: number | string;
  readonly to: number | string;
  /** Images on the way, both ends included. Default 11. */
  readonly steps?: number | undefined;
  /** Along an arc about the origin; only for codes whose prior is N(0, I). */
  readonly spherical?: boolean | undefined;
  /** Whether a film is wanted too. Default false. */
  readonly film?: boolean | undefined;
}

interface End {
  /** uint8 [1, C, H, W]. */
  readonly values: HostTensor;
  readonly name: string;
  readonly labels?: Int32Array | undefined;
}

/** @throws UserError if there is no such image, or not one, or its class must be told */
async function endOf(model: OpenModel, given: number | string): Promise<End> {
  const { validation } = model.data;
  if (typeof given === 'number') {
    checkValidationIndex(model, given);
    const labels = pickLabels(validation, [given]);
    return { values: pickRows(validation.values, [given]), name: `image ${given}`, labels };
  }
  if (model.system.views.classes !== undefined) {
    throw new UserError(
      `this run’s model is told the class of each image, and ${given} does not say it: give indices of validation images`,
    );
  }
  const { values, names } = await readUserImages(model, given);
  if (names.length === 1) return { values, name: names[0]! };
  throw new UserError(`${given} holds ${names.length} images: give one PNG file`);
}

/** Arrays [1, ...] of one type below each other, [N, ...]. */
function stacked(rows: readonly HostTensor[]): HostTensor {
  const [first] = rows as [HostTensor];
  const length = rows.length * first.data.length;
  const data = first.dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  for (const [place, row] of rows.entries()) data.set(row.data, place * first.data.length);
  return { dtype: first.dtype, shape: [rows.length, ...first.shape.slice(1)], data };
}

/**
 * Two rows between the same images: their pixels mixed, and their codes. The first and last column are
 * the images themselves. Numbers: `steps`.
 * @throws UserError for points, an image that does not exist, or an arc without a prior
 */
export async function morphPicture(
  model: OpenModel,
  options: MorphPictureOptions,
): Promise<Picture> {
  expectShownImages(model, 'the morph');
  const { session, system } = model;
  const { steps = 11 } = options;
  if (options.spherical && !system.views.hasNormalPrior) {
    throw new UserError(
      '--spherical needs codes whose prior is N(0, I), and this model has no prior: leave it out',
    );
  }
  const from = await endOf(model, options.from);
  const to = await endOf(model, options.to);
  const labels =
    from.labels && to.labels ? Int32Array.of(from.labels[0]!, to.labels[0]!) : undefined;
  const values = stacked([from.values, to.values]);
  const ends = await session.encode(values, labels);
  const way = options.spherical ? spherical : linear;
  const codes = between(codeAt(ends, 0), codeAt(ends, 1), steps, way);
  const told = labels && new Int32Array(steps).fill(labels[0]!);
  const decoded = await session.decode(codes, told);
  const prepared = await session.prepare(values);
  const size = prepared.data.length / 2;
  const flat = { ...prepared, shape: [2, size] };
  const [start, end] = [codeAt(flat, 0), codeAt(flat, 1)];
  const pixels = between(start, end, steps);
  const tiles = [pixels, decoded].flatMap((middle) => {
    const rows = { ...middle, shape: [steps, size] };
    return [start, ...Array.from({ length: steps }, (_, step) => codeAt(rows, step)), end];
  });
  const columns = steps + 2;
  const png = await interpolationStrip({
    title: `From ${from.name} to ${to.name}`,
    subtitle: `The first and last column are the images. Above their pixels are mixed, below their codes, along ${options.spherical ? 'an arc about the origin' : 'a straight line'}.`,
    images: asImages(asCodes(tiles), shownShape(model)),
    steps: columns,
    columnLabels: [
      'from',
      ...Array.from({ length: steps }, (_, step) => `${Number((step / (steps - 1)).toFixed(2))}`),
      'to',
    ],
    rowLabels: ['Pixels mixed', 'Codes mixed'],
    framed: [0, 1].flatMap(() =>
      Array.from({ length: columns }, (_, column) => column === 0 || column === columns - 1),
    ),
  });
  const film = options.film && (await morphFilm(model, ends, { way, labels }));
  return { png, numbers: { steps }, ...(film && { film }) };
}
