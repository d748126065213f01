import { expect, test } from 'vitest';
import {
  codebook,
  codebookVectors,
  codePerplexity,
  moveCodebook,
  nearestCodes,
  type VqVae,
  vectorsOfMaps,
  vqVaeLoss,
} from '../../src/models/vq-vae.ts';
import { conv, convTranspose } from '../../src/nn/layers.ts';
import { key } from '../../src/tensor/key.ts';
import { place, randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import { array, evaluate, expectClose, inDoublePrecision, normalArray } from '../nn/evaluation.ts';

const at = place(randomRoot, 'test');
const training = { training: true, place: at };

/** Three vectors in the plane. */
const vectors = array([0, 0, 1, 0, 0, 2], [3, 2]);

test('the nearest vector is chosen, by hand', () => {
  // Squared distances: (.25, .45, 3.05), (.37, .17, 3.97), (1.22, 2.02, .82), (9.49, 4.49, 16.29).
  const z = array([0.4, 0.3, 0.6, 0.1, 0.1, 1.1, 3, -0.7], [4, 2]);
  const { codes } = evaluate({ z, vectors }, (inputs) => ({
    codes: nearestCodes(inputs.z as Tensor, inputs.vectors as Tensor),
  }));
  expect(Array.from(codes!.data)).toEqual([0, 1, 2, 1]);
});

test('maps are read place by place', () => {
  const maps = array([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60], [1, 2, 2, 3]);
  const { rows } = evaluate({ maps }, (inputs) => ({ rows: vectorsOfMaps(inputs.maps as Tensor) }));
  expectClose(rows, { shape: [6, 2], data: [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60] }, 0);
});

test('a vector is its sum over its smoothed count', () => {
  const counts = [4, 0, 1];
  const sums = [8, -4, 0, 0, 3, 5];
  const { e } = evaluate({ counts: array(counts), sums: array(sums, [3, 2]) }, (inputs) => ({
    e: codebookVectors({ counts: inputs.counts as Tensor, sums: inputs.sums as Tensor }),
  }));
  const smoothed = counts.map((count) => ((count + 1e-5) / (5 + 3e-5)) * 5);
  const expected = sums.map((sum, index) => sum / smoothed[Math.floor(index / 2)]!);
  expectClose(e, { shape: [3, 2], data: expected }, 1e-6);
});

/** The state after a batch of four vectors of which the third code gets none. */
function moved(leastUse: number) {
  const inputs = {
    counts: array([2, 1, 0.5]),
    sums: array([2, 0, 0, 3, 1, 1], [3, 2]),
    z: array([1, 2, 3, 4, -1, 0, 5, 5], [4, 2]),
    indices: { dtype: 'int32' as const, shape: [4], data: Int32Array.of(0, 1, 0, 0) },
  };
  const config = { codes: 3, size: 2, decay: 0.9, leastUse };
  const result = evaluate(inputs, ({ counts, sums, z, indices }) => ({
    ...moveCodebook(
      config,
      { counts: counts as Tensor, sums: sums as Tensor },
      z as Tensor,
      indices as Tensor,
      at,
    ),
  }));
  return { counts: result.counts!, sums: result.sums! };
}

test('counts and sums are moving averages of the batch', () => {
  const { counts, sums } = moved(0);
  expectClose(counts, { shape: [3], data: [2.1, 1, 0.45] }, 1e-7);
  // The sums of the batch: (1, 2) + (−1, 0) + (5, 5), (3, 4), nothing.
  const expected = [1.8 + 0.5, 0.7, 0.3, 2.7 + 0.4, 0.9, 0.9];
  expectClose(sums, { shape: [3, 2], data: expected }, 1e-7);
});

test('a code that is hardly used begins anew at a vector of the batch', () => {
  const { counts, sums } = moved(0.5);
  expectClose(counts, { shape: [3], data: [2.1, 1, 0.5] }, 1e-7);
  const fresh = Array.from(sums.data.slice(4), (sum) => sum / 0.5);
  expect([
    [1, 2],
    [3, 4],
    [-1, 0],
    [5, 5],
  ]).toContainEqual(fresh);
  expectClose(
    { shape: [4], data: sums.data.slice(0, 4) },
    { shape: [4], data: Array.from(moved(0).sums.data.slice(0, 4)) },
    0,
  );
});

test('the perplexity counts the codes in use', () => {
  const of = (codes: number[]) =>
    evaluate(
      { codes: { dtype: 'int32', shape: [codes.length], data: Int32Array.from(codes) } },
      (inputs) => ({ p: codePerplexity(inputs.codes as Tensor, 8) }),
    ).p!.data[0];
  expect(of([3, 3, 3, 3])).toBeCloseTo(1, 6);
  expect(of([0, 1, 2, 3, 4, 5, 6, 7])).toBeCloseTo(8, 6);
  // −½ ln ½ − 2 · ¼ ln ¼ = 1.5 ln 2.
  expect(of([0, 0, 5, 6])).toBeCloseTo(2 ** 1.5, 6);
});

test('the gradient passes the codebook as if nothing had been replaced', () => {
  const config = { codes: 5, size: 3, decay: 0.9, leastUse: 1 };
  const layer = codebook(config);
  const { state } = layer.init(key(3), [3, 2, 2]);
  const x = normalArray(key(4), [2, 3, 2, 2]);
  const decoded = (maps: Tensor) => maps.square().mul(maps.sin()).sum();
  const result = evaluate({ x, state: inDoublePrecision(state) }, (inputs) => {
    const variables = { params: {}, state: branch(inputs, 'state') };
    const { output } = layer.apply(variables, inputs.x as Tensor, training);
    const quantized = output.stopGradient().add(0);
    return {
      output,
      encoder: gradient(decoded(output), inputs.x as Tensor),
      decoder: gradient(decoded(quantized), quantized),
    };
  });
  expect(result.output!.data).not.toEqual(x.data);
  expect(result.decoder!.data.some((value) => Math.abs(value) > 0)).toBe(true);
  expectClose(result.encoder, result.decoder!, 1e-12);
});

const model: VqVae = {
  encoder: conv(3, 4, { strides: 4 }),
  codebook: { codes: 6, size: 3, decay: 0.9, leastUse: 1 },
  decoder: convTranspose(1, 4, { strides: 4 }),
  commitmentWeight: 0.25,
};

test('the loss is the error over the variance, and the distance to the chosen vectors', () => {
  const init = (name: 'encoder' | 'decoder', shape: number[], seed: number) =>
    inDoublePrecision(model[name].init(key(seed), shape).params);
  const book = codebook(model.codebook).init(key(5), [3, 2, 2]).state;
  const inputs = {
    params: { encoder: init('encoder', [1, 8, 8], 1), decoder: init('decoder', [3, 2, 2], 2) },
    state: { codebook: inDoublePrecision(book) },
    x: normalArray(key(6), [2, 1, 8, 8]),
  };
  const result = evaluate(inputs, (tensors) => {
    const variables = { params: branch(tensors, 'params'), state: branch(tensors, 'state') };
    const x = tensors.x as Tensor;
    const outcome = vqVaeLoss(model, variables, x, training);
    const { loss, relativeError, commitment, error, perplexity } = outcome;
    const z = model.encoder.apply(
      { params: branch(variables.params, 'encoder'), state: {} },
      x,
      training,
    ).output;
    const e = codebook(model.codebook).apply(
      { params: {}, state: branch(variables.state, 'codebook') },
      z,
      { ...training, training: false },
    ).output;
    return { loss, relativeError, commitment, error, perplexity, z, e, state: outcome.state };
  });
  const value = (name: string) => result[name]!.data[0]!;
  const squares = Array.from(result.z!.data, (z, i) => (z - result.e!.data[i]!) ** 2);
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  expect(value('commitment')).toBeCloseTo(0.25 * mean(squares), 10);
  const { data } = inputs.x;
  const variance = mean(Array.from(data, (each) => (each - mean(data)) ** 2));
  expect(value('relativeError')).toBeCloseTo(value('error') / variance, 6);
  expect(value('loss')).toBeCloseTo(value('relativeError') + value('commitment'), 10);
  expect(value('perplexity')).toBeGreaterThanOrEqual(1);
  expect(result['state.codebook.counts']!.shape).toEqual([6]);
  expect(Array.from(result['state.codebook.counts']!.data)).not.toEqual([1, 1, 1, 1, 1, 1]);
});
