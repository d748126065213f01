/** Optimizers and clipping against Keras, whole trajectories of 12 steps. */

import { describe, expect, test } from 'vitest';
import type { Tree } from '../../src/graph/types.ts';
import { averageUpdates } from '../../src/optim/averaging.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from '../../src/optim/clipping.ts';
import { biasCorrection } from '../../src/optim/moments.ts';
import {
  createOptimizer,
  type Optimizer,
  type OptimizerConfig,
  optimizerSchema,
} from '../../src/optim/optimizer.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { branch, flattenTree, unflattenTree } from '../../src/tensor/tree.ts';
import {
  type GoldenArray,
  type GoldenOptimizerCase,
  loadOptimizers,
} from '../fixtures/golden/load-golden.ts';
import { array, evaluate, expectClose, inDoublePrecision, run } from '../nn/evaluation.ts';

type Clip = (gradients: Tree<Tensor>) => Tree<Tensor>;
type Arrays = Tree<ReferenceArray>;

const golden = loadOptimizers();

/** A nested record, as a model's parameters are. */
const recordOf = ([kernel, bias]: readonly GoldenArray[]): Arrays => ({
  layer: { kernel: array(kernel!.data, kernel!.shape) },
  bias: array(bias!.data, bias!.shape),
});

/** Runs all golden steps from the golden start, each as one evaluation of the same graph. */
function trajectory(optimizer: Optimizer, learningRate: number, clip: Clip = (g) => g): Arrays[] {
  let params = recordOf(golden.initial);
  let slots = inDoublePrecision(optimizer.slots(params));
  const scalar = (value: number) => array([value], []);
  const inputsAt = (step: number): Arrays => ({
    params,
    slots,
    gradients: recordOf(golden.gradients[step]!),
    step: scalar(step + 1),
    learningRate: scalar(learningRate),
  });
  const graph = trace(inputsAt(0), (inputs) => {
    const { params, slots } = optimizer.update({
      params: branch(inputs, 'params'),
      gradients: clip(branch(inputs, 'gradients')),
      slots: branch(inputs, 'slots'),
      step: inputs.step as Tensor,
      learningRate: inputs.learningRate as Tensor,
    });
    return { params, slots };
  });
  return golden.gradients.map((_, step) => {
    const outputs = unflattenTree(Object.entries(run(graph, inputsAt(step))));
    params = branch(outputs, 'params');
    slots = branch(outputs, 'slots');
    return params;
  });
}

const NAMES: Readonly<Record<string, OptimizerConfig['name']>> = {
  SGD: 'sgd',
  RMSprop: 'rmsprop',
  Adam: 'adam',
  AdamW: 'adamW',
  Nadam: 'nadam',
};

const OPTIONS: Readonly<Record<string, string>> = {
  learning_rate: 'learningRate',
  beta_1: 'beta1',
  beta_2: 'beta2',
  weight_decay: 'weightDecay',
};

function configOf({ optimizer, options }: GoldenOptimizerCase): OptimizerConfig {
  const own = Object.entries(options).filter(([name]) => !/clip|ema/.test(name));
  return optimizerSchema.parse({
    name: NAMES[optimizer],
    ...Object.fromEntries(own.map(([name, value]) => [OPTIONS[name] ?? name, value])),
  });
}

function clipOf({ options }: GoldenOptimizerCase): Clip | undefined {
  if ('clipnorm' in options) return (g) => clipByNorm(g, Number(options.clipnorm));
  if ('clipvalue' in options) return (g) => clipByValue(g, Number(options.clipvalue));
  if ('global_clipnorm' in options) {
    return (g) => clipByGlobalNorm(g, Number(options.global_clipnorm)).gradients;
  }
  return undefined;
}

/** Decays like 0.9 are float32 constants of the graph; all else is float64. */
const TOLERANCE = 2e-7;

function expectTrajectory(
  actual: readonly Arrays[],
  expected: readonly (readonly GoldenArray[])[],
): void {
  expect(actual.length).toBe(expected.length);
  for (const [step, params] of actual.entries()) {
    const wanted = new Map(flattenTree(recordOf(expected[step]!)));
    const leaves = flattenTree(params);
    expect(leaves.map(([path]) => path)).toEqual([...wanted.keys()]);
    for (const [path, leaf] of leaves) expectClose(leaf, wanted.get(path)!, TOLERANCE);
  }
}

test.each(golden.cases)('$call', (golden) => {
  const config = configOf(golden);
  const actual = trajectory(
    createOptimizer(config),
    Number(golden.options.learning_rate),
    clipOf(golden),
  );
  expectTrajectory(actual, golden.parameters);
});

test('the moving average of Keras, from the parameters after its first step', () => {
  const averaged = golden.cases.find(({ averages }) => averages)!;
  const decay = Number(averaged.options.ema_momentum);
  let average = recordOf(averaged.parameters[0]!);
  const actual = averaged.parameters.map((parameters, step) => {
    if (step > 0) {
      const inputs = { average, current: recordOf(parameters) };
      average = unflattenTree(
        Object.entries(
          evaluate(inputs, (t) =>
            averageUpdates(branch(t, 'average'), branch(t, 'current'), { decay }),
          ),
        ),
      );
    }
    return average;
  });
  expectTrajectory(actual, averaged.averages!);
});

test('an average that warms up soon forgets where it began', () => {
  const weights = [0, 1, 8, 1e6].map((step) => {
    const inputs = { average: array([0]), current: array([1]), step: array([step], []) };
    return evaluate(inputs, (t) =>
      averageUpdates({ x: t.average! }, { x: t.current! }, { decay: 0.99, step: t.step as Tensor }),
    ).x!.data[0];
  });
  const expected = [9 / 10, 9 / 11, 0.5, 0.01];
  for (const [index, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[index]!, 7);
});

describe('defaults and slots', () => {
  test.each<[OptimizerConfig, number, readonly string[]]>([
    [{ name: 'sgd' }, 0.01, []],
    [{ name: 'sgd', momentum: 0.9 }, 0.01, ['m.w']],
    [{ name: 'rmsprop' }, 0.001, ['v.w']],
    [{ name: 'rmsprop', momentum: 0.5, centered: true }, 0.001, ['v.w', 'm.w', 'average.w']],
    [{ name: 'adam' }, 0.001, ['m.w', 'v.w']],
    [{ name: 'adamW' }, 0.001, ['m.w', 'v.w']],
    [{ name: 'nadam' }, 0.001, ['m.w', 'v.w', 'uProduct']],
  ])('%j', (config, learningRate, slots) => {
    expect(optimizerSchema.parse(config).learningRate).toBe(learningRate);
    const optimizer = createOptimizer(config);
    expect(optimizer.name).toBe(config.name);
    const initial = flattenTree(optimizer.slots({ w: { dtype: 'float32', shape: [2] } }));
    expect(initial.map(([path]) => path)).toEqual(slots);
    for (const [path, { data }] of initial) {
      expect(Array.from(data)).toEqual(path === 'uProduct' ? [1] : [0, 0]);
    }
  });

  test.each([
    { name: 'adagrad' },
    { name: 'adam', beta1: 1 },
    { name: 'adam', momentum: 0.9 },
    { name: 'sgd', learningRate: -1 },
    { name: 'adamW', weightDecay: -0.1 },
  ])('rejects %j', (config) => {
    expect(optimizerSchema.safeParse(config).success).toBe(false);
  });
});

test('the bias correction keeps its digits in the first steps', () => {
  for (const step of [1, 2, 10, 1000, 100_000]) {
    const { correction, none } = evaluate({ step: array([step], []) }, (t) => ({
      correction: biasCorrection(0.999, t.step as Tensor),
      none: biasCorrection(0, t.step as Tensor),
    }));
    const expected = -Math.expm1(step * Math.log(0.999));
    expect(correction!.data[0]! / expected - 1).toBeLessThan(1e-7);
    expect(expected / correction!.data[0]! - 1).toBeLessThan(1e-7);
    expect(none!.data[0]).toBe(1);
  }
});

describe('clipping', () => {
  const gradients = { a: array([3, 0]), b: array([0, 4]) };

  test('by the global norm keeps the direction and tells the norm', () => {
    const outputs = evaluate(gradients, (g) => {
      const { gradients, norm } = clipByGlobalNorm(g, 1);
      return { gradients, norm, after: globalNorm(gradients) };
    });
    expectClose(outputs.norm, { shape: [], data: [5] }, 1e-12);
    expectClose(outputs.after, { shape: [], data: [1] }, 1e-12);
    expectClose(outputs['gradients.b'], { shape: [2], data: [0, 0.8] }, 1e-12);
  });

  test('leaves small and zero gradients alone', () => {
    const zero = { a: array([0, 0]), b: array([0, 0]) };
    for (const inputs of [gradients, zero]) {
      const outputs = evaluate(inputs, (g) => ({
        global: clipByGlobalNorm(g, 10).gradients,
        each: clipByNorm(g, 10),
        value: clipByValue(g, 10),
      }));
      for (const [path, leaf] of Object.entries(outputs)) {
        const name = path.split('.')[1] as 'a' | 'b';
        expectClose(leaf, inputs[name], 1e-12);
      }
    }
  });
});

test('trees of different structure are told', () => {
  const optimizer = createOptimizer({ name: 'adam' });
  const type = { dtype: 'float32', shape: [2] } as const;
  expect(() =>
    trace(
      { w: type, step: { ...type, shape: [] } },
      ({ w, step }) =>
        optimizer.update({
          params: { w: w! },
          gradients: { other: w! },
          slots: { m: { w: w! }, v: { w: w! } },
          step: step as Tensor,
          learningRate: step as Tensor,
        }).params,
    ),
  ).toThrow(/g has no tensor w/);
});
