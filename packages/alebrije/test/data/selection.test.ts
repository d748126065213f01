import { describe, expect, test } from 'vitest';
import type { Dataset, Examples } from '../../src/data/dataset.ts';
import {
  classCount,
  drawBalanced,
  examplesOfClasses,
  pickExamples,
  resolveClasses,
} from '../../src/data/selection.ts';
import { UserError } from '../../src/errors.ts';
import { key } from '../../src/tensor/key.ts';

const examples: Examples = {
  values: {
    dtype: 'uint8',
    shape: [5, 1, 1, 2],
    data: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
  },
  labels: Int32Array.of(2, 0, 1, 0, 2),
  colour: Float32Array.of(0, 1, 2, 3, 4),
  attributes: { names: ['a', 'b'], values: Uint8Array.of(0, 0, 0, 1, 1, 0, 1, 1, 0, 1) },
  factors: { names: ['f'], sizes: [9], values: Int32Array.of(5, 6, 7, 8, 4) },
};

const dataset: Dataset = {
  name: 'three-classes',
  kind: 'image',
  train: examples,
  test: examples,
  classNames: ['Ankle boot', 'Bag', 'Coat'],
  source: 'this test',
};

describe('examples', () => {
  test('are picked with all that belongs to them, in the order asked for', () => {
    const picked = pickExamples(examples, [4, 1]);
    expect(picked.values).toEqual({
      dtype: 'uint8',
      shape: [2, 1, 1, 2],
      data: Uint8Array.of(8, 9, 2, 3),
    });
    expect(picked.labels).toEqual(Int32Array.of(2, 0));
    expect(picked.colour).toEqual(Float32Array.of(4, 1));
    expect(picked.attributes).toEqual({ names: ['a', 'b'], values: Uint8Array.of(0, 1, 0, 1) });
    expect(picked.factors).toEqual({ names: ['f'], sizes: [9], values: Int32Array.of(4, 6) });
  });

  test('of classes keep their order', () => {
    const { labels, colour } = examplesOfClasses(examples, [2, 0]);
    expect(labels).toEqual(Int32Array.of(2, 0, 0, 2));
    expect(colour).toEqual(Float32Array.of(0, 1, 3, 4));
    expect(examplesOfClasses(examples, [7]).values.shape).toEqual([0, 1, 1, 2]);
  });
});

describe('classes', () => {
  test('are known by number and by name, each once', () => {
    expect(classCount(dataset)).toBe(3);
    expect(resolveClasses(dataset, ['coat', 0, 'Coat'])).toEqual([2, 0]);
  });

  test('are counted where they have no names', () => {
    const { classNames: _, ...unnamed } = dataset;
    expect(classCount(unnamed)).toBe(3);
    expect(() => resolveClasses(unnamed, [3])).toThrow(/no class 3; there are 0 to 2/);
  });

  test('that do not exist are refused with those that do', () => {
    expect(() => resolveClasses(dataset, [3])).toThrow(UserError);
    expect(() => resolveClasses(dataset, ['Hat'])).toThrow(
      'three-classes has no class "Hat"; there are 0 (Ankle boot), 1 (Bag), 2 (Coat)',
    );
    const { labels: _, ...unlabelled } = examples;
    expect(() => resolveClasses({ ...dataset, train: unlabelled }, [0])).toThrow(/no classes/);
  });
});

describe('balanced draws', () => {
  const labels = Int32Array.from({ length: 60 }, (_, index) => index % 3);
  const countsOf = (drawn: Int32Array) =>
    [0, 1, 2].map((label) => drawn.filter((index) => labels[index] === label).length);

  test('have as many of each class, or one more of the first', () => {
    expect(countsOf(drawBalanced(key(1), labels, 30))).toEqual([10, 10, 10]);
    expect(countsOf(drawBalanced(key(1), labels, 32))).toEqual([11, 11, 10]);
  });

  test('never repeat an example; another key draws others', () => {
    const drawn = drawBalanced(key(1), labels, 30);
    expect(new Set(drawn).size).toBe(30);
    expect(drawBalanced(key(1), labels, 30)).toEqual(drawn);
    expect(drawBalanced(key(2), labels, 30)).not.toEqual(drawn);
  });

  test('of more than there are are refused', () => {
    expect(() => drawBalanced(key(1), labels, 61)).toThrow(
      '61 labelled examples take 21 of each class, and class 0 has 20',
    );
  });
});
