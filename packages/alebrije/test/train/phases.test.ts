/** Training in phases, and of parts of networks, on systems small enough to know the answer. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Examples } from '../../src/data/dataset.ts';
import { sequential } from '../../src/nn/composition.ts';
import { dense } from '../../src/nn/dense.ts';
import { variablesOf } from '../../src/nn/layer.ts';
import { createOptimizer } from '../../src/optim/optimizer.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { fold } from '../../src/tensor/key.ts';
import { phaseAt, phasesOf } from '../../src/train/phases.ts';
import {
  initNetworks,
  type Phase,
  type StepContext,
  type StepDefinition,
  type System,
} from '../../src/train/system.ts';
import { type Snapshot, type TrainingOptions, train } from '../../src/train/trainer.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

const EXAMPLES = 40;

/** y = 2 a − b as examples (a, b, y). */
function lineExamples(): Examples {
  const rows = Array.from({ length: EXAMPLES }, (_, index) => {
    const [a, b] = [Math.sin(index), Math.cos(2 * index)];
    return [a, b, 2 * a - b];
  });
  return {
    values: { dtype: 'float32', shape: [EXAMPLES, 3], data: Float32Array.from(rows.flat()) },
  };
}

const networks = {
  line: {
    layer: sequential({ first: dense(2), second: dense(2), third: dense(1) }),
    input: [2],
  },
};

/** Squared error, times a factor that sets the losses of phases on different scales. */
const outcomeOf =
  (factor: number) =>
  ({ variables, batch, place }: StepContext) => {
    const inputs = batch.x.slice(1, 0, 2);
    const context = { training: true, place };
    const { output } = networks.line.layer.apply(variablesOf(variables, 'line'), inputs, context);
    const loss = output.sub(batch.x.slice(1, 2)).square().mean().mul(factor);
    return { loss, parts: {}, state: variables.state };
  };

function stepOf(
  name: string,
  trains: readonly string[],
  changes: Partial<StepDefinition> = {},
): StepDefinition {
  return {
    name,
    trains,
    optimizer: createOptimizer({ name: 'adam' }),
    learningRate: () => 0.02,
    outcome: outcomeOf(1),
    ...changes,
  };
}

function phaseOf(name: string, trains: readonly string[], factor: number): Phase {
  const outcome = outcomeOf(factor);
  return { name, epochs: 1, steps: [stepOf(name, trains, { outcome })], validate: outcome };
}

/** First the outer layers, then the middle one, then all. */
function phasedSystem(changes: Partial<System> = {}): System {
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: (raw) => raw,
    phases: {
      earlier: [
        phaseOf('outer', ['line.first', 'line.third'], 1e-6),
        phaseOf('middle', ['line.second'], 1e6),
      ],
      lastName: 'all',
    },
    steps: [stepOf('all', ['line'])],
    validate: outcomeOf(1),
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

/** Five steps an epoch. */
async function trainPhased(system: System, changes: Partial<TrainingOptions> = {}) {
  const result = await train({
    system,
    runtime,
    train: lineExamples(),
    validation: lineExamples(),
    batchSize: 8,
    epochs: 4,
    seed: 3,
    ...changes,
  });
  return { ...result, snapshot: await result.moment.snapshot() };
}

const valuesOf = ({ tensors }: Snapshot, layer: string) =>
  ['kernel', 'bias'].flatMap((name) => Array.from(tensors[`params.line.${layer}.${name}`]!.data));

const withoutTimes = ({ progress }: Snapshot) =>
  progress.history.map(({ seconds: _, ...record }) => record);

test('phases follow each other, and the last one does not end', () => {
  const phases = phasesOf(phasedSystem());
  expect(phases.map(({ name, number, firstEpoch }) => [name, number, firstEpoch])).toEqual([
    ['outer', 1, 0],
    ['middle', 2, 1],
    ['all', 3, 2],
  ]);
  expect([0, 1, 2, 99].map((epoch) => phaseAt(phases, epoch).name)).toEqual([
    'outer',
    'middle',
    'all',
    'all',
  ]);
});

test('each phase moves its parts of the network, and nothing else', async () => {
  const after = async (epochs: number) => (await trainPhased(phasedSystem(), { epochs })).snapshot;
  const [start, outer, middle, all] = [
    await after(0),
    await after(1),
    await after(2),
    await after(3),
  ];
  expect(valuesOf(outer, 'second')).toEqual(valuesOf(start, 'second'));
  expect(valuesOf(outer, 'first')).not.toEqual(valuesOf(start, 'first'));
  expect(valuesOf(outer, 'third')).not.toEqual(valuesOf(start, 'third'));
  expect(valuesOf(middle, 'first')).toEqual(valuesOf(outer, 'first'));
  expect(valuesOf(middle, 'third')).toEqual(valuesOf(outer, 'third'));
  expect(valuesOf(middle, 'second')).not.toEqual(valuesOf(outer, 'second'));
  for (const layer of ['first', 'second', 'third']) {
    expect(valuesOf(all, layer)).not.toEqual(valuesOf(middle, layer));
  }
});

test('a part moves as it does in a step that trains the whole', async () => {
  // The gradient of one layer does not depend on whether others move in the same step.
  const one = (trains: string[]) =>
    phasedSystem({ phases: { earlier: [], lastName: 'all' }, steps: [stepOf('all', trains)] });
  const whole = await trainPhased(one(['line']), { maxSteps: 1 });
  const part = await trainPhased(one(['line.second']), { maxSteps: 1 });
  expect(valuesOf(part.snapshot, 'second')).toEqual(valuesOf(whole.snapshot, 'second'));
});

test('epochs say their phase; the best one and patience know only the last', async () => {
  const still = phasedSystem({ steps: [stepOf('all', ['line'], { learningRate: () => 0 })] });
  const { snapshot, reason } = await trainPhased(still, { epochs: 50, patience: 2 });
  const { history, best } = snapshot.progress;
  expect(history.map(({ phase }) => phase)).toEqual([1, 2, 3, 3, 3]);
  expect(reason).toBe('stopped-early');
  // The losses of the first phase are a million times smaller, those of the second larger.
  expect(best).toEqual({ epoch: 3, value: history[2]!.valLoss });
  expect(history[0]!.valLoss).toBeLessThan(history[2]!.valLoss! / 1000);
  expect(history[1]!.valLoss).toBeGreaterThan(history[2]!.valLoss! * 1000);
});

test('each phase counts its optimizer steps from the start', async () => {
  const rates: number[] = [];
  const learningRate = (step: number) => {
    rates.push(step);
    return 0.01;
  };
  const system = phasedSystem({ steps: [stepOf('all', ['line'], { learningRate, repeat: 2 })] });
  await trainPhased(system, { epochs: 3 });
  // Two iterations of two batches; half a batch is left over.
  expect(rates).toEqual([0, 1, 2, 3]);
});

// Within each phase, and at its borders.
test.each([
  ['plain', {}, [2, 5, 7, 10, 14]],
  ['averaged', { averageDecay: 0.9 }, [7, 10]],
])('a training resumed anywhere ends with the same bits, %s', async (_, changes, cuts) => {
  const system = phasedSystem(changes);
  const { snapshot: whole } = await trainPhased(system, { epochs: 3 });
  for (const cut of cuts) {
    const { snapshot } = await trainPhased(system, { epochs: 3, maxSteps: cut });
    const resumed = await trainPhased(system, { epochs: 3, resumeFrom: snapshot });
    expect(resumed.snapshot.tensors).toEqual(whole.tensors);
    expect(withoutTimes(resumed.snapshot)).toEqual(withoutTimes(whole));
    expect(resumed.snapshot.progress.best).toEqual(whole.progress.best);
  }
});

test('several steps a run change nothing', async () => {
  // 20 steps an epoch: from the fifth on, eight share a run, unless an interruption comes between.
  const options = { epochs: 3, batchSize: 2 };
  const { snapshot: whole } = await trainPhased(phasedSystem(), options);
  const { snapshot } = await trainPhased(phasedSystem(), { ...options, maxSteps: 33 });
  const resumed = await trainPhased(phasedSystem(), { ...options, resumeFrom: snapshot });
  expect(resumed.snapshot.tensors).toEqual(whole.tensors);
});

describe('mistakes', () => {
  const training = (steps: StepDefinition[]) => trainPhased(phasedSystem({ steps }));
  test.each([
    ['two steps of one name', [stepOf('outer', ['line'])], /names of their own, unlike outer/],
    ['an unknown network', [stepOf('all', ['lines'])], /no network lines/],
    ['an unknown part', [stepOf('all', ['line.fourth'])], /no parameters below fourth/],
  ])('%s', async (_, steps, message) => {
    await expect(training(steps)).rejects.toThrow(message);
  });

  test('numbers that run away are found in the phase where they do', async () => {
    const wild = phasedSystem({
      steps: [stepOf('all', ['line'], { learningRate: () => Number.POSITIVE_INFINITY })],
    });
    await expect(trainPhased(wild)).rejects.toThrow(
      /became .*; the first value .* is params\.line/,
    );
  });
});
