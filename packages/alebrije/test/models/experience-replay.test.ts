/** The buffer of earlier images: what goes in, what comes out, and when. */

import { describe, expect, test } from 'vitest';
import { emptyBuffer, replay } from '../../src/models/experience-replay.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { fold, key } from '../../src/tensor/key.ts';
import { drawFeeds, randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { branch, flattenTree } from '../../src/tensor/tree.ts';
import { array, inDoublePrecision } from '../nn/evaluation.ts';

const BATCH = 6;
const HALF = 3;
const SIZE = 7;

/** Image number n is [n, −n] and of class n mod 10. */
function batchOf(first: number): { x: ReferenceArray; labels: ReferenceArray } {
  const numbers = Array.from({ length: BATCH }, (_, row) => first + row);
  return {
    x: array(
      numbers.flatMap((n) => [n, -n]),
      [BATCH, 2],
    ),
    labels: { dtype: 'int32', shape: [BATCH], data: Int32Array.from(numbers, (n) => n % 10) },
  };
}

/** Rounds of the discriminator, each with images of new numbers. */
function play(rounds: number, hasLabels = true) {
  let buffer = inDoublePrecision(emptyBuffer(SIZE, [2], hasLabels));
  const shown: { numbers: number[]; labels: number[] }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { x, labels } = batchOf(1 + round * BATCH);
    const inputs = { x, ...(hasLabels && { labels }), buffer };
    const graph = trace(inputs, (tensors) => {
      const fresh = {
        x: tensors.x as Tensor,
        ...(hasLabels && { labels: tensors.labels as Tensor }),
      };
      const { images, buffer: next } = replay(fresh, branch(tensors, 'buffer'), randomRoot);
      return { ...images, buffer: next };
    });
    const outputs = evaluateGraph(graph, {
      ...drawFeeds(graph, fold(key(3), round)),
      ...Object.fromEntries(flattenTree(inputs)),
    });
    const firsts = ({ data }: ReferenceArray) => Array.from(data).filter((_, at) => at % 2 === 0);
    shown.push({
      numbers: firsts(outputs.x!),
      labels: Array.from(outputs.labels?.data ?? []),
    });
    // Images stay whole.
    expect(Array.from(outputs.x!.data).filter((_, at) => at % 2 === 1)).toEqual(
      firsts(outputs.x!).map((n) => -n),
    );
    buffer = {
      images: outputs['buffer.images']!,
      ...(hasLabels && { labels: outputs['buffer.labels']! }),
      count: outputs['buffer.count']!,
    };
  }
  const stored = Array.from((buffer.images as ReferenceArray).data).filter((_, at) => at % 2 === 0);
  const labels = Array.from((buffer.labels as ReferenceArray | undefined)?.data ?? []);
  return { shown, stored, labels, count: (buffer.count as ReferenceArray).data[0] };
}

test('an empty buffer takes half of each batch, and gives nothing until it is full', () => {
  const { shown, stored, count } = play(2);
  expect(count).toBe(2 * HALF);
  expect(stored).toEqual([4, 5, 6, 10, 11, 12, 0]);
  expect(shown.map(({ numbers }) => numbers)).toEqual([
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
  ]);
});

test('the round that fills it takes only what has room', () => {
  const { stored, count } = play(3);
  expect(count).toBe(SIZE);
  expect(stored).toEqual([4, 5, 6, 10, 11, 12, 16]);
});

describe('a full buffer', () => {
  const before = play(3);
  const { shown, stored, labels, count } = play(4);
  const last = shown.at(-1)!;

  test('gives half of what is shown, from what was in it', () => {
    expect(last.numbers.slice(0, HALF)).toEqual([19, 20, 21]);
    for (const number of last.numbers.slice(HALF)) expect(before.stored).toContain(number);
  });

  test('takes half of the new images in, at places that are all different', () => {
    expect(count).toBe(SIZE);
    const fresh = stored.filter((number) => number > 18);
    // Those that were not shown.
    expect(fresh.toSorted((a, b) => a - b)).toEqual([22, 23, 24]);
    const kept = stored.filter((number, place) => number === before.stored[place]);
    expect(kept).toHaveLength(SIZE - HALF);
  });

  test('keeps each image’s class', () => {
    expect(labels).toEqual(stored.map((number) => number % 10));
    for (const { numbers, labels: told } of shown) {
      expect(told).toEqual(numbers.map((number) => number % 10));
    }
  });

  test('reaches all places in time, for reading and for writing', () => {
    const long = play(60);
    const seen = new Set(long.shown.flatMap(({ numbers }) => numbers.slice(HALF)));
    expect(seen.size).toBeGreaterThan(60);
    expect(Math.min(...long.stored)).toBeGreaterThan(30);
  });
});

test('without classes it keeps none', () => {
  const { labels, shown } = play(4, false);
  expect(labels).toEqual([]);
  expect(shown.at(-1)!.labels).toEqual([]);
});
