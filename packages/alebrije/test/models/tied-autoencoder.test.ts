/** Tied weights: one tensor with two uses. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeFirst } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import type { Tree } from '../../src/graph/types.ts';
import { decodeTied, encodeTied, tiedAutoencoder } from '../../src/models/tied-autoencoder.ts';
import { summarize } from '../../src/nn/summary.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { encodeNetworks } from '../../src/runs/export.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { checkModel } from '../../src/runtime/onnx/check.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { fold, key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf } from '../../src/tensor/trace.ts';
import { branch, mapTree } from '../../src/tensor/tree.ts';
import { createModelSession } from '../../src/train/model-session.ts';
import { train } from '../../src/train/trainer.ts';
import { evaluate, expectExactGradient, normalArray } from '../nn/evaluation.ts';
import { untrainedModel } from '../runs-export/models.ts';

const model = tiedAutoencoder({ dataSize: 6, hidden: [5, 4], codeSize: 3, likelihood: 'gaussian' });
const context = { training: true, place: randomRoot };

/** Biases too are drawn: where they are 0, units of no input lie on the kink of their ReLU. */
function parameters(): Tree<ReferenceArray> {
  const { params: encoder } = model.encoder.init(key(0), [6]);
  const { params: decoder } = model.decoder.init(key(0), [3]);
  return mapTree({ encoder, decoder }, ({ shape }, path) => normalArray(fold(key(1), path), shape));
}

/** Squared error with the kernels of `encoding` on the way in and of `decoding` on the way out. */
function lossOf(x: Tensor, encoding: Tree<Tensor>, decoding: Tree<Tensor>): Tensor {
  const code = encodeTied(model, { params: encoding, state: {} }, x, context);
  return decodeTied(model, { params: decoding, state: {} }, code, context).sub(x).square().mean();
}

const inputs = () => ({
  x: normalArray(key(2), [4, 6]),
  params: parameters(),
});

test('the gradient of a shared kernel is the sum of those of its two uses', () => {
  const { x, params } = inputs();
  const shared = evaluate({ x, params }, (t) =>
    gradientsOf(lossOf(t.x as Tensor, branch(t, 'params'), branch(t, 'params')), {
      params: branch(t, 'params'),
    }),
  );
  const apart = evaluate({ x, into: params, out: params }, (t) =>
    gradientsOf(lossOf(t.x as Tensor, branch(t, 'into'), branch(t, 'out')), {
      into: branch(t, 'into'),
      out: branch(t, 'out'),
    }),
  );
  for (const name of ['hidden1', 'hidden2', 'code']) {
    const path = `encoder.${name}.kernel`;
    const [into, out] = [apart[`into.${path}`]!.data, apart[`out.${path}`]!.data];
    expect(into.some((entry) => entry !== 0) && out.some((entry) => entry !== 0)).toBe(true);
    const sum = Array.from<number>(into).map((entry, index) => entry + out[index]!);
    for (const [index, entry] of Array.from<number>(shared[`params.${path}`]!.data).entries()) {
      expect(entry).toBeCloseTo(sum[index]!, 12);
    }
  }
});

test('the gradient is that of finite differences', () => {
  expectExactGradient(inputs(), (t) =>
    lossOf(t.x as Tensor, branch(t, 'params'), branch(t, 'params')),
  );
});

test('the decoder holds biases alone, and takes kernels of the encoder in reverse', () => {
  expect(summarize(model.encoder, [6]).total).toBe(6 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3);
  const { layers, total } = summarize(model.decoder, [3]);
  expect(layers.map(({ name, outputShape, params }) => [name, outputShape, params])).toEqual([
    ['input', [3], 0],
    ['hidden1', [4], 4],
    ['hidden2', [5], 5],
    ['output', [6], 6],
  ]);
  expect(total).toBe(15);
});

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

test('after training there is still one tensor, and the decoder uses it transposed', async () => {
  const recipe = findRecipe('tied-ae');
  const { train: examples } = await loadDataset('fashion-mnist-subset', { seed: 1, count: 32 });
  const info = { kind: 'image', shape: [1, 28, 28], trainingCount: 32, totalSteps: 8 } as const;
  const system = recipe.build(recipe.defaults, info);
  const few = takeFirst(examples, 32);
  const { moment } = await train({
    system,
    runtime,
    train: few,
    validation: few,
    batchSize: 8,
    epochs: 2,
    seed: 1,
  });
  const { tensors } = await moment.snapshot();
  const names = Object.keys(tensors).filter((name) => name.startsWith('params.'));
  expect(names.filter((name) => name.endsWith('kernel')).sort()).toEqual([
    'params.encoder.code.kernel',
    'params.encoder.hidden1.kernel',
  ]);

  /** relu(x Wᵀ + b), or without the ReLU. */
  const transposed = (x: ArrayLike<number>, kernel: string, bias: string, isLast: boolean) => {
    const { data, shape } = tensors[kernel]!;
    const [rows, columns] = shape as readonly [number, number];
    return Array.from({ length: rows }, (_, row) => {
      let sum = tensors[bias]!.data[row]!;
      for (let column = 0; column < columns; column++) {
        sum += data[row * columns + column]! * x[column]!;
      }
      return isLast ? sum : Math.max(0, sum);
    });
  };
  const code = Float32Array.from({ length: 30 }, (_, index) => Math.sin(index));
  const hidden = transposed(
    code,
    'params.encoder.code.kernel',
    'params.decoder.hidden1.bias',
    false,
  );
  const output = transposed(
    hidden,
    'params.encoder.hidden1.kernel',
    'params.decoder.output.bias',
    true,
  );
  const session = createModelSession(system, runtime, moment.layouts, () => moment.variables);
  const decoded = await session.decode({ dtype: 'float32', shape: [1, 30], data: code });
  for (const [index, value] of output.entries()) {
    expect(decoded.data[index]).toBeCloseTo(value, 4);
  }
});

test('the exported decoder holds each shared kernel once', async () => {
  const { model: exportable } = await untrainedModel(findRecipe('tied-ae'), runtime);
  const [, decoder] = encodeNetworks(exportable);
  const stored = checkModel(decoder!.bytes).graph!.initializer.map(({ name }) => name);
  expect(stored.filter((name) => name.startsWith('params.')).sort()).toEqual([
    'params.decoder.hidden1.bias',
    'params.decoder.output.bias',
    'params.encoder.code.kernel',
    'params.encoder.hidden1.kernel',
  ]);
  expect(decoder!.inputs.map(({ name }) => name)).toEqual(['codes']);
});
