/** Discriminators from their layers and the settings that change them, and the images that suit DCGAN's networks. */

import { UserError } from '../../errors.ts';
import {
  type DcganConfig,
  dcganDiscriminatorLayers,
  dcganGenerator,
  smallDcgan,
} from '../../models/dcgan.ts';
import type { Gan } from '../../models/gan.ts';
import { projectionDiscriminator } from '../../models/projection-discriminator.ts';
import type { Layer } from '../../nn/layer.ts';
import {
  dense,
  flatten,
  minibatchDiscrimination,
  minibatchStandardDeviation,
  sequential,
  spectralNormalization,
} from '../../nn/layers.ts';
import type { AdversarialConfig } from '../adversarial-settings.ts';
import type { DataInfo } from '../recipe.ts';
import type { AdversarialParts } from './adversarial-system.ts';
import { unitPixels } from './examples.ts';

type Minibatch = AdversarialConfig['minibatch'];

/** The layers, then what compares the batch: deviations before `flatten`, discrimination after it. */
export function withMinibatch(
  layers: Readonly<Record<string, Layer>>,
  minibatch: Minibatch,
): Readonly<Record<string, Layer>> {
  return {
    ...layers,
    ...(minibatch === 'standard-deviation' && { deviation: minibatchStandardDeviation() }),
    flatten: flatten(),
    ...(minibatch === 'discrimination' && { discrimination: minibatchDiscrimination() }),
  };
}

export interface DcganOptions {
  readonly recipe: string;
  readonly codeSize: number;
  readonly dropoutRate: number;
  readonly minibatch: Minibatch;
  /** Divide the discriminator's kernels by their largest singular value. */
  readonly spectralNorm: boolean;
  /** How many there are, where both networks are told the class. */
  readonly toldClasses?: number;
}

/** @throws UserError unless the data are square images that can be halved twice */
function imageConfig({ kind, shape }: DataInfo, recipe: string): Omit<DcganConfig, 'dropoutRate'> {
  const [channels, height, width] = shape;
  const suits = kind === 'image' && height === width && height! % 4 === 0;
  if (suits) return { ...smallDcgan, side: height!, channels: channels! };
  const given = kind === 'image' ? `${height}x${width}` : `vectors of ${channels} numbers`;
  throw new UserError(
    `${recipe} takes square images whose side is a multiple of 4, not ${given}: choose another dataset with --data, or a side with --set imageSize=32`,
  );
}

/** DCGAN's networks for the data, images in [−1, 1]. @throws UserError if the images do not suit them */
export function dcganParts(data: DataInfo, options: DcganOptions): AdversarialParts {
  const { recipe, codeSize, dropoutRate, minibatch, spectralNorm, toldClasses } = options;
  const config = { ...imageConfig(data, recipe), dropoutRate };
  const wrap = spectralNorm ? spectralNormalization : (layer: Layer) => layer;
  const layers = withMinibatch(dcganDiscriminatorLayers(config, wrap), minibatch);
  const model: Gan = {
    generator: dcganGenerator(config),
    discriminator:
      toldClasses === undefined
        ? sequential({ ...layers, logit: wrap(dense(1)) })
        : projectionDiscriminator(sequential(layers), toldClasses),
    codeSize,
    ...(toldClasses !== undefined && { classes: toldClasses }),
    comparesExamples: minibatch !== 'none',
  };
  return {
    model,
    dataInput: data.shape,
    dataShape: data.shape,
    preprocess: unitPixels,
    pixels: 'signed',
  };
}
