/** The trainer on systems small enough to know the answer. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Examples } from '../../src/data/dataset.ts';
import { dense } from '../../src/nn/dense.ts';
import { variablesOf } from '../../src/nn/layer.ts';
import { createOptimizer } from '../../src/optim/optimizer.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { fold } from '../../src/tensor/key.ts';
import { oneHot, type Tensor } from '../../src/tensor/tensor.ts';
import { branch, leaf } from '../../src/tensor/tree.ts';
import { NonFiniteError } from '../../src/train/non-finite.ts';
import {
  initNetworks,
  type StepContext,
  type StepDefinition,
  type System,
} from '../../src/train/system.ts';
import { type TrainingOptions, train } from '../../src/train/trainer.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

/** y = 2 a − b as examples (a, b, y). */
function lineExamples(count: number): Examples {
  const data = Float32Array.from({ length: 3 * count }, (_, index) => {
    const [a, b] = [Math.sin(Math.floor(index / 3)), Math.cos(2 * Math.floor(index / 3))];
    return [a, b, 2 * a - b][index % 3]!;
  });
  return { values: { dtype: 'float32', shape: [count, 3], data } };
}

const networks = {
  left: { layer: dense(1), input: [2] },
  right: { layer: dense(1), input: [2] },
};

/** Squared error of one of two linear networks. */
function stepOf(name: 'left' | 'right', changes: Partial<StepDefinition> = {}): StepDefinition {
  return {
    name: `${name}Step`,
    trains: [name],
    optimizer: createOptimizer({ name: 'sgd' }),
    learningRate: () => 0.1,
    outcome: (context) => outcomeOf(name, context),
    ...changes,
  };
}

function outcomeOf(name: 'left' | 'right', { variables, batch, place }: StepContext) {
  const context = { training: true, place };
  const inputs = batch.x.slice(1, 0, 2);
  const { output } = networks[name].layer.apply(variablesOf(variables, name), inputs, context);
  const loss = output.sub(batch.x.slice(1, 2)).square().mean();
  return { loss, parts: { [`${name}Loss`]: loss }, state: variables.state };
}

function lineSystem(changes: Partial<System> = {}): System {
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: (raw) => raw,
    steps: [stepOf('left')],
    validate: (context) => outcomeOf('left', context),
    views: {
      codeSize: 2,
      dataShape: [3],
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: false,
      encode: (_, x) => x,
      decode: (_, x) => x,
    },
    ...changes,
  };
}

function trainLine(system: System, changes: Partial<TrainingOptions> = {}) {
  return train({
    system,
    runtime,
    train: lineExamples(40),
    validation: lineExamples(10),
    batchSize: 8,
    epochs: 4,
    seed: 3,
    ...changes,
  });
}

test('a linear network finds the line', async () => {
  const { moment, reason } = await trainLine(lineSystem(), { epochs: 60 });
  const { tensors } = await moment.snapshot();
  expect(reason).toBe('finished');
  const [a, b] = tensors['params.left.kernel']!.data;
  expect(a).toBeCloseTo(2, 2);
  expect(b).toBeCloseTo(-1, 2);
});

test('each of two steps moves its own network alone', async () => {
  const seed = 3;
  const initial = async (system: System) =>
    (await trainLine(system, { epochs: 0, seed })).moment.snapshot();
  const start = await initial(lineSystem());
  const { moment } = await trainLine(lineSystem(), { seed });
  const one = await moment.snapshot();
  const kernel = (snapshot: typeof one, name: string) =>
    Array.from(snapshot.tensors[`params.${name}.kernel`]!.data);
  expect(kernel(one, 'right')).toEqual(kernel(start, 'right'));
  expect(kernel(one, 'left')).not.toEqual(kernel(start, 'left'));

  const both = lineSystem({ steps: [stepOf('left'), stepOf('right')] });
  const two = await (await trainLine(both, { seed })).moment.snapshot();
  // The left network is trained as if the right one were not there.
  expect(kernel(two, 'left')).toEqual(kernel(one, 'left'));
  expect(kernel(two, 'right')).not.toEqual(kernel(start, 'right'));
  expect(Object.keys(two.progress.history[0]!)).toEqual(
    expect.arrayContaining(['leftLoss', 'rightLoss', 'valLoss']),
  );
});

describe('a step that is repeated', () => {
  const COUNT = 44;
  const counter = {
    type: 'Counter',
    outputShape: () => [1],
    init: () => ({
      params: { w: { dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) } },
      state: { seen: { dtype: 'float32' as const, shape: [COUNT], data: new Float32Array(COUNT) } },
    }),
    apply: () => {
      throw new Error('it is never applied');
    },
  };
  const counters = { once: { layer: counter, input: [1] }, often: { layer: counter, input: [1] } };

  /** Counts in the state of its network how often each example has been in its batches. */
  function countingStep(name: 'once' | 'often', changes: Partial<StepDefinition>): StepDefinition {
    return stepOf('left', {
      name,
      trains: [name],
      outcome: ({ variables, batch }) => {
        const seen = (network: string) => leaf<Tensor>(branch(variables.state, network), 'seen');
        const w = leaf<Tensor>(branch(variables.params, name), 'w');
        const counts = oneHot(batch.x.squeeze(1).cast('int32'), COUNT).sum(0);
        const state = Object.fromEntries(
          Object.keys(counters).map((network) => {
            const before = seen(network);
            return [network, { seen: network === name ? before.add(counts) : before }];
          }),
        );
        return { loss: w.mul(batch.x.mean()).sum(), parts: {}, state };
      },
      ...changes,
    });
  }

  const countingSystem = (changes: Partial<StepDefinition>) => {
    const system = lineSystem({
      networks: counters,
      init: (key) => initNetworks(counters, (name) => fold(key, name)),
      steps: [countingStep('once', {}), countingStep('often', { repeat: 5, ...changes })],
    });
    return { ...system, validate: (context: StepContext) => system.steps[0]!.outcome(context) };
  };
  const ids: Examples = {
    values: {
      dtype: 'float32',
      shape: [COUNT, 1],
      data: Float32Array.from({ length: COUNT }, (_, id) => id),
    },
  };
  async function countsAfter(options: Partial<TrainingOptions>, changes = {}) {
    const system = countingSystem(changes);
    const data = { train: ids, validation: ids, batchSize: 4 };
    const { moment } = await trainLine(system, { ...data, ...options });
    const snapshot = await moment.snapshot();
    const countsOf = (name: string) => Array.from(snapshot.tensors[`state.${name}.seen`]!.data);
    return { snapshot, once: countsOf('once'), often: countsOf('often') };
  }
  const times = (counts: readonly number[], count: number) =>
    counts.filter((seen) => seen === count).length;

  test('has a batch of its own each time', async () => {
    // 2 iterations of 5 batches of 4; 4 of the 44 examples are left over.
    const { snapshot, once, often } = await countsAfter({ epochs: 1 });
    expect(snapshot.progress).toMatchObject({ epoch: 1, batch: 0, step: 2 });
    expect([times(often, 1), times(often, 0)]).toEqual([40, 4]);
    expect([times(once, 1), times(once, 0)]).toEqual([8, 36]);
    expect(once.every((count, id) => count <= often[id]!)).toBe(true);
  });

  test('has the first batch every time where it asks for one', async () => {
    const { snapshot, once, often } = await countsAfter({ epochs: 1 }, { onOneBatch: true });
    expect(snapshot.progress.step).toBe(11);
    expect(times(once, 1)).toBe(44);
    expect(times(often, 5)).toBe(44);
  });

  test('goes on with the same bits within an epoch', async () => {
    const whole = await countsAfter({ epochs: 3 });
    const half = await countsAfter({ epochs: 3, maxSteps: 3 });
    expect(half.snapshot.progress).toMatchObject({ epoch: 1, batch: 1, step: 3 });
    const rest = await countsAfter({ epochs: 3, resumeFrom: half.snapshot });
    expect(rest.snapshot.tensors).toEqual(whole.snapshot.tensors);
    expect(rest.once).not.toEqual(half.once);
  });

  test('needs as many examples as its batches hold together', async () => {
    await expect(countsAfter({ epochs: 1, batchSize: 9 })).rejects.toThrow(
      'batch size 45 is larger than the 44 examples',
    );
  });
});

test('validation is the mean over all examples, whatever the batches', async () => {
  // 10 validation examples: one full batch and a rest of 2.
  const { moment } = await trainLine(lineSystem(), { epochs: 1, batchSize: 8 });
  const snapshot = await moment.snapshot();
  const [w1, w2] = snapshot.tensors['params.left.kernel']!.data;
  const bias = snapshot.tensors['params.left.bias']!.data[0]!;
  const data = lineExamples(10).values.data;
  let expected = 0;
  for (let row = 0; row < 10; row++) {
    const [a, b, y] = data.subarray(3 * row, 3 * row + 3);
    expected += (w1! * a! + w2! * b! + bias - y!) ** 2 / 10;
  }
  expect(moment.progress.history[0]!.valLoss).toBeCloseTo(expected, 5);
});

test('averages follow the parameters and are what validation sees', async () => {
  const { moment } = await trainLine(lineSystem({ averageDecay: 0.99 }), { epochs: 2 });
  const { tensors } = await moment.snapshot();
  const average = tensors['average.params.left.kernel']!.data;
  const current = tensors['params.left.kernel']!.data;
  expect(Array.from(average)).not.toEqual(Array.from(current));
  expect(Math.abs(average[0]! - current[0]!)).toBeLessThan(1);
  const shown = await moment.variables.get('params.left')!.read();
  expect(Array.from(shown.data.subarray(0, 2)).sort()).toEqual(Array.from(average).sort());
});

test('scalars reach the graph with the value of their step', async () => {
  const seen: number[] = [];
  const system = lineSystem({
    scalars: { weight: (step) => step },
    steps: [
      stepOf('left', {
        outcome: (context) => {
          const outcome = outcomeOf('left', context);
          return { ...outcome, parts: { weight: context.scalars.weight! } };
        },
      }),
    ],
  });
  let sum = 0;
  await trainLine(system, {
    epochs: 1,
    onStep: ({ sums }) => {
      seen.push(sums.weight! - sum);
      sum = sums.weight!;
    },
  });
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

describe('endings', () => {
  test('maxSteps ends inside an epoch, which a longer training finishes with the same bits', async () => {
    const whole = await (await trainLine(lineSystem())).moment.snapshot();
    const cut = await trainLine(lineSystem(), { maxSteps: 7 });
    expect(cut.reason).toBe('finished');
    const snapshot = await cut.moment.snapshot();
    expect(snapshot.progress).toMatchObject({ epoch: 1, batch: 2, step: 7 });
    const rest = await trainLine(lineSystem(), { resumeFrom: snapshot });
    const end = await rest.moment.snapshot();
    expect(end.tensors).toEqual(whole.tensors);
    expect(end.progress.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  });

  test('an abort stops after the step under way, and nothing is lost', async () => {
    const whole = await (await trainLine(lineSystem())).moment.snapshot();
    const controller = new AbortController();
    const stopped = await trainLine(lineSystem(), {
      signal: controller.signal,
      onStep: ({ step }) => step === 8 && controller.abort(),
    });
    expect(stopped.reason).toBe('interrupted');
    const snapshot = await stopped.moment.snapshot();
    expect(snapshot.progress.step).toBeGreaterThanOrEqual(8);
    expect(snapshot.progress.step).toBeLessThan(12);
    const end = await (await trainLine(lineSystem(), { resumeFrom: snapshot })).moment.snapshot();
    expect(end.tensors).toEqual(whole.tensors);
  });

  test('patience ends a training that no longer improves', async () => {
    const still = lineSystem({ steps: [stepOf('left', { learningRate: () => 0 })] });
    const { reason, moment } = await trainLine(still, { epochs: 50, patience: 3 });
    expect(reason).toBe('stopped-early');
    expect(moment.progress.epoch).toBe(4);
    expect(moment.progress.best?.epoch).toBe(1);
  });

  test('a runaway loss stops the training and names the first bad value', async () => {
    const wild = lineSystem({ steps: [stepOf('left', { learningRate: () => 1e20 })] });
    await expect(trainLine(wild, { epochs: 50 })).rejects.toThrow(NonFiniteError);
    await expect(trainLine(wild, { epochs: 50 })).rejects.toThrow(
      /became (Infinity|NaN); the first value that is not finite is /,
    );
  });

  test('a bad parameter is named by its path', async () => {
    const { moment } = await trainLine(lineSystem(), { epochs: 1 });
    const { tensors, progress } = await moment.snapshot();
    const kernel = { ...tensors['params.left.kernel']!, data: Float32Array.of(1, Number.NaN) };
    const broken = { tensors: { ...tensors, 'params.left.kernel': kernel }, progress };
    await expect(trainLine(lineSystem(), { resumeFrom: broken })).rejects.toThrow(
      'the first value that is not finite is params.left.kernel',
    );
  });
});
