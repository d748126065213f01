import { describe, expect, test } from 'vitest';
import type { HostTensor } from '../../src/graph/types.ts';
import type { Vae } from '../../src/models/vae.ts';
import type { Variables } from '../../src/nn/layer.ts';
import { optimizerSchema } from '../../src/optim/optimizer.ts';
import { trainingDefaults, trainingSchema } from '../../src/recipes/recipe.ts';
import { denseDecoder, densePosterior } from '../../src/recipes/systems/dense-networks.ts';
import { vectors } from '../../src/recipes/systems/examples.ts';
import { factorVaeSystem } from '../../src/recipes/systems/factor-vae-system.ts';
import { type VaeOptions, vaeSystem } from '../../src/recipes/systems/vae-system.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { gradientsOf } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import type { StepDefinition, System } from '../../src/train/system.ts';
import { evaluate, inDoublePrecision, normalArray } from '../nn/evaluation.ts';

const config = trainingSchema.parse({
  ...trainingDefaults,
  validation: 'test',
  batchSize: 6,
  epochs: 1,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
const data = { kind: 'vector', shape: [4], trainingCount: 60, totalSteps: 10 } as const;
const x = normalArray(key(1), [6, 4]);

const partsWith = (model: Partial<Vae> = {}) => ({
  model: {
    encoder: densePosterior([5], 3),
    decoder: denseDecoder([5], 4),
    likelihood: 'gaussian' as const,
    reconstructionWeight: 2,
    klWeight: 0.5,
    ...model,
  },
  ...vectors(data, 4, { recipe: 'test', codeSize: 3 }),
});

type Outcome = StepDefinition['outcome'];

/** Loss and parts, and gradients with respect to all parameters, with the weights of one key. */
function measure(system: System, outcome: Outcome, training: boolean, klWeight = 0) {
  const { params } = system.init(key(2)) as Variables<HostTensor>;
  const outputs = evaluate({ params: inDoublePrecision(params), x }, (tensors) => {
    const { loss, parts } = outcome({
      variables: { params: branch(tensors, 'params'), state: {} },
      batch: { x: tensors.x as Tensor },
      place: randomRoot,
      training,
      scalars: { klWeight: tensorOf([klWeight], []) },
    });
    return { loss, ...parts, slopes: gradientsOf(loss, branch(tensors, 'params')) };
  });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data: values }]) => [name, Array.from(values)]),
  );
}

const trainWith = (model: Partial<Vae>, options: VaeOptions = {}, klWeight = 0) => {
  const system = vaeSystem(config, data, partsWith(model), options);
  return measure(system, system.steps[0]!.outcome, true, klWeight);
};

describe('the weight of the KL divergence', () => {
  const klShare = (step: number) => step / 10;

  test('is the scalar of the step while training', () => {
    const plain = trainWith({});
    const annealed = trainWith({}, { klShare }, 0.1);
    expect(annealed.reconstruction).toEqual(plain.reconstruction);
    expect(annealed.kl![0]).toBeCloseTo((plain.kl![0]! * 0.1) / 0.5, 6);
    expect(annealed.loss![0]).toBeCloseTo(plain.reconstruction![0]! + annealed.kl![0]!, 12);
    expect(annealed.klWeight![0]).toBeCloseTo(0.1, 6);
    expect(plain).not.toHaveProperty('klWeight');
    const { scalars } = vaeSystem(config, data, partsWith(), { klShare });
    expect([0, 4, 10].map((step) => scalars!.klWeight!(step))).toEqual([0, 0.2, 0.5]);
  });

  test('is the whole in validation, whatever the step', () => {
    const annealed = vaeSystem(config, data, partsWith(), { klShare });
    const plain = vaeSystem(config, data, partsWith());
    expect(measure(annealed, annealed.validate, false, 0.1)).toEqual(
      measure(plain, plain.validate, false),
    );
  });
});

describe('free bits', () => {
  const each = trainWith({ klWeight: 1 });

  test('cost at least λ for each number of the code', () => {
    const few = trainWith({ klWeight: 1, freeBits: 100 });
    expect(few.kl![0]).toBeCloseTo(300, 10);
    const none = trainWith({ klWeight: 1, freeBits: 1e-9 });
    expect(none.kl![0]).toBeCloseTo(each.kl![0]!, 10);
  });

  test('take the pull of the prior from numbers below λ', () => {
    const free = trainWith({ klWeight: 1, freeBits: 100 });
    const alone = trainWith({ klWeight: 0 });
    const name = 'slopes.encoder.heads.logVar.bias';
    expect(free[name]).toEqual(alone[name]);
    expect(each[name]).not.toEqual(alone[name]);
  });
});

describe('a FactorVAE', () => {
  const system = factorVaeSystem(config, data, partsWith(), {
    totalCorrelationWeight: 7,
    discriminatorHidden: [6],
    discriminatorOptimizer: optimizerSchema.parse({ name: 'adam', learningRate: 1e-4 }),
  });
  const [judging, coding] = system.steps as [StepDefinition, StepDefinition];

  test('has a step for each side, each moving its own networks', () => {
    expect([judging, coding].map(({ trains }) => trains)).toEqual([
      ['discriminator'],
      ['encoder', 'decoder'],
    ]);
    const judged = measure(system, judging.outcome, true);
    expect(Object.keys(judged).filter((name) => !name.startsWith('slopes'))).toEqual([
      'loss',
      'discriminatorLoss',
    ]);
    expect(judged['slopes.discriminator.logit.kernel']!.some((slope) => slope !== 0)).toBe(true);
    // Nothing is asked of the encoder there.
    expect(judged['slopes.encoder.heads.mean.kernel']!.every((slope) => slope === 0)).toBe(true);
  });

  test('lowers the reconstruction, the KL divergence and the total correlation together', () => {
    const plain = trainWith({});
    const { loss, reconstruction, kl, totalCorrelation, mse } = measure(
      system,
      coding.outcome,
      true,
    );
    expect({ reconstruction, kl, mse }).toEqual({
      reconstruction: plain.reconstruction,
      kl: plain.kl,
      mse: plain.mse,
    });
    expect(totalCorrelation![0]).not.toBe(0);
    expect(loss![0]).toBeCloseTo(plain.loss![0]! + 7 * totalCorrelation![0]!, 10);
  });
});
