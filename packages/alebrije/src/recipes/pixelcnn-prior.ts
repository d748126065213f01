/** B8: a PixelCNN that learns to draw the codes of a vector-quantised autoencoder. */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import {
  type Codec,
  codecSchema,
  type DataInfo,
  defineRecipe,
  trainingDefaults,
} from './recipe.ts';
import { pixelCnnSystem } from './systems/pixel-cnn-system.ts';

const NAME = 'pixelcnn-prior';

const schema = codecSchema.extend({
  /** Numbers that stand for a code at the input. */
  embeddingSize: z.int().positive(),
  /** Channels between the residual blocks; even. */
  channels: z.int().positive().multipleOf(2),
  blocks: z.int().positive(),
  /** Channels of the last convolution before the logits. */
  outputChannels: z.int().positive(),
  /** Tell the network the class of each example. */
  conditional: z.boolean(),
});

/** @throws UserError if the data are not the codes of a discrete codec */
function discreteCodec({ codec }: DataInfo): Codec & { readonly codes: number } {
  if (codec?.codes === undefined) {
    throw new UserError(
      `${NAME} learns the codes of a trained vq-vae: give its run with --set codec=runs/vq-vae-1`,
    );
  }
  return { ...codec, codes: codec.codes };
}

/** @throws UserError if there are none */
function countClasses({ classNames }: DataInfo): number {
  if (classNames) return classNames.length;
  throw new UserError('these data have no classes to tell: leave the setting conditional out');
}

export const pixelcnnPrior = defineRecipe({
  name: NAME,
  row: 'B8',
  family: 'autoregressive model',
  title: 'PixelCNN over the codes of a VQ-VAE',
  description:
    'Draws the codes of a trained vq-vae one after the other, each given those before it; the vq-vae decodes them',
  source:
    'van den Oord et al., Neural discrete representation learning, NeurIPS 2017; Pixel recurrent neural networks, ICML 2016',
  codecs: ['vq-vae'],
  schema,
  defaults: {
    ...trainingDefaults,
    codec: null,
    validation: 'test',
    batchSize: 128,
    epochs: 10,
    optimizer: { name: 'adam', learningRate: 1e-3 },
    embeddingSize: 32,
    channels: 128,
    blocks: 4,
    outputChannels: 128,
    conditional: false,
  },
  expected: [],
  build: (config, data) => {
    const codec = discreteCodec(data);
    const { embeddingSize, channels, blocks, outputChannels, conditional } = config;
    return pixelCnnSystem(config, data, {
      codec,
      model: {
        codes: codec.codes,
        embeddingSize,
        channels,
        blocks,
        outputChannels,
        ...(conditional && { classes: countClasses(data) }),
      },
    });
  },
});
