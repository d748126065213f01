import { describe, expect, test } from 'vitest';
import { averagePool, globalAveragePool, resizeBilinear } from '../../src/tensor/spatial.ts';
import { concat, stack, Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradient, gradientsOf, trace } from '../../src/tensor/trace.ts';
import { leaf } from '../../src/tensor/tree.ts';
import type { OpCase } from '../contract/op-cases/op-case.ts';
import { between, distinct, normal, opCase } from '../contract/op-cases/op-case.ts';
import { checkDerivatives } from '../contract/op-checks.ts';
import { valuesOf } from './evaluation.ts';

const vector = { dtype: 'float32', shape: [3] } as const;

describe('tracing', () => {
  test('names inputs and outputs by their paths', () => {
    const graph = trace({ layer: { kernel: vector }, x: vector }, ({ layer, x }) => ({
      out: { y: leaf(layer as { kernel: Tensor }, 'kernel').mul(x as Tensor) },
    }));
    expect(graph.inputs.map(({ attributes }) => attributes.name)).toEqual(['layer.kernel', 'x']);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['out.y']);
  });

  test('declares inputs that nothing needs', () => {
    const graph = trace({ x: vector, unused: vector }, ({ x }) => ({ y: x as Tensor }));
    expect(graph.inputs.map(({ attributes }) => attributes.name)).toEqual(['x', 'unused']);
  });
});

describe('gradients of records', () => {
  test('have the structure of the record, zeros for what has no part', () => {
    const parameters = {
      dense: { kernel: tensorOf([1, 2]), bias: tensorOf([3]) },
      free: tensorOf([4]),
    };
    const { kernel, bias } = parameters.dense;
    const gradients = gradientsOf(kernel.square().sum().add(bias.sum()), parameters);
    const dense = gradients.dense as Record<string, Tensor>;
    expect(valuesOf(dense.kernel!)).toEqual([2, 4]);
    expect(valuesOf(dense.bias!)).toEqual([1]);
    expect(valuesOf(gradients.free as Tensor)).toEqual([0]);
  });

  test('of one tensor under two names are each the whole gradient', () => {
    const shared = tensorOf([3]);
    const gradients = gradientsOf(shared.square().sum(), { encoder: shared, decoder: shared });
    expect(valuesOf(gradients.encoder as Tensor)).toEqual([6]);
    expect(valuesOf(gradients.decoder as Tensor)).toEqual([6]);
  });
});

describe('subgradients at a kink', () => {
  const at = (value: number, f: (x: Tensor) => Tensor) => {
    const x = tensorOf([value]);
    return valuesOf(gradient(f(x).sum(), x));
  };
  test.each<[string, (x: Tensor) => Tensor, number, number]>([
    ['relu', (x) => x.relu(), 0, 0],
    ['leakyRelu', (x) => x.leakyRelu(0.25), 0, 0.25],
    ['abs', (x) => x.abs(), 0, 0],
    ['maximum', (x) => x.maximum(1), 1, 0.5],
    ['minimum', (x) => x.minimum(1), 1, 0.5],
    ['x⁰', (x) => x.pow(0), 0, 0],
    ['x¹', (x) => x.pow(1), 0, 1],
    ['x²', (x) => x.pow(2), 0, 0],
  ])('of %s', (_, f, point, expected) => {
    expect(at(point, f)).toEqual([expected]);
  });

  test('of tied maxima are shared', () => {
    const x = tensorOf([2, 1, 2, 2]);
    expect(valuesOf(gradient(x.max(), x))).toEqual([1 / 3, 0, 1 / 3, 1 / 3]);
  });

  test('stay finite for higher derivatives of a power at 0', () => {
    const x = tensorOf([0]);
    const first = gradient(x.pow(2).sum(), x);
    const second = gradient(first.sum(), x);
    const third = gradient(second.sum(), x);
    expect([first, second, third].map((each) => valuesOf(each))).toEqual([[0], [2], [0]]);
  });
});

describe('composites have first and second derivatives', () => {
  const one = (name: string, shape: number[], f: (x: Tensor) => Tensor): OpCase =>
    opCase(name, [distinct(shape)], (x) => f(new Tensor(x)).node);
  const two = (name: string, f: (a: Tensor, b: Tensor) => Tensor): OpCase =>
    opCase(name, [normal(2, 3), normal(2, 3)], (a, b) => f(new Tensor(a), new Tensor(b)).node);

  const composites: readonly OpCase[] = [
    one('square', [3], (x) => x.square()),
    one('clip', [4], (x) => x.clip(-0.6, 0.7)),
    one('mean', [2, 3], (x) => x.mean(1)),
    one('variance', [2, 3], (x) => x.variance(1)),
    one('min', [2, 3], (x) => x.min(0)),
    one('logSumExp', [2, 3], (x) => x.logSumExp(-1)),
    one('logSoftmax', [2, 3], (x) => x.logSoftmax()),
    one('sort', [2, 4], (x) => x.sort(-1, true)),
    one('k largest', [2, 4], (x) => x.mul(x.topKMask(2))),
    one('reverse', [2, 3], (x) => x.square().reverse()),
    one('split and concat', [2, 4], (x) => {
      const [a, b] = x.split([1, 3]);
      return concat([b!, a!.exp()]);
    }),
    one('stack', [3], (x) => stack([x, x.sin()], -1)),
    one('pad', [2, 2], (x) =>
      x
        .pad(
          [
            [0, 1],
            [2, 0],
          ],
          3,
        )
        .exp(),
    ),
    one('flatten and expand', [2, 2, 2], (x) => x.flatten().expandDims(1).tanh()),
    one('select', [4], (x) => x.greater(0.1).select(x.exp(), x.square())),
    one('average pool', [1, 2, 5], (x) => averagePool(x, 2, { padding: 'same' }).square()),
    one('global average pool', [1, 2, 2, 3], (x) => globalAveragePool(x).exp()),
    one('bilinear', [1, 1, 3, 4], (x) => resizeBilinear(x, 5, 3).square()),
    two('product of rows', (a, b) => a.matmul(b, { transposeB: true }).tanh()),
    two('cosine similarity', (a, b) => {
      const norm = (x: Tensor) => x.square().sum(-1).sqrt();
      return a
        .mul(b)
        .sum(-1)
        .div(norm(a).mul(norm(b)));
    }),
    opCase('entropy', [between(0.1, 1, 2, 3)], (p) => {
      const probabilities = new Tensor(p);
      return probabilities.mul(probabilities.log()).sum(-1).neg().node;
    }),
  ];

  test.each(composites)('$name', (each) => checkDerivatives(each));
});
