import { expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import type { Variables } from '../../src/nn/layer.ts';
import { trainingDefaults, trainingSchema } from '../../src/recipes/recipe.ts';
import {
  type AutoencoderOptions,
  autoencoderSystem,
} from '../../src/recipes/systems/autoencoder-system.ts';
import { denseDecoder, denseEncoder } from '../../src/recipes/systems/dense-networks.ts';
import { vectors } from '../../src/recipes/systems/examples.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { branch } from '../../src/tensor/tree.ts';
import { evaluate, inDoublePrecision, normalArray } from '../nn/evaluation.ts';

const config = trainingSchema.parse({
  ...trainingDefaults,
  validation: 'test',
  batchSize: 5,
  epochs: 1,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
const data = { kind: 'vector', shape: [4], trainingCount: 5, totalSteps: 1 } as const;
const x = normalArray(key(1), [5, 4]);

const systemWith = (options?: AutoencoderOptions) =>
  autoencoderSystem(
    config,
    data,
    {
      model: {
        encoder: denseEncoder([3], 2, 'sigmoid'),
        decoder: denseDecoder([3], 4),
        likelihood: 'gaussian',
      },
      ...vectors(data, 4, { recipe: 'test', codeSize: 2 }),
    },
    options,
  );

/** The loss, its parts and what the views give, of a training step or of validation. */
function measure(options?: AutoencoderOptions, training = true): Record<string, number[]> {
  const system = systemWith(options);
  const { params } = system.init(key(2)) as Variables<HostTensor>;
  const outputs = evaluate({ params: inDoublePrecision(params), x }, (tensors) => {
    const variables = { params: branch(tensors, 'params'), state: {} };
    const batch = { x: tensors.x as Tensor };
    const { outcome } = system.steps[0]!;
    const context = { variables, batch, place: randomRoot, training, scalars: {} };
    const { loss, parts } = (training ? outcome : system.validate)(context);
    const codes = system.views.encode!(variables, batch.x);
    return { loss, ...parts, codes, decoded: system.views.decode(variables, codes) };
  });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, array]) => [name, Array.from(array.data)]),
  );
}

test('without options there is one error and no parts', () => {
  expect(Object.keys(measure())).toEqual(['loss', 'codes', 'decoded']);
});

test('a penalty is part of the loss of training and validation, and reported apart', () => {
  const plain = measure();
  for (const training of [true, false]) {
    const penalised = measure({ penalty: (code) => code.sum().mul(3) }, training);
    const sum = plain.codes!.reduce((total, value) => total + value, 0);
    expect(penalised.reconstruction![0]).toBeCloseTo(plain.loss![0]!, 12);
    expect(penalised.penalty![0]).toBeCloseTo(3 * sum, 6);
    expect(penalised.loss![0]).toBeCloseTo(plain.loss![0]! + penalised.penalty![0]!, 12);
    expect(penalised.codes).toEqual(plain.codes);
    expect(penalised.decoded).toEqual(plain.decoded);
  }
});

test('a penalty may depend on how codes change with x', () => {
  const { penalty } = measure({ penalty: (code, input) => code.mul(input.sum(1, true)).sum() });
  const { codes } = measure();
  let expected = 0;
  for (let row = 0; row < 5; row++) {
    const sum = Array.from(x.data)
      .slice(4 * row, 4 * row + 4)
      .reduce((a, b) => a + b, 0);
    expected += sum * (codes![2 * row]! + codes![2 * row + 1]!);
  }
  expect(penalty![0]).toBeCloseTo(expected, 10);
});

test('quantised codes are what views decode, while training uses codes as they are', () => {
  const plain = measure();
  const quantize = (code: Tensor) => code.greater(0.5).cast('float32');
  const training = measure({ quantize });
  expect(training.loss).toEqual(plain.loss);
  expect(training.quantized).toBeUndefined();
  expect(training.codes).toEqual(plain.codes);
  expect(training.decoded).not.toEqual(plain.decoded);

  const validation = measure({ quantize }, false);
  const squares = validation.decoded!.map((value, index) => (value - x.data[index]!) ** 2);
  const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
  expect(validation.loss).toEqual(plain.loss);
  expect(validation.quantized![0]).toBeCloseTo(mean, 6);
});
