/** DCGAN's networks and losses against PyTorch, with Keras' padding. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { adversarialLosses } from '../../src/models/adversarial-losses.ts';
import { type DcganConfig, dcganDiscriminator, dcganGenerator } from '../../src/models/dcgan.ts';
import { discriminatorLoss, type Gan, generatorLoss } from '../../src/models/gan.ts';
import type { Variables } from '../../src/nn/layer.ts';
import { summarize } from '../../src/nn/summary.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import type { GoldenRecord } from '../fixtures/golden/load-golden.ts';
import { expectClose, inDoublePrecision } from '../nn/evaluation.ts';
import {
  arrayOf,
  evaluateWith,
  expectAll,
  goldenModel,
  numberAsArray,
  treeOf,
} from './golden-model.ts';

const golden = goldenModel('dcgan');
const config = golden.config as unknown as DcganConfig;
const codes = arrayOf(golden.inputs, 'codes');
const gan: Gan = {
  generator: dcganGenerator(config),
  discriminator: dcganDiscriminator(config),
  codeSize: codes.shape[1]!,
};
const { discriminator, generator } = adversarialLosses['non-saturating'];
const context = { training: true, place: randomRoot };

const inputs = {
  params: {
    generator: treeOf(golden.inputs, 'generator'),
    discriminator: treeOf(golden.inputs, 'discriminator'),
  },
  state: {
    generator: inDoublePrecision(gan.generator.init(key(1), [gan.codeSize]).state),
    discriminator: {},
  },
  x: arrayOf(golden.inputs, 'x'),
};
const draws = { 'random/codes': codes };

const variablesOf = (tensors: Tree<Tensor>): Variables<Tensor> => ({
  params: branch(tensors, 'params'),
  state: branch(tensors, 'state'),
});

describe('the discriminator’s step', () => {
  const outputs = evaluateWith(inputs, draws, (tensors) => {
    const variables = variablesOf(tensors);
    const { loss, generated, real, state } = discriminatorLoss(
      gan,
      { loss: (scores) => discriminator(scores, 0) },
      variables,
      { x: tensors.x as Tensor },
      context,
    );
    return { loss, generated, real, state, gradients: gradientsOf(loss, variables.params) };
  });

  test('has the logits and the loss of PyTorch', () => {
    const { generated, real } = golden.outputs;
    expectAll(outputs, { generated, real } as GoldenRecord);
    expectClose(outputs.loss, numberAsArray(golden.outputs.discriminatorLoss), 1e-6);
  });

  test('has the gradients of PyTorch, and none for the generator', () => {
    expectAll(outputs, golden.gradients.discriminator!, 'gradients.discriminator.');
    for (const path of Object.keys(golden.gradients.generator!)) {
      const gradient = outputs[`gradients.generator.${path}`]!;
      expect(gradient.data.every((entry) => entry === 0)).toBe(true);
    }
  });

  test('leaves the generator’s moving statistics alone', () => {
    expect(Array.from(outputs['state.generator.norm1.movingMean']!.data)).toEqual([0, 0, 0]);
  });
});

describe('the generator’s step', () => {
  const outputs = evaluateWith(inputs, draws, (tensors) => {
    const variables = variablesOf(tensors);
    const { loss, generated, state } = generatorLoss(
      gan,
      generator,
      variables,
      { count: codes.shape[0]! },
      context,
    );
    return {
      loss,
      generated,
      state,
      gradients: gradientsOf(loss, branch(variables.params, 'generator')),
    };
  });

  test('has the logits and the loss of PyTorch', () => {
    expectAll(outputs, { generated: golden.outputs.generated } as GoldenRecord);
    expectClose(outputs.loss, numberAsArray(golden.outputs.generatorLoss), 1e-6);
  });

  test('has the gradients of PyTorch', () => {
    expectAll(outputs, golden.gradients.generator!, 'gradients.');
  });

  test('moves the generator’s statistics', () => {
    expectAll(outputs, golden.outputs.state as GoldenRecord, 'state.generator.');
  });
});

test('the networks have the published sizes', () => {
  const counts = (layer: Gan['generator'], input: readonly number[]) => {
    const { total, nonTrainable } = summarize(layer, input);
    return [total, nonTrainable];
  };
  expect(counts(dcganGenerator(), [100])).toEqual([840_705, 384]);
  expect(counts(dcganDiscriminator(), [1, 28, 28])).toEqual([212_865, 0]);
});

test('dropout acts on both layers of the discriminator while training only', () => {
  const discriminator = dcganDiscriminator({ ...config, dropoutRate: 0.4 });
  const placesOf = (training: boolean) =>
    trace({ x: inputs.x, params: inputs.params.discriminator }, (tensors) => ({
      y: discriminator.apply(
        { params: branch(tensors, 'params'), state: {} },
        tensors.x as Tensor,
        { training, place: randomRoot },
      ).output,
    }))
      .inputs.filter(({ attributes }) => attributes.random)
      .map(({ attributes }) => attributes.name);
  expect(placesOf(true)).toEqual(['random/dropout1', 'random/dropout2']);
  expect(placesOf(false)).toEqual([]);
});
