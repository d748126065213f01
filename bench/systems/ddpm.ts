/** D1: denoising diffusion on images of Fashion-MNIST's shape. */

import { denoisingUnet } from '../../packages/alebrije/src/models/denoising-unet.ts';
import { type Diffusion, diffusionLoss } from '../../packages/alebrije/src/models/diffusion.ts';
import { nadam } from '../../packages/alebrije/src/optim/nadam.ts';
import { signedPixels } from '../../packages/alebrije/src/recipes/systems/examples.ts';
import { cosineSchedule } from '../../packages/alebrije/src/samplers/noise-schedule.ts';
import { fold } from '../../packages/alebrije/src/tensor/key.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type TrainableSystem,
} from '../../packages/alebrije/src/train/system.ts';

const model: Diffusion = {
  denoiser: denoisingUnet(),
  schedule: cosineSchedule(4000),
  target: 'noise',
  error: 'huber',
};

function outcome({ variables, batch, training, place }: StepContext): StepOutcome {
  const { loss, state } = diffusionLoss(model, variables, batch, { training, place });
  return { loss, parts: {}, state };
}

export function ddpmSystem(): TrainableSystem {
  const networks = { denoiser: { layer: model.denoiser, input: [1, 28, 28] } };
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: signedPixels,
    steps: [
      {
        name: 'train',
        trains: ['denoiser'],
        optimizer: nadam(),
        learningRate: () => 1e-3,
        outcome,
      },
    ],
    validate: outcome,
  };
}
