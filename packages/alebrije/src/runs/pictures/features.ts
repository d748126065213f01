/** Pictures of the units of a code and of the filters before them. */

import { pickExamples } from '../../data/selection.ts';
import { imageGrid, signedMaps, unitGrid } from '../../explore/figures/index.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import {
  type Baseline,
  chooseUnits,
  codesOfSingleUnits,
  expectLivingUnits,
  type Filters,
  isDead,
  mostActivating,
  type UnitActivity,
  unitActivities,
} from '../features.ts';
import type { OpenModel } from '../open-model.ts';
import { shownCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import { asImages, type Picture, shownExamples, shownShape } from './picture.ts';

/** Units in one picture. */
const UNITS = 30;
/** Images of each unit. */
const IMAGES = 6;

export interface FeatureOptions {
  readonly units?: number | undefined;
  readonly baseline?: Baseline | undefined;
}

interface ChosenUnits {
  readonly codes: HostTensor;
  readonly all: readonly UnitActivity[];
  readonly units: readonly UnitActivity[];
}

async function chosenUnits(model: OpenModel, { units = UNITS }: FeatureOptions) {
  expectContinuousCodes(model, 'features');
  const codes = await shownCodes(model);
  const all = unitActivities(codes);
  const chosen = chooseUnits(all, units);
  expectLivingUnits(chosen, model.run.name);
  return { codes, all, units: chosen } satisfies ChosenUnits;
}

function whichUnits({ all, units }: ChosenUnits): string {
  const dead = all.filter(isDead).length;
  const rest = dead > 0 ? `; ${dead} never change` : '';
  if (units.length === all.length) return `All ${all.length} units of the code.`;
  if (units.length === all.length - dead) return `${units.length} of ${all.length} units${rest}.`;
  return `The ${units.length} of ${all.length} units that vary most${rest}.`;
}

const unitName = ({ unit }: UnitActivity) => `Unit ${unit + 1}`;

/**
 * The examples with the largest values of each unit. Numbers: `units` shown, `codeSize`, `dead` units
 * that never change.
 * @throws UserError if the codes are all the same
 */
export async function activatingPicture(
  model: OpenModel,
  options: FeatureOptions = {},
): Promise<Picture> {
  const chosen = await chosenUnits(model, options);
  const { codes, all, units } = chosen;
  const { examples, kind } = shownExamples(model);
  const count = Math.min(IMAGES, codes.shape[0]!);
  const indices = units.flatMap(({ unit }) => mostActivating(codes, unit, count));
  const images = await model.session.prepare(pickExamples(examples, indices).values);
  const png = await unitGrid({
    title: `The ${kind} images that activate each unit most`,
    subtitle: `${whichUnits(chosen)} Of ${codes.shape[0]!.toLocaleString('en-US')} images those with the largest value of the unit, the largest on top.`,
    images: asImages(images, shownShape(model)),
    perUnit: count,
    names: units.map(unitName),
  });
  return {
    png,
    numbers: { units: units.length, codeSize: all.length, dead: all.filter(isDead).length },
  };
}

/** Of the changes' values: what is drawn in full colour. */
const FULL_COLOUR = 0.998;

/** A value that at most a small share exceeds in size, so that single pixels do not pale all others. */
function robustMost(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values, Math.abs).sort();
  return sorted[Math.floor(FULL_COLOUR * (sorted.length - 1))]! || 1;
}

/**
 * What the decoder makes of each unit alone, the others at their mean or 0, and how that differs
 * from no unit at all. Numbers: `units`.
 * @throws UserError if the codes are all the same
 */
export async function decodedUnitsPicture(
  model: OpenModel,
  options: FeatureOptions = {},
): Promise<Picture> {
  const { baseline = 'mean' } = options;
  const chosen = await chosenUnits(model, options);
  const { all, units } = chosen;
  const shape = shownShape(model);
  const [, height, width] = shape as readonly [number, number, number];
  const decoded = await model.session.decode(codesOfSingleUnits(all, units, baseline));
  const size = sizeOf(shape);
  const [base, rest] = [decoded.data.subarray(0, size), decoded.data.subarray(size)];
  // Of colours the mean: what changes is brightness.
  const area = height * width;
  const changes = new Float64Array(units.length * area);
  for (let i = 0; i < rest.length; i++) {
    const image = Math.floor(i / size);
    changes[image * area + (i % area)]! += (rest[i]! - base[i % size]!) / (size / area);
  }
  const alone = asImages({ ...decoded, shape: [units.length, ...shape], data: rest }, shape);
  const maps = signedMaps(
    { data: changes, count: units.length, height, width },
    robustMost(changes),
  );
  const others = baseline === 'zero' ? 'at 0' : 'at their mean';
  const png = await unitGrid({
    title: 'What the decoder makes of each unit alone',
    subtitle: `${whichUnits(chosen)} The unit as high as in one image of a hundred, all others ${others}. Below it what that changes: darker pixels blue, brighter ones orange.`,
    images: alone,
    maps,
    perUnit: 1,
    names: units.map(unitName),
  });
  return { png, numbers: { units: units.length } };
}

/** More filters than this are too small to see. */
const MOST_FILTERS = 100;

/** As many columns, up to 20, as leave the last row fullest. */
function fullColumns(count: number): number {
  const most = Math.min(count, 20);
  const least = Math.min(count, 8);
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  const choices = Array.from({ length: most - least + 1 }, (_, i) => most - i);
  return choices.reduce((best, columns) => (empty(columns) < empty(best) ? columns : best));
}

/** The first layer's filters, each with a colour scale of its own. Numbers: `filters` of the layer. */
export async function filtersPicture({ kernels, layer, type }: Filters): Promise<Picture> {
  const [total, channels, height, width] = kernels.shape as readonly [
    number,
    number,
    number,
    number,
  ];
  const count = Math.min(MOST_FILTERS, total);
  const size = channels * height * width;
  const scaled = kernels.data.slice(0, count * size) as Float32Array;
  for (let filter = 0; filter < count; filter++) {
    const row = scaled.subarray(filter * size, (filter + 1) * size);
    const most = row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
    for (const [i, value] of row.entries()) row[i] = value / most;
  }
  const images =
    channels === 3
      ? { data: scaled.map((value) => (value + 1) / 2), count, channels, height, width }
      : signedMaps({ data: scaled, count, height, width }, 1);
  const shown = count === total ? `All ${total} filters` : `The first ${count} of ${total} filters`;
  const extent = type === 'Dense' ? 'as large as the image' : `${height}x${width} pixels`;
  const png = await imageGrid({
    title: 'What the first layer looks for',
    subtitle: `${shown} of the layer ${layer}, ${extent}. Positive weights orange, negative ones blue, each filter up to its own largest weight.`,
    images,
    columns: fullColumns(count),
  });
  return { png, numbers: { filters: total } };
}
