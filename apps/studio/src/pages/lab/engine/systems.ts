/** The lab's four models as systems to train: the library's own, with small networks and the lab's settings. */

import { denoisingMlp } from '../../../../../../packages/alebrije/src/models/denoising-mlp.ts';
import {
  adversarialDefaults,
  adversarialSchema,
} from '../../../../../../packages/alebrije/src/recipes/adversarial-settings.ts';
import {
  diffusionDefaults,
  diffusionOf,
  diffusionSchema,
} from '../../../../../../packages/alebrije/src/recipes/diffusion-settings.ts';
import {
  type DataInfo,
  type TrainingConfig,
  trainingDefaults,
  trainingSchema,
} from '../../../../../../packages/alebrije/src/recipes/recipe.ts';
import { adversarialSystem } from '../../../../../../packages/alebrije/src/recipes/systems/adversarial-system.ts';
import { autoencoderSystem } from '../../../../../../packages/alebrije/src/recipes/systems/autoencoder-system.ts';
import { diffusionSystem } from '../../../../../../packages/alebrije/src/recipes/systems/diffusion-system.ts';
import { vectors } from '../../../../../../packages/alebrije/src/recipes/systems/examples.ts';
import { vaeSystem } from '../../../../../../packages/alebrije/src/recipes/systems/vae-system.ts';
import type { System } from '../../../../../../packages/alebrije/src/train/system.ts';
import { mapTo, type NetworkSize, posterior } from './networks.ts';
import type { LabSettings, ModelName } from './settings.ts';

/** T of the diffusion. */
export const TIME_STEPS = 100;

/** Standard deviation of a coordinate around what the VAE's decoder says. */
export const DEVIATION = 0.1;

/** Adam's memory of the mean gradient, shorter in a game of two networks: Radford et al. (ICLR 2016). */
const ADVERSARIAL_BETA = 0.5;

/** R₁ of images of unit variance has 10; points close by need steeper slopes to be told apart. */
const PENALTY_WEIGHTS = { none: null, r1: 0.02, 'gradient-penalty': 1, dragan: 1 } as const;

/** Of the weights that the diffusion is shown and sampled with. */
const AVERAGE_DECAY = 0.99;

/** Settings that count from the next step on. */
export type LiveSettings = () => LabSettings;

/** The settings that every recipe has, of which the lab uses few. */
function common(settings: LabSettings): TrainingConfig {
  return trainingSchema.parse({ ...trainingDefaults, ...ownTraining(settings) });
}

function ownTraining({ batch, seed }: LabSettings) {
  return {
    data: 'points',
    examples: null,
    validation: 'test',
    batchSize: Number(batch),
    epochs: 1,
    seed,
    optimizer: { name: 'adam' },
  } as const;
}

const networkSize = ({ width, depth, activation }: LabSettings): NetworkSize => ({
  width: Number(width),
  depth,
  activation,
});

const dataInfo = ({ points }: LabSettings): DataInfo => ({
  kind: 'vector',
  shape: [2],
  trainingCount: points,
  totalSteps: 1,
});

function shapes(settings: LabSettings, codeSize: number) {
  return vectors(dataInfo(settings), 2, { recipe: 'lab', codeSize });
}

function buildAutoencoder(settings: LabSettings): System {
  const size = networkSize(settings);
  const codeSize = Number(settings['ae.code']);
  return autoencoderSystem(common(settings), dataInfo(settings), {
    model: { encoder: mapTo(codeSize, size), decoder: mapTo(2, size), likelihood: 'gaussian' },
    ...shapes(settings, codeSize),
  });
}

function buildVae(settings: LabSettings, live: LiveSettings): System {
  const size = networkSize(settings);
  const codeSize = Number(settings['vae.code']);
  return vaeSystem(
    common(settings),
    dataInfo(settings),
    {
      model: {
        encoder: posterior(codeSize, size),
        decoder: mapTo(2, size),
        likelihood: 'gaussian',
        // Summed over two coordinates, squared errors weigh 1 / (2σ²).
        reconstructionWeight: 1 / DEVIATION ** 2,
        klWeight: 1,
      },
      ...shapes(settings, codeSize),
    },
    { klShare: () => live()['vae.beta'] },
  );
}

function buildGan(settings: LabSettings): System {
  const size = networkSize(settings);
  const codeSize = Number(settings['gan.code']);
  const penalty = settings['gan.penalty'];
  const optimizer = { name: 'adam', beta1: ADVERSARIAL_BETA } as const;
  const config = adversarialSchema.parse({
    ...adversarialDefaults,
    ...ownTraining(settings),
    optimizer,
    discriminatorOptimizer: optimizer,
    codeSize,
    loss: settings['gan.loss'],
    penalty: { name: penalty, weight: PENALTY_WEIGHTS[penalty] },
    criticSteps: settings['gan.critic'],
  });
  return adversarialSystem(config, dataInfo(settings), {
    model: { generator: mapTo(2, size), discriminator: mapTo(1, size), codeSize },
    dataInput: [2],
    dataShape: [2],
    preprocess: (raw) => raw,
    // Numbers are taken as they are.
    pixels: 'unit',
  });
}

function buildDiffusion(settings: LabSettings): System {
  const { width, depth } = networkSize(settings);
  const config = diffusionSchema.parse({
    ...diffusionDefaults,
    ...ownTraining(settings),
    averageDecay: AVERAGE_DECAY,
    timeSteps: TIME_STEPS,
    noiseSchedule: settings['diffusion.noise'],
    target: settings['diffusion.target'],
    error: 'mse',
  });
  const denoiser = denoisingMlp({ width, blocks: depth, sinusoids: 32, embeddingSize: 32 });
  return diffusionSystem(config, dataInfo(settings), {
    model: diffusionOf(config, denoiser),
    input: [2],
    dataShape: [2],
    preprocess: (raw) => raw,
    values: 'numbers',
  });
}

const builders: Readonly<Record<ModelName, (settings: LabSettings, live: LiveSettings) => System>> =
  { ae: buildAutoencoder, vae: buildVae, gan: buildGan, diffusion: buildDiffusion };

/**
 * @param settings from which the model is built
 * @param live the current ones, of which its learning rate and weights are taken at each step
 */
export function buildSystem(model: ModelName, settings: LabSettings, live: LiveSettings): System {
  const system = builders[model](settings, live);
  const learningRate = () => live()[`${model}.rate`];
  return { ...system, steps: system.steps.map((step) => ({ ...step, learningRate })) };
}
