/** D1: denoising diffusion on images of Fashion-MNIST's shape. */

import { cosineSchedule, type Ddpm, ddpmLoss } from '../../packages/alebrije/src/models/ddpm.ts';
import { denoisingUnet } from '../../packages/alebrije/src/models/denoising-unet.ts';
import { nadam } from '../../packages/alebrije/src/optim/nadam.ts';
import { signedPixels } from '../../packages/alebrije/src/recipes/systems/examples.ts';
import { fold } from '../../packages/alebrije/src/tensor/key.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type TrainableSystem,
} from '../../packages/alebrije/src/train/system.ts';

const model: Ddpm = {
  denoiser: denoisingUnet(),
  schedule: cosineSchedule(4000),
  error: 'huber',
};

function outcome({ variables, batch, training, place }: StepContext): StepOutcome {
  const { loss, state } = ddpmLoss(model, variables, batch.x, { training, place });
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
