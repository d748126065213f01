/** What the contract cannot say for all layers alike. */

import { describe, expect, test } from 'vitest';
import type { Shape, Tree } from '../../src/graph/types.ts';
import { type ActivationName, activate, leakyRelu } from '../../src/nn/activations.ts';
import type { Layer } from '../../src/nn/layer.ts';
import {
  batchNorm,
  branches,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten,
  gaussianNoise,
  groupNorm,
  maskingNoise,
  repeatVector,
  residual,
  saltAndPepperNoise,
  sequential,
  upsample,
} from '../../src/nn/layers.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { key } from '../../src/tensor/key.ts';
import { drawFeeds, randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradient, trace } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import { array, evaluate, expectClose, inDoublePrecision, normalArray } from './evaluation.ts';

function outputOf(
  layer: Layer,
  x: ReferenceArray,
  variables: { params?: Tree<ReferenceArray>; state?: Tree<ReferenceArray> } = {},
  training = false,
): ReferenceArray {
  const initial = layer.init(key(5), x.shape.slice(1));
  const inputs = {
    x,
    params: variables.params ?? inDoublePrecision(initial.params),
    state: variables.state ?? inDoublePrecision(initial.state),
  };
  return evaluate(inputs, (tensors) => ({
    output: layer.apply(
      { params: branch(tensors, 'params'), state: branch(tensors, 'state') },
      tensors.x as Tensor,
      { training, place: randomRoot },
    ).output,
  })).output!;
}

const ones = (shape: Shape) => array(new Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);

describe('activations', () => {
  const at = [-100, -2, -0.5, 0, 0.5, 2, 100];
  const values = (compute: (x: Tensor) => Tensor) =>
    evaluate({ x: array(at) }, ({ x }) => {
      const output = compute(x as Tensor);
      return { output, slope: gradient(output.sum(), x as Tensor) };
    });

  // gelu(±0.5), gelu(±2): x Φ(x) from tables of Φ.
  test.each<[ActivationName, readonly number[]]>([
    ['linear', at],
    ['relu', [0, 0, 0, 0, 0.5, 2, 100]],
    ['leakyRelu', [-20, -0.4, -0.1, 0, 0.5, 2, 100]],
    ['silu', at.map((x) => x / (1 + Math.exp(-x)))],
    ['sigmoid', at.map((x) => 1 / (1 + Math.exp(-x)))],
    ['tanh', at.map(Math.tanh)],
    ['softplus', at.map((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))],
    ['elu', at.map((x) => (x > 0 ? x : Math.expm1(x)))],
    ['gelu', [0, -0.0455002639, -0.1542687694, 0, 0.3457312306, 1.9544997361, 100]],
  ])('%s', (name, expected) => {
    const { output, slope } = values((x) => activate(x, name));
    expectClose(output, { shape: [7], data: expected }, 1e-8);
    expect(slope!.data.every(Number.isFinite)).toBe(true);
  });

  test('a leaky ReLU takes its slope', () => {
    const { output } = values((x) => activate(x, leakyRelu(0.5)));
    expectClose(output, { shape: [7], data: [-50, -1, -0.25, 0, 0.5, 2, 100] }, 1e-12);
  });

  test('elu is smooth at 0', () => {
    expect(values((x) => activate(x, 'elu')).slope!.data[3]).toBe(1);
  });
});

describe('layers on known values', () => {
  test('dense is x kernel + bias, on every step of a sequence', () => {
    const params = { kernel: array([1, 2, 3, 4], [2, 2]), bias: array([10, 20]) };
    const x = array([1, 0, 0, 1, 1, 1, 2, 0], [2, 2, 2]);
    const expected = array([11, 22, 13, 24, 14, 26, 12, 24], [2, 2, 2]);
    expectClose(outputOf(dense(2), x, { params }), expected, 0);
  });

  test('the transposed convolution of SPEC, stride 2', () => {
    const params = { kernel: array([1, 2, 3, 4], [1, 1, 2, 2]), bias: array([1]) };
    const x = array([2, 3, 1, 0, 4, 2, 1, 6, 7], [1, 1, 3, 3]);
    const rows = [
      [2, 4, 3, 6, 1, 2],
      [6, 8, 9, 12, 3, 4],
      [0, 0, 4, 8, 2, 4],
      [0, 0, 12, 16, 6, 8],
      [1, 2, 6, 12, 7, 14],
      [3, 4, 18, 24, 21, 28],
    ];
    const expected = array(
      rows.flat().map((entry) => entry + 1),
      [1, 1, 6, 6],
    );
    expectClose(outputOf(convTranspose(1, 2, { strides: 2 }), x, { params }), expected, 0);
  });

  test('same padding puts the odd zero at the end, as in Keras', () => {
    const params = { kernel: array([1, 10, 100], [1, 1, 3]), bias: array([0]) };
    const x = array([1, 2, 3, 4], [1, 1, 4]);
    const layer = conv(1, [3], { strides: 2, padding: 'same' });
    expectClose(outputOf(layer, x, { params }), array([321, 43], [1, 1, 2]), 0);
  });

  test('a bias belongs to its channel', () => {
    const params = { kernel: array([0, 0], [2, 1, 1, 1]), bias: array([1, 2]) };
    const expected = array([1, 1, 2, 2], [1, 2, 1, 2]);
    expectClose(outputOf(conv(2, 1), ones([1, 1, 1, 2]), { params }), expected, 0);
  });

  test('repeatVector repeats rows, upsample entries', () => {
    const vector = array([1, 2], [1, 2]);
    expectClose(outputOf(repeatVector(2), vector), array([1, 2, 1, 2], [1, 2, 2]), 0);
    const signal = array([1, 2], [1, 1, 2]);
    expectClose(outputOf(upsample([2]), signal), array([1, 1, 2, 2], [1, 1, 4]), 0);
  });

  test('branches stand side by side in their order', () => {
    const head = (value: number) => ({ kernel: array([value], [1, 1]), bias: array([0]) });
    const layer = branches({ mean: dense(1), logVar: dense(1) });
    const params = { logVar: head(3), mean: head(2) };
    expectClose(
      outputOf(layer, array([1, 10], [2, 1]), { params }),
      array([2, 3, 20, 30], [2, 2]),
      0,
    );
  });

  test('residual adds the input', () => {
    const params = { inner: { kernel: array([2], [1, 1]), bias: array([1]) } };
    expectClose(
      outputOf(residual(dense(1)), array([5], [1, 1]), { params }),
      array([16], [1, 1]),
      0,
    );
  });

  test('a batch norm learns from its batch inside a sequence', () => {
    const layer = sequential({ norm: batchNorm({ momentum: 0.5 }), flatten: flatten() });
    const { params, state } = layer.init(key(0), [1]);
    const inputs = {
      x: array([1, 3], [2, 1]),
      params: inDoublePrecision(params),
      state: inDoublePrecision(state),
    };
    const after = evaluate(inputs, (t) => ({
      state: layer.apply(
        { params: branch(t, 'params'), state: branch(t, 'state') },
        t.x as Tensor,
        { training: true, place: randomRoot },
      ).state,
    }));
    expect(Array.from(after['state.norm.movingMean']!.data)).toEqual([1]);
    expect(Array.from(after['state.norm.movingVariance']!.data)).toEqual([1]);
  });
});

describe('noise', () => {
  test('dropout keeps the expectation and the rate', () => {
    const { data } = outputOf(dropout(0.3), ones([100, 100]), {}, true);
    const kept = data.filter((entry) => entry !== 0);
    // 10,000 draws: the standard error of the share is 0.0046.
    expect(Math.abs(kept.length / data.length - 0.7)).toBeLessThan(0.02);
    for (const entry of kept) expect(entry).toBeCloseTo(1 / 0.7, 6);
  });

  test('dropout at rate 0 and at inference changes nothing', () => {
    const x = normalArray(key(1), [2, 3]);
    expect(outputOf(dropout(0), x, {}, true).data).toEqual(x.data);
    expect(outputOf(dropout(0.9), x).data).toEqual(x.data);
  });

  test('Gaussian noise has its deviation', () => {
    const { data } = outputOf(
      gaussianNoise(0.5),
      array(new Float64Array(10_000), [100, 100]),
      {},
      true,
    );
    const deviation = Math.sqrt(
      Array.from<number>(data).reduce((sum, entry) => sum + entry ** 2, 0) / data.length,
    );
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.02);
  });

  const shareOf = (data: ArrayLike<number>, value: number) =>
    Array.from(data).filter((entry) => entry === value).length / data.length;

  test('masking takes its share of entries, and leaves the others as they are', () => {
    const { data } = outputOf(maskingNoise(0.3), ones([50, 2, 10, 10]), {}, true);
    expect(Math.abs(shareOf(data, 0) - 0.3)).toBeLessThan(0.02);
    expect(shareOf(data, 0) + shareOf(data, 1)).toBe(1);
    expect(shareOf(outputOf(maskingNoise(1), ones([4, 4]), {}, true).data, 0)).toBe(1);
  });

  test('salt and pepper come in equal shares', () => {
    const x = array(new Float64Array(10_000).fill(0.5), [100, 1, 10, 10]);
    const { data } = outputOf(saltAndPepperNoise(0.4), x, {}, true);
    for (const [value, share] of [
      [0, 0.2],
      [0.5, 0.6],
      [1, 0.2],
    ] as const) {
      expect(Math.abs(shareOf(data, value) - share)).toBeLessThan(0.02);
    }
    const signed = outputOf(saltAndPepperNoise(1, [-1, 1]), x, {}, true).data;
    expect(Math.abs(shareOf(signed, -1) - 0.5)).toBeLessThan(0.02);
  });

  test('a level between two bounds is drawn once for each batch', () => {
    const graph = trace({ x: { dtype: 'float32', shape: [40, 500] } }, ({ x }) => {
      const context = { training: true, place: randomRoot };
      const { output } = maskingNoise([0.3, 0.7]).apply(
        { params: {}, state: {} },
        x as Tensor,
        context,
      );
      return { output };
    });
    const shares = Array.from({ length: 40 }, (_, batch) => {
      const x = ones([40, 500]);
      const draws = drawFeeds(graph, key(batch));
      const { data } = evaluateGraph(graph, { ...draws, x }).output!;
      const [upper, lower] = [data.subarray(0, 10_000), data.subarray(10_000)];
      // Both halves of a batch have its one rate: the standard error of a share is below 0.005.
      expect(Math.abs(shareOf(upper, 0) - shareOf(lower, 0))).toBeLessThan(0.03);
      return shareOf(data, 0);
    });
    // Of 40 even draws from [0.3, 0.7], all lie within, and some near either end.
    expect(Math.min(...shares)).toBeGreaterThan(0.28);
    expect(Math.min(...shares)).toBeLessThan(0.36);
    expect(Math.max(...shares)).toBeLessThan(0.72);
    expect(Math.max(...shares)).toBeGreaterThan(0.64);
  });

  test('noise acts only while training', () => {
    const x = normalArray(key(1), [2, 3, 4, 4]);
    for (const layer of [gaussianNoise([1, 2]), maskingNoise(0.9), saltAndPepperNoise(1)]) {
      expect(outputOf(layer, x).data).toEqual(x.data);
    }
  });

  test('equal layers in one network draw apart', () => {
    const layer = branches({ a: dropout(0.5), b: dropout(0.5) });
    const { data } = outputOf(layer, ones([1, 40]), {}, true);
    expect(data.slice(0, 40)).not.toEqual(data.slice(40));
  });
});

describe('mistakes are told', () => {
  const context = { training: false, place: randomRoot };
  test.each<[string, () => unknown, RegExp]>([
    ['a dropout rate of 1', () => dropout(1), /rate lies in \[0, 1\), not 1/],
    ['a masking rate above 1', () => maskingNoise([0.2, 1.2]), /in \[0, 1\], .* not \[0\.2,1\.2\]/],
    ['bounds in reverse', () => saltAndPepperNoise([0.5, 0.2]), /in order, not \[0\.5,0\.2\]/],
    ['a negative deviation', () => gaussianNoise(-1), /deviation is 0 or more, .* not -1/],
    [
      'groups that do not divide',
      () => groupNorm(3).outputShape([4, 2, 2]),
      /4 channels .* 3 groups/,
    ],
    ['numbers as names', () => sequential({ 1: flatten() }), /unlike '1'/],
    ['dots in names', () => branches({ 'a.b': flatten() }), /unlike 'a.b'/],
    ['no layers', () => sequential({}), /at least one layer/],
    ['a residual of another shape', () => residual(dense(3)).outputShape([2]), /keep the shape/],
    [
      'branches that do not join',
      () => branches({ a: flatten(), b: conv(1, 1) }).outputShape([1, 2, 2]),
      /last axis/,
    ],
    ['a window larger than the image', () => conv(1, 5).outputShape([1, 4, 4]), /does not fit/],
    ['signals for images', () => conv(1, 3).outputShape([1, 9]), /rank/],
    ['bilinear signals', () => upsample([2], 'bilinear').outputShape([1, 4]), /takes images/],
    [
      'missing parameters',
      () =>
        trace({ x: { dtype: 'float32', shape: [1, 2] } }, ({ x }) => ({
          y: dense(2).apply({ params: {}, state: {} }, x as Tensor, context).output,
        })),
      /no tensor named kernel/,
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

test('nodes know the layers they were made in', () => {
  const layer = sequential({ block: sequential({ flatten: flatten() }) });
  const graph = trace({ x: { dtype: 'float32', shape: [1, 2, 3] } }, ({ x }) => ({
    y: layer.apply({ params: {}, state: {} }, x as Tensor, {
      training: false,
      place: randomRoot,
    }).output,
  }));
  expect(graph.outputs[0]!.node.scope).toBe('block/flatten');
});
