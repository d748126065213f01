/** Drawing by weights that the model gives, in the trainer. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Examples } from '../../src/data/dataset.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { dense } from '../../src/nn/dense.ts';
import { variablesOf } from '../../src/nn/layer.ts';
import { createOptimizer } from '../../src/optim/optimizer.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { fold } from '../../src/tensor/key.ts';
import { initNetworks, type Sampling, type TrainableSystem } from '../../src/train/system.ts';
import { snapshotTypes, type TrainingOptions, train } from '../../src/train/trainer.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

/** 45 numbers, of which every ninth is 5 and the others lie near 0: not a multiple of the batches. */
const COUNT = 45;
const examples: Examples = {
  values: {
    dtype: 'float32',
    shape: [COUNT, 1],
    data: Float32Array.from({ length: COUNT }, (_, i) => (i % 9 === 0 ? 5 : Math.sin(i) / 10)),
  },
};
const rare = Uint8Array.from({ length: COUNT }, (_, i) => (i % 9 === 0 ? 1 : 0));

const layer = dense(1);
const networks = { mean: { layer, input: [1] } };

/** A network that learns to answer the numbers it is shown. */
function systemWith(sampling?: Sampling): TrainableSystem {
  const outcome: TrainableSystem['validate'] = ({ variables, batch, place, training }) => {
    const context = { training, place };
    const { output } = layer.apply(variablesOf(variables, 'mean'), batch.x, context);
    const loss = output.sub(batch.x).square().mean();
    return { loss, parts: {}, state: variables.state };
  };
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: (raw) => raw,
    steps: [
      {
        name: 'step',
        trains: ['mean'],
        optimizer: createOptimizer({ name: 'sgd' }),
        learningRate: () => 0.01,
        outcome,
      },
    ],
    validate: outcome,
    ...(sampling && { sampling }),
  };
}

/** Features are the examples plus the bias, so that they tell whose variables they were made with. */
function samplingBy(weights: Sampling['weights'], uniformEpochs = 0): Sampling {
  return {
    uniformEpochs,
    features: ({ params }, x) => {
      const { bias } = (params as { mean: { bias: typeof x } }).mean;
      return x.add(bias);
    },
    weights,
  };
}

function trainBy(sampling: Sampling | undefined, changes: Partial<TrainingOptions> = {}) {
  return train({
    system: systemWith(sampling),
    runtime,
    train: examples,
    validation: examples,
    batchSize: 10,
    epochs: 3,
    seed: 5,
    groups: { rare },
    ...changes,
  });
}

/** Nine times the weight for the rare examples. */
const favour = ({ data }: HostTensor) => Float32Array.from(data, (value) => (value > 2.5 ? 9 : 1));

test('examples are drawn by their weights once the uniform epochs are over', async () => {
  const { moment } = await trainBy(samplingBy(favour, 1));
  const shares = moment.progress.history.map(({ rareShare }) => rareShare!);
  // 5 of 45 at first, of which the 40 of whole batches hold some; then 45 of 85, in 40 draws at least 19.
  expect(shares[0]).toBeLessThanOrEqual(5 / 40);
  for (const share of shares.slice(1)) {
    expect(share).toBeGreaterThanOrEqual(18 / 40);
    expect(share).toBeLessThanOrEqual(24 / 40);
  }
});

test('without weights the order is that of a system that has no sampling', async () => {
  const late = await (await trainBy(samplingBy(favour, 99))).moment.snapshot();
  const never = await (await trainBy(undefined)).moment.snapshot();
  const { 'sampling.weights': weights, ...others } = late.tensors;
  expect(others).toEqual(never.tensors);
  expect([...weights!.data]).toEqual(new Array(COUNT).fill(1));
});

test('weights are computed anew at the start of each epoch, from all examples and the current variables', async () => {
  const seen: HostTensor[] = [];
  const remember = samplingBy((features) => {
    seen.push(features);
    return favour(features);
  });
  const biases: number[] = [];
  await trainBy(remember, {
    onEpoch: async (_, { snapshot }) => {
      biases.push((await snapshot()).tensors['params.mean.bias']!.data[0]!);
    },
  });
  expect(seen.map(({ shape }) => shape)).toEqual([
    [COUNT, 1],
    [COUNT, 1],
    [COUNT, 1],
  ]);
  for (const [index, bias] of [0, ...biases.slice(0, 2)].entries()) {
    for (const [i, value] of seen[index]!.data.entries()) {
      expect(value).toBeCloseTo((examples.values.data[i] as number) + bias, 5);
    }
  }
});

test('a training resumed within an epoch keeps its weights and ends with the same bits', async () => {
  // Weights that change with every step, so that recomputed ones would draw others.
  const shifting = samplingBy(({ data }) =>
    Float32Array.from(data, (v) => Math.exp(Math.sin(9 * v))),
  );
  const whole = await (await trainBy(shifting)).moment.snapshot();
  for (const maxSteps of [2, 4, 6]) {
    const cut = await (await trainBy(shifting, { maxSteps })).moment.snapshot();
    const types = snapshotTypes(systemWith(shifting), 5, COUNT);
    expect(Object.keys(cut.tensors).sort()).toEqual(Object.keys(types).sort());
    const resumed = await (await trainBy(shifting, { resumeFrom: cut })).moment.snapshot();
    expect(resumed.tensors).toEqual(whole.tensors);
    const shares = (snapshot: typeof whole) =>
      snapshot.progress.history.map(({ rareShare }) => rareShare);
    expect(shares(resumed)).toEqual(shares(whole));
  }
});
