/** C2: DCGAN on images of Fashion-MNIST's shape, one step of each network per iteration. */

import { adversarialLosses } from '../../packages/alebrije/src/models/adversarial-losses.ts';
import { dcganDiscriminator, dcganGenerator } from '../../packages/alebrije/src/models/dcgan.ts';
import {
  discriminatorLoss,
  type Gan,
  generatorLoss,
} from '../../packages/alebrije/src/models/gan.ts';
import { adam } from '../../packages/alebrije/src/optim/adam.ts';
import { signedPixels } from '../../packages/alebrije/src/recipes/systems/examples.ts';
import { fold } from '../../packages/alebrije/src/tensor/key.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type TrainableSystem,
} from '../../packages/alebrije/src/train/system.ts';

/** Of both networks: Radford et al., ICLR 2016, section 4. */
const OPTIMIZER = { learningRate: 2e-4, beta1: 0.5 };

const { discriminator, generator } = adversarialLosses['non-saturating'];
const objective = {
  loss: (scores: Parameters<typeof discriminator>[0]) => discriminator(scores, 0),
};

const gan: Gan = {
  generator: dcganGenerator(),
  discriminator: dcganDiscriminator(),
  codeSize: 100,
};

function discriminatorOutcome({ variables, batch, training, place }: StepContext): StepOutcome {
  const context = { training, place };
  const { x } = batch;
  const { loss, real, generated, state } = discriminatorLoss(
    gan,
    objective,
    variables,
    { x },
    context,
  );
  const parts = {
    discriminator: loss,
    real: real.sigmoid().mean(),
    generated: generated.sigmoid().mean(),
  };
  return { loss, parts, state };
}

function generatorOutcome({ variables, batch, training, place }: StepContext): StepOutcome {
  const context = { training, place };
  const size = { count: batch.x.shape[0]! };
  const { loss, state } = generatorLoss(gan, generator, variables, size, context);
  return { loss, parts: { generator: loss }, state };
}

export function dcganSystem(): TrainableSystem {
  const networks = {
    generator: { layer: gan.generator, input: [gan.codeSize] },
    discriminator: { layer: gan.discriminator, input: [1, 28, 28] },
  };
  const optimizer = adam(OPTIMIZER);
  const learningRate = () => OPTIMIZER.learningRate;
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: signedPixels,
    steps: [
      {
        name: 'discriminator',
        trains: ['discriminator'],
        optimizer,
        learningRate,
        outcome: discriminatorOutcome,
      },
      {
        name: 'generator',
        trains: ['generator'],
        optimizer,
        learningRate,
        outcome: generatorOutcome,
      },
    ],
    validate: discriminatorOutcome,
  };
}
