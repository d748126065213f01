/** Examples of a dataset, one by one. */

import { decodeArray } from '../../../../../packages/alebrije/src/server/contract/arrays.ts';
import type { DatasetExamples } from '../../api/contract.ts';

export interface ImageExample {
  /** In its split. */
  readonly index: number;
  /** [C, H, W] from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly shape: readonly number[];
  readonly label?: number;
  /** Names of those it has. */
  readonly attributes: readonly string[];
}

export function imagesOf(answer: DatasetExamples): ImageExample[] {
  const { examples, indices, labels, attributes } = answer;
  const all = decodeArray(examples) as Uint8Array;
  const shape = examples.shape.slice(1);
  const size = shape.reduce((product, side) => product * side, 1);
  const flags = attributes && decodeArray(attributes.values);
  return indices.map((index, place) => ({
    index,
    pixels: all.subarray(place * size, (place + 1) * size),
    shape,
    ...(labels && { label: labels[place]! }),
    attributes:
      attributes?.names.filter((_, column) => flags?.[place * attributes.names.length + column]) ??
      [],
  }));
}

export interface Points {
  readonly count: number;
  readonly dimensions: number;
  /** Row by row. */
  readonly values: Float32Array;
  /** From 0 to 1: what each is coloured by. */
  readonly tones: Float32Array | undefined;
}

export function pointsOf({ examples, labels, colour }: DatasetExamples): Points {
  const [count = 0, dimensions = 0] = examples.shape;
  const tones = colour
    ? Float32Array.from(decodeArray(colour))
    : labels && Float32Array.from(labels);
  return {
    count,
    dimensions,
    values: decodeArray(examples) as Float32Array,
    tones: tones && toUnit(tones),
  };
}

function toUnit(values: Float32Array): Float32Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.map((value) => (high > low ? (value - low) / (high - low) : 0));
}
