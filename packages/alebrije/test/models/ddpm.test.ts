/** The noise schedules, the diffusion loss and the U-Net, against PyTorch. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import {
  addNoise,
  cosineSchedule,
  type Ddpm,
  ddpmLoss,
  drawSteps,
  linearSchedule,
  type NoiseSchedule,
  predictNoise,
} from '../../src/models/ddpm.ts';
import { type DenoisingUnetConfig, denoisingUnet } from '../../src/models/denoising-unet.ts';
import { summarize } from '../../src/nn/summary.ts';
import { evaluateGraph } from '../../src/runtime/reference/evaluate.ts';
import { key } from '../../src/tensor/key.ts';
import { drawFeeds, normal, place, randomRoot } from '../../src/tensor/random.ts';
import { indices, type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import type { GoldenRecord } from '../fixtures/golden/load-golden.ts';
import { evaluate, expectClose, inDoublePrecision } from '../nn/evaluation.ts';
import {
  arrayOf,
  evaluateWith,
  expectAll,
  goldenModel,
  numberAsArray,
  treeOf,
} from './golden-model.ts';

const context = { training: true, place: randomRoot };

describe.each([
  ['cosine', cosineSchedule],
  ['linear', linearSchedule],
] as const)('the %s schedule', (name, schedule) => {
  test.each([12, 4000])('of %d steps has the published values', (steps) => {
    const { config, outputs } = goldenModel(`${name} schedule of ${steps}`);
    const made: NoiseSchedule = schedule(steps);
    expect(made.steps).toBe(steps);
    expect(made.betas).toHaveLength(steps + 1);
    expect([made.betas[0], made.alphaBars[0]]).toEqual([0, 1]);
    for (const list of ['betas', 'alphaBars'] as const) {
      const shown = (config.shown as readonly number[]).map((t) => made[list][t]!);
      expectClose({ shape: [shown.length], data: shown }, outputs[list] as never, 1e-10);
    }
  });

  test('lets the variance of the data fall and never reach 0', () => {
    const { alphaBars } = schedule(4000);
    expect(alphaBars.every((alphaBar, t) => t === 0 || alphaBar < alphaBars[t - 1]!)).toBe(true);
    expect(alphaBars.at(-1)).toBeGreaterThan(0);
    expect(alphaBars.at(-1)).toBeLessThan(1e-4);
  });
});

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
  const modelWith = (error: Ddpm['error']): Ddpm => ({
    denoiser,
    schedule: cosineSchedule(steps),
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
  const lossOf = ({ params, data }: Tree<Tensor>, error: Ddpm['error']) =>
    ddpmLoss(
      modelWith(error),
      { params: params as Tree<Tensor>, state: {} },
      data as Tensor,
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
      return { predicted: predictNoise(model, variables, noisy, t, context).noise };
    });
    expectAll(outputs, { predicted: golden.outputs.predicted } as GoldenRecord);
  });
});

describe('the U-Net', () => {
  const unet = denoisingUnet();

  test('has the parameters that its configuration promises', () => {
    const { total, nonTrainable, layers } = summarize(unet, [1, 28, 28]);
    expect([total, nonTrainable]).toEqual([272_353, 0]);
    expect(layers.find(({ name }) => name === 'attention.attention')?.outputShape).toEqual([
      49, 64,
    ]);
  });

  test('begins by predicting no noise', () => {
    const small = denoisingUnet({
      widths: [4, 8],
      sinusoids: 6,
      embeddingSize: 5,
      groupSize: 2,
      heads: 2,
    });
    const { params } = small.init(key(1), [1, 4, 4]);
    const { predicted } = evaluate({ params: inDoublePrecision(params) }, (inputs) => ({
      predicted: small.apply(
        { params: inputs.params as Tree<Tensor>, state: {} },
        tensorOf(
          Array.from({ length: 32 }, (_, i) => Math.sin(i)),
          [2, 1, 4, 4],
        ),
        { ...context, inputs: { steps: tensorOf([1, 9]) } },
      ).output,
    }));
    expect(predicted!.shape).toEqual([2, 1, 4, 4]);
    expect(predicted!.data.every((value) => value === 0)).toBe(true);
  });

  test('refuses images that cannot be halved as often as it has resolutions', () => {
    expect(() => unet.init(key(1), [1, 30, 28])).toThrow(/multiples of 4, not 30x28/);
  });

  test('says which side input is missing', () => {
    const { params } = unet.init(key(1), [1, 4, 4]);
    expect(() =>
      trace({ params }, (inputs) => ({
        y: unet.apply(
          { params: inputs.params as Tree<Tensor>, state: {} },
          tensorOf(new Array<number>(16).fill(0), [1, 1, 4, 4]),
          context,
        ).output,
      })),
    ).toThrow(/'steps'/);
  });
});
