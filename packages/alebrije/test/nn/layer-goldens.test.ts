/** Layers against Keras and PyTorch, values and gradients. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { attentionWeights, multiHeadAttentionForward } from '../../src/nn/attention.ts';
import { denseForward } from '../../src/nn/dense.ts';
import { embedding } from '../../src/nn/embedding.ts';
import {
  batchNormForward,
  groupNormForward,
  layerNormForward,
} from '../../src/nn/normalization.ts';
import { gruForward, lstmForward, lstmStates } from '../../src/nn/recurrent.ts';
import { upsample } from '../../src/nn/upsample.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import { filled, type Tensor } from '../../src/tensor/tensor.ts';
import { flattenTree, unflattenTree } from '../../src/tensor/tree.ts';
import { type GoldenLayerCase, loadLayers } from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose, gradientsAlong } from './evaluation.ts';

/** Constants of a graph (1e-5, momentum) are float32; all else is float64. */
const TOLERANCE = 1e-7;

const { cases } = loadLayers();
const casesNamed = (pattern: RegExp) => cases.filter(({ name }) => pattern.test(name));

/** Inputs as feeds; 'queryKernel' becomes 'query.kernel' for the layers with nested parameters. */
function inputsOf({ inputs }: GoldenLayerCase): Tree<ReferenceArray> {
  return unflattenTree(
    Object.entries(inputs).map(([name, { data, shape }]) => [
      name.replace(
        /^(query|key|value|output)(Kernel|Bias)$/,
        (_, map, part) => `${map}.${part.toLowerCase()}`,
      ),
      array(data, shape),
    ]),
  );
}

const goldenName = (path: string) => path.replace(/\.(.)/, (_, letter) => letter.toUpperCase());

/** Compares named outputs and, of the one named `output`, all gradients. */
function expectGolden(
  golden: GoldenLayerCase,
  compute: (inputs: Tree<Tensor>) => Record<string, Tensor>,
): void {
  const inputs = inputsOf(golden);
  const outputs = evaluate(inputs, compute);
  expect(Object.keys(outputs)).toContain('output');
  for (const [name, output] of Object.entries(outputs)) {
    expectClose(output, golden.outputs[name]!, TOLERANCE);
  }
  const cotangent = array(golden.cotangent!.data, golden.cotangent!.shape);
  const gradients = gradientsAlong(inputs, cotangent, (tensors) => compute(tensors).output!);
  const expected = Object.entries(golden.gradients!);
  expect(expected.length).toBeGreaterThan(0);
  const byGoldenName = new Map(
    Object.entries(gradients).map(([path, gradient]) => [goldenName(path), gradient]),
  );
  for (const [name, gradient] of expected) {
    expectClose(byGoldenName.get(name), gradient, TOLERANCE);
  }
}

const x = (inputs: Tree<Tensor>) => inputs.x as Tensor;

describe('recurrent layers', () => {
  test.each(casesNamed(/^LSTM/))('$name', (golden) => {
    const returnSequences = golden.options.returnSequences === true;
    expectGolden(golden, (inputs) => {
      const last = lstmStates(inputs, x(inputs)).at(-1)!;
      return { output: lstmForward(inputs, x(inputs), { returnSequences }), ...last };
    });
  });

  test.each(casesNamed(/^GRU/))('$name', (golden) => {
    const returnSequences = golden.options.returnSequences === true;
    expectGolden(golden, (inputs) => ({
      output: gruForward(inputs, x(inputs), { returnSequences }),
    }));
  });
});

test.each(casesNamed(/attention$/))('$name', (golden) => {
  const heads = Number(golden.options.heads);
  const causal = golden.options.causal === true;
  expectGolden(golden, (inputs) => {
    const context = (inputs.context ?? inputs.x) as Tensor;
    const headsOf = (name: string, source: Tensor) => {
      const projected = denseForward(inputs[name] as Tree<Tensor>, source);
      const [batch, steps, width] = projected.shape as readonly [number, number, number];
      return projected.reshape([batch, steps, heads, width / heads]).transpose([0, 2, 1, 3]);
    };
    return {
      output: multiHeadAttentionForward(inputs, x(inputs), context, heads, { causal }),
      scores: attentionWeights(headsOf('query', x(inputs)), headsOf('key', context), { causal }),
    };
  });
});

describe('normalisation', () => {
  test.each(casesNamed(/^BatchNorm/))('$name', (golden) => {
    const momentum = Number(golden.options.momentum);
    expectGolden(golden, (inputs) => {
      const apply = (state: Tree<Tensor>, batch: Tensor, training: boolean) =>
        batchNormForward({ params: inputs, state }, batch, training, { momentum });
      const initial = { movingMean: filled([3], 0), movingVariance: filled([3], 1) };
      const first = apply(initial, x(inputs), true);
      const second = apply(first.state, inputs.x2 as Tensor, true);
      return {
        output: first.output,
        movingMean1: first.state.movingMean as Tensor,
        movingVariance1: first.state.movingVariance as Tensor,
        output2: second.output,
        movingMean2: second.state.movingMean as Tensor,
        movingVariance2: second.state.movingVariance as Tensor,
        inference: apply(second.state, x(inputs), false).output,
      };
    });
  });

  test.each(casesNamed(/^LayerNorm/))('$name', (golden) => {
    const epsilon = Number(golden.options.epsilon);
    expectGolden(golden, (inputs) => ({
      output: layerNormForward(inputs, x(inputs), { epsilon }),
    }));
  });

  test.each(casesNamed(/^GroupNorm/))('$name', (golden) => {
    const { groups, epsilon } = golden.options;
    expectGolden(golden, (inputs) => ({
      output: groupNormForward(inputs, x(inputs), Number(groups), Number(epsilon)),
    }));
  });
});

test.each(casesNamed(/^Embedding/))('$name', (golden) => {
  const { indices, table } = golden.inputs;
  const lookUp = embedding(Number(golden.options.size), Number(golden.options.width));
  const compute = (inputs: Tree<Tensor>) =>
    lookUp.apply(
      { params: { embeddings: inputs.table! }, state: {} },
      (inputs.indices as Tensor).cast('int32'),
      { training: true, place: randomRoot },
    ).output;
  const inputs = {
    indices: array(indices!.data, indices!.shape),
    table: array(table!.data, table!.shape),
  };
  const { output } = evaluate(inputs, (tensors) => ({ output: compute(tensors) }));
  expectClose(output, golden.outputs.output!, TOLERANCE);
  const cotangent = array(golden.cotangent!.data, golden.cotangent!.shape);
  const gradients = gradientsAlong(inputs, cotangent, compute);
  expectClose(gradients.table, golden.gradients!.table!, TOLERANCE);
});

/** The layer takes whole factors only; the other sizes are resizeBilinear's. */
const wholeFactors = casesNamed(/^(bilinear|nearest)/).filter(({ inputs, options }) => {
  const [, , height, width] = inputs.x!.shape as readonly [number, number, number, number];
  const [toHeight, toWidth] = options.size as readonly [number, number];
  return toHeight % height === 0 && toWidth % width === 0;
});

test.each(wholeFactors)('upsample $name', (golden) => {
  const [, , height, width] = golden.inputs.x!.shape as readonly [number, number, number, number];
  const [toHeight, toWidth] = golden.options.size as readonly [number, number];
  const layer = upsample(
    [toHeight / height, toWidth / width],
    golden.name.startsWith('bilinear') ? 'bilinear' : 'nearest',
  );
  expectGolden(golden, (inputs) => ({
    output: layer.apply({ params: {}, state: {} }, x(inputs), {
      training: false,
      place: randomRoot,
    }).output,
  }));
});

test('no golden case is left out', () => {
  const covered = /^(LSTM|GRU|BatchNorm|LayerNorm|GroupNorm|Embedding|bilinear|nearest)|attention$/;
  expect(cases.filter(({ name }) => !covered.test(name))).toEqual([]);
  expect(wholeFactors.length).toBeGreaterThanOrEqual(4);
  expect(flattenTree(inputsOf(casesNamed(/^self/)[0]!)).map(([path]) => path)).toContain(
    'query.kernel',
  );
});
