/** Minibatch layers and spectral normalisation: known answers. */

import { describe, expect, test } from 'vitest';
import type { Layer } from '../../src/nn/layer.ts';
import {
  conv,
  dense,
  minibatchDiscrimination,
  minibatchStandardDeviation,
  spectralNormalization,
} from '../../src/nn/layers.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { branch } from '../../src/tensor/tree.ts';
import { array, evaluate, inDoublePrecision, normalArray } from './evaluation.ts';

function outputOf(layer: Layer, x: ReferenceArray, params = {}, state = {}, training = true) {
  return evaluate({ x, params, state }, (tensors) => {
    const variables = { params: branch(tensors, 'params'), state: branch(tensors, 'state') };
    const applied = layer.apply(variables, tensors.x as Tensor, { training, place: randomRoot });
    return { output: applied.output, state: applied.state };
  });
}

describe('the standard deviation of a minibatch', () => {
  test('is the mean over features of the deviation over each group', () => {
    // Groups of two: deviations 1 and 0; 0 and 3.
    const x = array([0, 5, 2, 5, 1, 1, 1, 7], [4, 2]);
    const { output } = outputOf(minibatchStandardDeviation(2), x);
    const added = Array.from(output!.data).filter((_, at) => at % 3 === 2);
    for (const [row, expected] of [0.5, 0.5, 1.5, 1.5].entries()) {
      expect(added[row]).toBeCloseTo(expected, 3);
    }
    expect(Array.from(output!.data).filter((_, at) => at % 3 !== 2)).toEqual(Array.from(x.data));
  });

  test('is one more plane of an image, the same everywhere', () => {
    const { output } = outputOf(minibatchStandardDeviation(), normalArray(key(1), [4, 2, 3, 3]));
    expect(output!.shape).toEqual([4, 3, 3, 3]);
    const planes = Array.from({ length: 4 }, (_, row) =>
      Array.from(output!.data.slice(row * 27 + 18, row * 27 + 27)),
    );
    expect(new Set(planes.flat()).size).toBe(1);
    expect(planes[0]![0]).toBeGreaterThan(0.3);
  });

  test('is nearly 0 for equal examples, and where a batch cannot be grouped', () => {
    const equal = outputOf(minibatchStandardDeviation(), array(Array(8).fill(3), [4, 2]));
    expect(equal.output!.data[2]).toBeLessThan(1e-3);
    const odd = outputOf(minibatchStandardDeviation(4), normalArray(key(1), [5, 2]));
    expect(odd.output!.data[2]).toBeLessThan(1e-3);
  });
});

test('minibatch discrimination adds up how close the examples are, in each kernel', () => {
  // T keeps both numbers: kernel 1 compares the first, kernel 2 the second.
  const layer = minibatchDiscrimination({ kernels: 2, kernelSize: 1 });
  const x = array([0, 0, 1, 0, 3, 0], [3, 2]);
  const { output } = outputOf(layer, x, { kernel: array([1, 0, 0, 1], [2, 2]) });
  const e = Math.exp;
  const expected = [
    [0, 0, 1 + e(-1) + e(-3), 3],
    [1, 0, 1 + e(-1) + e(-2), 3],
    [3, 0, 1 + e(-2) + e(-3), 3],
  ].flat();
  for (const [at, value] of expected.entries()) expect(output!.data[at]).toBeCloseTo(value, 12);
});

test('minibatch discrimination compares all numbers of a kernel', () => {
  const layer = minibatchDiscrimination({ kernels: 1, kernelSize: 2 });
  const x = array([0, 0, 1, 2], [2, 2]);
  const { output } = outputOf(layer, x, { kernel: array([1, 0, 0, 1], [2, 2]) });
  expect(output!.data[2]).toBeCloseTo(1 + Math.exp(-3), 12);
});

describe('spectral normalisation', () => {
  /** diag(3, 1) turned, so that no axis is a singular vector: singular values 3 and 1. */
  const turned = (angle: number) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [3 * c, -s, 3 * s, c];
  };

  test('divides by the largest singular value, once the power iteration has found it', () => {
    const layer = spectralNormalization(dense(2, { bias: false }));
    let state: ReferenceArray = array([1, 0], [2]);
    const params = { inner: { kernel: array(turned(0.7), [2, 2]) } };
    const x = array([1, 0, 0, 1], [2, 2]);
    let output: ReferenceArray | undefined;
    for (let step = 0; step < 30; step++) {
      const applied = outputOf(layer, x, params, { u: state });
      output = applied.output;
      state = applied['state.u']!;
    }
    for (const [at, value] of turned(0.7).entries()) {
      expect(output!.data[at]).toBeCloseTo(value / 3, 9);
    }
    const judged = outputOf(layer, x, params, { u: state }, false);
    expect(Array.from(judged['state.u']!.data)).toEqual(Array.from(state.data));
    expect(judged.output!.data[0]).toBeCloseTo(turned(0.7)[0]! / 3, 9);
  });

  test('starts with the right vector, also for convolutions', () => {
    const layer = spectralNormalization(conv(3, 2, { bias: false }));
    const { params, state } = layer.init(key(5), [2, 4, 4]);
    const x = normalArray(key(1), [2, 2, 4, 4]);
    const { 'state.u': moved } = outputOf(
      layer,
      x,
      inDoublePrecision(params),
      inDoublePrecision(state),
    );
    const u = (state.u as { data: ArrayLike<number> }).data;
    for (let at = 0; at < 3; at++) expect(moved!.data[at]).toBeCloseTo(u[at]!, 5);
  });
});
