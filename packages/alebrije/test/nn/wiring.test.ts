/** Layers that join named layers by hand. */

import { expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { type Layer, sideInput } from '../../src/nn/layer.ts';
import { batchNorm, dense, dropout } from '../../src/nn/layers.ts';
import { summarize } from '../../src/nn/summary.ts';
import { wiredLayer } from '../../src/nn/wiring.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { branch, flattenTree } from '../../src/tensor/tree.ts';
import { expectExactGradient, inDoublePrecision, normalArray } from './evaluation.ts';

/** dropout(norm(x)) + x · gate(style). */
const gated: Layer = wiredLayer('Gated', {
  outputShape: (input) => input,
  children: (input) => [
    { name: 'norm', layer: batchNorm(), input },
    { name: 'drop', layer: dropout(0.5), input },
    { name: 'gate', layer: dense(input[0]!), input: [2] },
  ],
  forward: (call, x, context) =>
    call('drop', call('norm', x)).add(x.mul(call('gate', sideInput(context, 'style')))),
});

const { params, state } = gated.init(key(1), [3]);
const style = tensorOf([1, 2, 3, 4], [2, 2]);
const context = { training: true, place: randomRoot };
const applyTo = (inputs: Tree<Tensor>) =>
  gated.apply(
    { params: branch(inputs, 'params'), state: branch(inputs, 'state') },
    inputs.x as Tensor,
    { ...context, inputs: { style } },
  );
const inputs = {
  params: inDoublePrecision(params),
  state: inDoublePrecision(state),
  x: normalArray(key(2), [2, 3]),
};

test('its parameters, state and summary are those of its children, by name', () => {
  const paths = flattenTree({ params, state }).map(([path]) => path);
  expect(paths).toEqual([
    'params.norm.gamma',
    'params.norm.beta',
    'params.gate.kernel',
    'params.gate.bias',
    'state.norm.movingMean',
    'state.norm.movingVariance',
  ]);
  expect(summarize(gated, [3]).layers.map(({ name }) => name)).toEqual([
    'input',
    'norm',
    'drop',
    'gate',
  ]);
});

test('each child draws at its own place, and the state keeps its structure', () => {
  const graph = trace(inputs, (tensors) => {
    const { output, state: next } = applyTo(tensors);
    expect(flattenTree(next).map(([path]) => path)).toEqual(flattenTree(state).map(([p]) => p));
    return { output };
  });
  const drawn = graph.inputs.filter(({ attributes }) => attributes.random);
  expect(drawn.map(({ attributes }) => attributes.name)).toEqual(['random/drop']);
});

test('has the gradient of its differences', () => {
  expectExactGradient(inputs, (tensors) => applyTo(tensors).output.square().sum());
});

test('says which side input is missing', () => {
  expect(() =>
    trace(inputs, (tensors) => ({
      output: gated.apply(
        { params: branch(tensors, 'params'), state: branch(tensors, 'state') },
        tensors.x as Tensor,
        context,
      ).output,
    })),
  ).toThrow(/'style'/);
});
