/**
 * Pictures of one shape each, made from independent factors, after dSprites (Matthey et al. 2017,
 * github.com/google-deepmind/dsprites-dataset): white on black, with smooth edges.
 */

import { UserError } from '../errors.ts';
import type { HostTensor } from '../graph/types.ts';
import { drawIntegers, drawPermutation, fold, type Key } from '../tensor/key.ts';
import type { Examples } from './dataset.ts';

/** Factors in the order of their columns, and how many values each has. */
export const SHAPE_FACTORS = {
  names: ['shape', 'scale', 'orientation', 'x', 'y'],
  sizes: [3, 6, 40, 32, 32],
} as const;

export const SHAPE_NAMES = ['square', 'ellipse', 'heart'] as const;

/** All combinations: 737,280. */
export const SHAPE_COMBINATIONS = SHAPE_FACTORS.sizes.reduce((product, size) => product * size, 1);

/** Lines drawn through each row of pixels; along a line, coverage is exact. */
const LINES = 4;
/** Corners of an outline without corners of its own. */
const CORNERS = 64;
/** Half the extent of a shape of scale 1, in sides of the picture: turned anyhow, it stays inside. */
const REACH = 0.21;
/** Where centres lie, in sides of the picture. */
const NEAREST = 0.25;
const FARTHEST = 0.75;

/** A closed outline within the unit circle about the origin, y upward. */
type Outline = readonly (readonly [x: number, y: number])[];

function roundOutline(radius: (angle: number) => number): Outline {
  return Array.from({ length: CORNERS }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / CORNERS;
    return [radius(angle) * Math.cos(angle), radius(angle) * Math.sin(angle)];
  });
}

/** The r at which (r² − 1)³ = x² y³ for the point (x, y) at this angle, by bisection. */
function heartRadius(angle: number): number {
  const steepness = Math.cos(angle) ** 2 * Math.sin(angle) ** 3;
  let [low, high] = [0, 2];
  for (let step = 0; step < 50; step++) {
    const r = (low + high) / 2;
    if ((r * r - 1) ** 3 <= steepness * r ** 5) low = r;
    else high = r;
  }
  return low;
}

/** As large as it may be within the unit circle. */
function toUnitCircle(outline: Outline): Outline {
  const farthest = Math.max(...outline.map(([x, y]) => Math.hypot(x, y)));
  return outline.map(([x, y]) => [x / farthest, y / farthest]);
}

/** In the order of `SHAPE_NAMES`. */
const OUTLINES: readonly Outline[] = [
  ([1, 3, 5, 7] as const).map((eighth) => {
    const angle = (Math.PI * eighth) / 4;
    return [Math.cos(angle), Math.sin(angle)];
  }),
  roundOutline((angle) => 1 / Math.hypot(Math.cos(angle), 2 * Math.sin(angle))),
  toUnitCircle(roundOutline(heartRadius).map(([x, y]) => [x, y - 0.1])),
];

/** A factor's value, evenly from `first` to `last` over its numbers. */
function between(first: number, last: number, number: number, size: number): number {
  return first + ((last - first) * number) / (size - 1);
}

/** The outline of a row of factors in pixels, y downward. */
function placeOutline(factors: Int32Array, side: number): Outline {
  const [shape, scale, turn, x, y] = factors as unknown as [number, number, number, number, number];
  const [, scales, turns, columns, rows] = SHAPE_FACTORS.sizes;
  const reach = REACH * side * between(0.5, 1, scale, scales);
  // The middle one is upright. dSprites has a first and a last one that look the same; here all differ.
  const angle = 2 * Math.PI * (turn / turns - 0.5);
  const [cos, sin] = [reach * Math.cos(angle), reach * Math.sin(angle)];
  const centreX = side * between(NEAREST, FARTHEST, x, columns);
  const centreY = side * between(NEAREST, FARTHEST, y, rows);
  return OUTLINES[shape]!.map(([u, v]) => [
    centreX + cos * u - sin * v,
    centreY - sin * u - cos * v,
  ]);
}

/** Where a horizontal line crosses an outline, from left to right. */
function crossings(outline: Outline, y: number): number[] {
  const found: number[] = [];
  let [fromX, fromY] = outline.at(-1)!;
  for (const [toX, toY] of outline) {
    if (fromY <= y !== toY <= y) found.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
    [fromX, fromY] = [toX, toY];
  }
  return found.sort((a, b) => a - b);
}

/** Adds the length of begin..end that lies in each pixel of a row. */
function addSpan(row: Float64Array, begin: number, end: number): void {
  const [first, last] = [Math.floor(begin), Math.floor(end)];
  if (first === last) {
    row[first]! += end - begin;
    return;
  }
  row[first]! += first + 1 - begin;
  for (let pixel = first + 1; pixel < last; pixel++) row[pixel]! += 1;
  row[last]! += end - last;
}

/** Fills an outline that lies inside the picture, values 0..255. */
function fillOutline(outline: Outline, side: number, into: Uint8Array): void {
  let [top, bottom] = [side, 0];
  for (const [, y] of outline) {
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const covered = new Float64Array(side);
  for (let row = Math.floor(top); row < bottom; row++) {
    covered.fill(0);
    for (let line = 0; line < LINES; line++) {
      const ends = crossings(outline, row + (line + 0.5) / LINES);
      for (let at = 0; at < ends.length; at += 2) addSpan(covered, ends[at]!, ends[at + 1]!);
    }
    for (let column = 0; column < side; column++) {
      into[row * side + column] = Math.round((255 * covered[column]!) / LINES);
    }
  }
}

/**
 * Draws the shape of each row of factors.
 * @param factors [N, 5], as `SHAPE_FACTORS` says
 * @param side pixels
 * @returns uint8 [N, 1, side, side]
 * @throws RangeError if a factor has no such value
 */
export function drawShapes(factors: Int32Array, side: number): HostTensor {
  const { sizes } = SHAPE_FACTORS;
  const wrong = factors.findIndex((value, at) => !(value >= 0 && value < sizes[at % 5]!));
  if (wrong !== -1 || factors.length % 5 !== 0) {
    throw new RangeError(`Factor ${wrong % 5} has no value ${factors[wrong]}`);
  }
  const count = factors.length / 5;
  const area = side * side;
  const data = new Uint8Array(count * area);
  for (let i = 0; i < count; i++) {
    const outline = placeOutline(factors.subarray(5 * i, 5 * i + 5), side);
    fillOutline(outline, side, data.subarray(i * area, (i + 1) * area));
  }
  return { dtype: 'uint8', shape: [count, 1, side, side], data };
}

/** The factors of combination `index`, the last factor fastest. */
function combination(index: number, into: Int32Array): void {
  for (let factor = 4; factor >= 0; factor--) {
    const size = SHAPE_FACTORS.sizes[factor]!;
    into[factor] = index % size;
    index = Math.floor(index / size);
  }
}

/**
 * Random combinations of factors, each independent of the others; as many as there are combinations
 * gives each once.
 * @throws UserError if the number is no whole number from 1
 */
export function shapes(source: Key, count: number, side: number): Examples {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UserError(`The number of examples must be a whole number from 1, not ${count}`);
  }
  const indices =
    count === SHAPE_COMBINATIONS
      ? drawPermutation(fold(source, 'order'), count)
      : drawIntegers(fold(source, 'factors'), count, SHAPE_COMBINATIONS);
  const factors = new Int32Array(5 * count);
  for (let i = 0; i < count; i++) combination(indices[i]!, factors.subarray(5 * i, 5 * i + 5));
  return {
    values: drawShapes(factors, side),
    labels: Int32Array.from({ length: count }, (_, i) => factors[5 * i]!),
    factors: { ...SHAPE_FACTORS, values: factors },
  };
}
