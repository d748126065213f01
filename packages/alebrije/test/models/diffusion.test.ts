/** The diffusion loss over the U-Net, against PyTorch, and what else it may predict, weigh and be told. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { type DenoisingUnetConfig, denoisingUnet } from '../../src/models/denoising-unet.ts';
import {
  addNoise,
  type Diffusion,
  diffusionLoss,
  drawSteps,
  dropClasses,
  lossWeights,
  predict,
} from '../../src/models/diffusion.ts';
import { buildLayer } from '../../src/nn/build-layer.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { cosineSchedule } from '../../src/samplers/noise-schedule.ts';
import { key } from '../../src/tensor/key.ts';
import { drawFeeds, normal, place, randomRoot } from '../../src/tensor/random.ts';
import { indices, type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import type { GoldenRecord } from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose } from '../nn/evaluation.ts';
import {
  arrayOf,
  evaluateWith,
  expectAll,
  goldenDenoiser,
  goldenModel,
  numberAsArray,
  treeOf,
} from './golden-model.ts';

const context = { training: true, place: randomRoot };

test('steps are drawn from 1 to T, each about as often', () => {
  const schedule = cosineSchedule(10);
  const graph = trace({}, () => ({ t: drawSteps(schedule, randomRoot, 5000) }));
  const { t } = evaluateGraph(graph, drawFeeds(graph, key(1)));
  const counts = new Map<number, number>();
  for (const step of t!.data) counts.set(step, (counts.get(step) ?? 0) + 1);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  // 500 are expected of each, with a standard deviation of 21.
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
});

test('noise replaces data of variance 1 by as much noise', () => {
  const schedule = cosineSchedule(4);
  const one = tensorOf([1, 1, 1, 1, 1], [5, 1]);
  const zero = one.sub(1);
  const graph = trace({}, () => ({
    signal: addNoise(schedule, one, zero, indices(5)).square(),
    noise: addNoise(schedule, zero, one, indices(5)).square(),
  }));
  const { signal, noise } = evaluateGraph(graph, {});
  for (const [t, alphaBar] of schedule.alphaBars.entries()) {
    expect(signal!.data[t]).toBeCloseTo(alphaBar, 6);
    expect(noise!.data[t]).toBeCloseTo(1 - alphaBar, 6);
  }
});

describe('the loss over the U-Net', () => {
  const golden = goldenModel('ddpm');
  const { steps, ...config } = golden.config as unknown as DenoisingUnetConfig & {
    readonly steps: number;
  };
  const denoiser = denoisingUnet(config);
  const modelWith = (error: Diffusion['error']): Diffusion => ({
    denoiser,
    schedule: cosineSchedule(steps),
    target: 'noise',
    error,
  });
  const inputs = {
    params: { denoiser: treeOf(golden.inputs, 'params') },
    data: arrayOf(golden.inputs, 'data'),
  };
  const draws = {
    'random/steps': arrayOf(golden.inputs, 'uniform'),
    'random/noise': arrayOf(golden.inputs, 'noise'),
  };
  const lossOf = ({ params, data }: Tree<Tensor>, error: Diffusion['error']) =>
    diffusionLoss(
      modelWith(error),
      { params: params as Tree<Tensor>, state: {} },
      { x: data as Tensor },
      context,
    ).loss;

  test.each(['huber', 'mae', 'mse'] as const)('has the value of PyTorch, %s', (error) => {
    const outputs = evaluateWith(inputs, draws, (tensors) => ({ loss: lossOf(tensors, error) }));
    expectClose(outputs.loss, numberAsArray(golden.outputs[error]), 1e-6);
  });

  test('has the gradients of PyTorch', () => {
    const outputs = evaluateWith(inputs, draws, (tensors) =>
      gradientsOf(lossOf(tensors, 'huber'), tensors.params as Tree<Tensor>),
    );
    expect(Object.keys(outputs)).toHaveLength(Object.keys(golden.gradients.huber!).length);
    expectAll(outputs, golden.gradients.huber!, 'denoiser.');
  });

  test('predicts the noise of PyTorch', () => {
    const model = modelWith('mse');
    const outputs = evaluateWith(inputs, draws, ({ params, data }) => {
      const t = drawSteps(model.schedule, place(randomRoot, 'steps'), 2);
      const noise = normal(place(randomRoot, 'noise'), (data as Tensor).shape);
      const noisy = addNoise(model.schedule, data as Tensor, noise, t);
      const variables = { params: params as Tree<Tensor>, state: {} };
      const asked = { noisy, times: t.cast('float32') };
      return { predicted: predict(model, variables, asked, context).output };
    });
    expectAll(outputs, { predicted: golden.outputs.predicted } as GoldenRecord);
  });
});

describe('other targets, errors and weights', () => {
  const golden = goldenDenoiser('losses');
  const schedule = cosineSchedule(golden.config.steps as number);
  const toy = buildLayer('Toy', { forward: (_, x) => x.tanh().mul(0.75) });
  const draws = {
    'random/steps': arrayOf(golden.inputs, 'uniform'),
    'random/noise': arrayOf(golden.inputs, 'noise'),
  };

  test.each(Object.keys(golden.outputs))('%s has the loss of PyTorch', (name) => {
    const [target, error, gamma] = name.split(' ') as [
      Diffusion['target'],
      Diffusion['error'],
      string,
    ];
    const model: Diffusion = {
      denoiser: toy,
      schedule,
      target,
      error,
      ...(gamma !== 'None' && { minSnrGamma: Number(gamma) }),
    };
    const { loss } = evaluateWith({ data: arrayOf(golden.inputs, 'data') }, draws, ({ data }) => ({
      loss: diffusionLoss(model, { params: {}, state: {} }, { x: data as Tensor }, context).loss,
    }));
    expectClose(loss, numberAsArray(golden.outputs[name]), 1e-6);
  });

  test('no weight is above γ or below 0, and none changes below its ratio', () => {
    for (const target of ['noise', 'x0', 'v'] as const) {
      const weights = lossWeights(schedule, target, 5);
      expect(weights).toHaveLength(65);
      expect(weights.every((w) => w >= 0 && w <= 5)).toBe(true);
    }
    // From a ratio of 5 on downwards the noise weighs 1.
    const ratios = schedule.alphaBars.map((alphaBar) => alphaBar / (1 - alphaBar));
    for (const [t, weight] of lossWeights(schedule, 'noise', 5).entries()) {
      expect(weight).toBeCloseTo(ratios[t]! < 5 ? 1 : 5 / ratios[t]!, 10);
    }
  });
});

describe('classes', () => {
  /** Says, everywhere, the label that it is told. */
  const parrot = buildLayer('Parrot', {
    forward: (_, x, { inputs }) => x.mul(0).add(inputs!.labels!.cast('float32').expandDims(1)),
  });
  const model = (dropped: number): Diffusion => ({
    denoiser: parrot,
    schedule: cosineSchedule(10),
    target: 'x0',
    error: 'mae',
    classes: { count: 3, dropped },
  });
  const none = { params: {}, state: {} };
  const labels = { dtype: 'int32', shape: [4], data: Int32Array.of(0, 1, 2, 0) } as const;
  const x = array(new Float64Array(8), [4, 2]);

  test('are told as they are, or as the class after the last', () => {
    const { told, untold } = evaluate({ x, labels }, (inputs) => {
      const asked = { noisy: inputs.x as Tensor, times: tensorOf([1, 2, 3, 4]) };
      const withLabels = { ...asked, labels: inputs.labels as Tensor };
      return {
        told: predict(model(0), none, withLabels, context).output,
        untold: predict(model(0), none, asked, context).output,
      };
    });
    expect(Array.from(told!.data)).toEqual([0, 0, 1, 1, 2, 2, 0, 0]);
    expect(Array.from(untold!.data)).toEqual(new Array(8).fill(3));
  });

  test('are left out for the share that was asked for, and in training only', () => {
    const count = 4000;
    const graph = trace({}, () => ({
      y: dropClasses(indices(count).mul(0), { count: 3, dropped: 0.1 }, randomRoot),
    }));
    const { y } = evaluateGraph(graph, drawFeeds(graph, key(1)));
    expect(new Set(y!.data)).toEqual(new Set([0, 3]));
    const share = y!.data.filter((label) => label === 3).length / count;
    // With a standard deviation of 0.005.
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02);

    const lossOf = (dropped: number, training: boolean) =>
      evaluate({ x, labels }, (inputs) => ({
        loss: diffusionLoss(
          model(dropped),
          none,
          { x: inputs.x as Tensor, labels: inputs.labels as Tensor },
          { training, place: randomRoot },
        ).loss,
      })).loss!.data[0]!;
    expect(lossOf(0, true)).toBeCloseTo(3 / 4, 12);
    expect(lossOf(1, true)).toBeCloseTo(3, 12);
    expect(lossOf(1, false)).toBeCloseTo(3 / 4, 12);
  });
});
