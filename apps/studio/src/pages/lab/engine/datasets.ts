/** The points that the models learn, made from the settings: the library's generators, a text, a drawing. */

import type { Examples } from '../../../../../../packages/alebrije/src/data/dataset.ts';
import {
  circles,
  gaussianGrid,
  moons,
  pinwheel,
  swissRoll,
} from '../../../../../../packages/alebrije/src/data/generated.ts';
import {
  drawNormal,
  drawUniform,
  fold,
  type Key,
  key,
} from '../../../../../../packages/alebrije/src/tensor/key.ts';
import { pointsOfDrawing } from './drawing-points.ts';
import type { Drawing } from './drawn-points.ts';
import { EXTENT } from './plane.ts';
import type { LabSettings } from './settings.ts';

/** The settings that the points depend on. */
export type DataChoice = Pick<LabSettings, 'data' | 'points' | 'noise' | 'seed'>;

export interface LabData {
  /** [N, 2]. */
  readonly points: Float32Array;
  /** A place from 0 to 1 on the scale of colours for each point [N]: along its curve, or by its class. */
  readonly hues: Float32Array;
}

/** A text as it was drawn: how much ink each pixel has, row by row from the top. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly amounts: Uint8Array;
}

/** Of the border that a text or a scaled drawing keeps from the edge of the plane. */
const MARGIN = 0.25;

/** Of each Gaussian of the grid and each arm of the pinwheel where no noise is asked for. */
const LEAST_DEVIATION = 0.01;

function generate(choice: DataChoice, source: Key): Examples {
  const { data, points, noise } = choice;
  switch (data) {
    case 'moons':
      return moons(source, points, { noise });
    case 'rings':
      return circles(source, points, { noise, radii: [1.3, 0.65] });
    case 'gaussians':
      return gaussianGrid(source, points, { deviation: Math.max(noise, LEAST_DEVIATION) });
    case 'pinwheel':
      return pinwheel(source, points, {
        radialDeviation: 0.25,
        tangentialDeviation: Math.max(noise, LEAST_DEVIATION),
      });
    default:
      return swissRoll(source, points, { noise });
  }
}

/** Evenly over 0..1, whatever they were before. */
function scaled(values: ArrayLike<number>): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return Float32Array.from(values, (value) => (value - low) / (high - low || 1));
}

/** Along the curve where there is one, each class on a stretch of its own. */
function huesOf({ colour, labels }: Examples): Float32Array {
  const along = colour && scaled(colour);
  if (!labels) return along ?? new Float32Array();
  // Its stretch is as long as the gap to the next one's.
  return scaled(Float32Array.from(labels, (label, i) => label + (along?.[i] ?? 0) / 2));
}

/** By their place from left to right. */
function horizontalHues(points: Float32Array): Float32Array {
  return scaled(Float32Array.from({ length: points.length / 2 }, (_, i) => points[2 * i]!));
}

/** Points in the ink, the more the darker it is, and noise about them. [N, 2] */
export function pointsInInk(
  { width, height, amounts }: Ink,
  {
    source,
    count,
    noise,
  }: { readonly source: Key; readonly count: number; readonly noise: number },
): Float32Array {
  const sums = new Float64Array(amounts.length);
  let total = 0;
  for (const [pixel, amount] of amounts.entries()) {
    total += amount;
    sums[pixel] = total;
  }
  const uniform = drawUniform(fold(source, 'position'), 3 * count);
  const normal = drawNormal(fold(source, 'noise'), 2 * count);
  const scale = (2 * (EXTENT - MARGIN)) / Math.max(width, height);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const pixel = firstAbove(sums, uniform[3 * i]! * total);
    const across = (pixel % width) + uniform[3 * i + 1]! - width / 2;
    const down = Math.floor(pixel / width) + uniform[3 * i + 2]! - height / 2;
    points[2 * i] = across * scale + noise * normal[2 * i]!;
    points[2 * i + 1] = -down * scale + noise * normal[2 * i + 1]!;
  }
  return points;
}

/** The first place of an ascending list whose value is larger. */
function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface DataSources {
  readonly choice: DataChoice;
  readonly drawing: Drawing;
  /** Of the text; nothing where it has none, or the browser could not draw it. */
  readonly ink?: Ink | undefined;
}

/** The same sources give the same points; nothing where there is nothing drawn or written yet. */
export function labData({ choice, drawing, ink }: DataSources): LabData | undefined {
  const source = fold(key(choice.seed), 'data');
  const { data, points: count, noise } = choice;
  if (data === 'drawn') {
    if (drawing.length === 0) return undefined;
    const points = pointsOfDrawing(drawing, { source, count, noise });
    return { points, hues: horizontalHues(points) };
  }
  if (data === 'text') {
    if (!ink?.amounts.some((amount) => amount > 0)) return undefined;
    const points = pointsInInk(ink, { source, count, noise });
    return { points, hues: horizontalHues(points) };
  }
  const examples = generate(choice, source);
  return { points: examples.values.data as Float32Array, hues: huesOf(examples) };
}
