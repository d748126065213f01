/** The two steps of an adversarial network: who moves, who is told the class, and what is judged with what. */

import { describe, expect, test } from 'vitest';
import type { Shape, Tree } from '../../src/graph/types.ts';
import { adversarialLosses } from '../../src/models/adversarial-losses.ts';
import { discriminatorLoss, type Gan, generateFrom, generatorLoss } from '../../src/models/gan.ts';
import { gradientPenalties } from '../../src/models/gradient-penalties.ts';
import { projectionDiscriminator } from '../../src/models/projection-discriminator.ts';
import type { Variables } from '../../src/nn/layer.ts';
import { batchNorm, dense, minibatchStandardDeviation, sequential } from '../../src/nn/layers.ts';
import type { ReferenceArray } from '../../src/runtime/reference/array.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf, trace } from '../../src/tensor/trace.ts';
import { branch, flattenTree } from '../../src/tensor/tree.ts';
import { evaluate, inDoublePrecision, normalArray } from '../nn/evaluation.ts';

const BATCH = 4;
const CODE = 3;
const DATA = 5;
const context = { training: true, place: randomRoot };
const { discriminator: lowered, generator: raised } = adversarialLosses['non-saturating'];
const objective = { loss: (scores: Parameters<typeof lowered>[0]) => lowered(scores, 0) };

const generator = sequential({ hidden: dense(4), norm: batchNorm(), data: dense(DATA) });
const plain: Gan = {
  generator,
  discriminator: sequential({
    hidden: dense(4, { activation: 'tanh' }),
    norm: batchNorm(),
    logit: dense(1),
  }),
  codeSize: CODE,
};
const conditional: Gan = {
  generator,
  discriminator: projectionDiscriminator(
    sequential({ hidden: dense(4, { activation: 'tanh' }) }),
    3,
  ),
  codeSize: CODE,
  classes: 3,
};

function inputsOf({ generator, discriminator, classes }: Gan, labels: readonly number[] = []) {
  const initial = {
    generator: generator.init(key(1), [CODE + (classes ?? 0)]),
    discriminator: discriminator.init(key(2), [DATA]),
  };
  const part = (name: 'params' | 'state') =>
    Object.fromEntries(
      Object.entries(initial).map(([network, own]) => [network, inDoublePrecision(own[name])]),
    );
  const told: ReferenceArray = {
    dtype: 'int32',
    shape: [labels.length],
    data: Int32Array.from(labels),
  };
  return {
    params: part('params'),
    state: part('state'),
    x: normalArray(key(3), [BATCH, DATA]),
    ...(classes !== undefined && { labels: told }),
  };
}

const variablesOf = (tensors: Tree<Tensor>): Variables<Tensor> => ({
  params: branch(tensors, 'params'),
  state: branch(tensors, 'state'),
});

function examplesOf(tensors: Tree<Tensor>) {
  const labels = tensors.labels as Tensor | undefined;
  return { x: tensors.x as Tensor, ...(labels && { labels }) };
}

const isZero = ({ data }: ReferenceArray) => data.every((entry) => entry === 0);

describe.each([
  ['plain', plain, []],
  ['conditional', conditional, [0, 2, 1, 0]],
] as const)('%s', (_, gan, labels) => {
  const inputs = inputsOf(gan, labels);
  const outputs = evaluate(inputs, (tensors) => {
    const variables = variablesOf(tensors);
    const examples = examplesOf(tensors);
    const penalty = gradientPenalties['gradient-penalty'];
    const first = discriminatorLoss(gan, { ...objective, penalty }, variables, examples, context);
    const total = first.loss.add(first.penalty!);
    const size = { count: BATCH, ...(examples.labels && { labels: examples.labels }) };
    const second = generatorLoss(gan, raised, variables, size, {
      ...context,
      place: { path: 'second' },
    });
    return {
      discriminator: { state: first.state, gradients: gradientsOf(total, variables.params) },
      generator: { state: second.state, gradients: gradientsOf(second.loss, variables.params) },
    };
  });
  const under = (prefix: string) =>
    Object.entries(outputs).filter(([path]) => path.startsWith(`${prefix}.`));
  const stateOf = (step: string, network: string) =>
    under(`${step}.state.${network}`).map(([, { data }]) => Array.from(data));
  const before = (network: string) =>
    flattenTree<ReferenceArray>(branch(inputs.state as Tree<ReferenceArray>, network)).map(
      ([, { data }]) => Array.from(data),
    );

  test('a step of the discriminator has no slope for the generator, all for itself', () => {
    expect(under('discriminator.gradients.generator').every(([, value]) => isZero(value))).toBe(
      true,
    );
    const own = under('discriminator.gradients.discriminator');
    expect(own.length).toBeGreaterThan(3);
    expect(own.every(([, value]) => !isZero(value))).toBe(true);
  });

  test('a step of the generator has a slope for every weight of it', () => {
    const own = under('generator.gradients.generator').filter(
      // A bias before batch normalisation has none.
      ([path]) => !path.endsWith('hidden.bias'),
    );
    expect(own.length).toBeGreaterThan(3);
    expect(own.every(([, value]) => !isZero(value))).toBe(true);
  });

  test('each step moves the statistics of its own network alone', () => {
    expect(stateOf('discriminator', 'generator')).toEqual(before('generator'));
    expect(stateOf('generator', 'discriminator')).toEqual(before('discriminator'));
    expect(stateOf('generator', 'generator')).not.toEqual(before('generator'));
    if (before('discriminator').length > 0) {
      expect(stateOf('discriminator', 'discriminator')).not.toEqual(before('discriminator'));
    }
  });
});

test('labels reach both networks', () => {
  const scoresFor = (labels: readonly number[]) => {
    const outputs = evaluate(inputsOf(conditional, labels), (tensors) => {
      const variables = variablesOf(tensors);
      const examples = examplesOf(tensors);
      const codes = examples.x.slice(1, 0, CODE);
      const { real, generated } = discriminatorLoss(
        conditional,
        objective,
        variables,
        examples,
        context,
      );
      const made = generateFrom(conditional, variables, codes, examples.labels, {
        ...context,
        training: false,
      }).output;
      return { real, generated, made };
    });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data)]),
    );
  };
  const first = scoresFor([0, 1, 2, 0]);
  const second = scoresFor([0, 1, 2, 1]);
  // Only the last example's class changes; batch normalisation keeps training samples together.
  expect(second.real!.slice(0, 3)).toEqual(first.real!.slice(0, 3));
  expect(second.real![3]).not.toBeCloseTo(first.real![3]!, 6);
  expect(second.made!.slice(0, 3 * DATA)).toEqual(first.made!.slice(0, 3 * DATA));
  expect(second.made!.slice(3 * DATA)).not.toEqual(first.made!.slice(3 * DATA));
  expect(second.generated).not.toEqual(first.generated);
});

test('the projection adds the inner product of features and the class’s vector', () => {
  const critic = projectionDiscriminator(sequential({ same: dense(2, { bias: false }) }), 2);
  const array = (data: readonly number[], shape: Shape): ReferenceArray => ({
    dtype: 'float32',
    shape,
    data: Float64Array.from(data),
  });
  const inputs = {
    params: {
      trunk: { same: { kernel: array([1, 0, 0, 1], [2, 2]) } },
      logit: { kernel: array([10, 100], [2, 1]), bias: array([0.5], [1]) },
      projection: { embeddings: array([1, 2, 3, 4], [2, 2]) },
    },
    x: array([1, 2, 3, 4], [2, 2]),
    labels: { dtype: 'int32', shape: [2], data: Int32Array.of(1, 0) } as ReferenceArray,
  };
  const { scores } = evaluate(inputs, (tensors) => ({
    scores: critic.apply({ params: branch(tensors, 'params'), state: {} }, tensors.x as Tensor, {
      ...context,
      inputs: { labels: tensors.labels as Tensor },
    }).output,
  }));
  expect(Array.from(scores!.data)).toEqual([210.5 + 3 + 8, 430.5 + 3 + 8]);
});

test('without labels a conditional network says so', () => {
  expect(() =>
    trace(inputsOf(conditional, [0, 0, 0, 0]), (tensors) => ({
      loss: generatorLoss(conditional, raised, variablesOf(tensors), { count: 2 }, context).loss,
    })),
  ).toThrow('a conditional network takes labels');
});

test('a network that compares examples never sees real and generated ones together', () => {
  const gan: Gan = {
    ...plain,
    discriminator: sequential({ deviation: minibatchStandardDeviation(BATCH), logit: dense(1) }),
    comparesExamples: true,
  };
  const inputs = inputsOf(gan);
  const scoresOf = (x: ReferenceArray, judged: Gan = gan) =>
    evaluate({ ...inputs, x }, (tensors) => {
      const variables = variablesOf(tensors);
      const { real, generated } = discriminatorLoss(
        judged,
        objective,
        variables,
        examplesOf(tensors),
        context,
      );
      return { real, generated };
    });
  const far = normalArray(key(9), [BATCH, DATA]);
  const [near, moved] = [scoresOf(inputs.x), scoresOf(far)];
  expect(Array.from(moved.generated!.data)).toEqual(Array.from(near.generated!.data));
  expect(Array.from(moved.real!.data)).not.toEqual(Array.from(near.real!.data));
  // In one batch of a group of eight they would depend on each other.
  const together = {
    ...gan,
    comparesExamples: false,
    discriminator: sequential({
      deviation: minibatchStandardDeviation(2 * BATCH),
      logit: dense(1),
    }),
  };
  expect(Array.from(scoresOf(far, together).generated!.data)).not.toEqual(
    Array.from(scoresOf(inputs.x, together).generated!.data),
  );
});
