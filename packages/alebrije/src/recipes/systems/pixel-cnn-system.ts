/** A prior over the codes of a trained model as a system to train: its loss, and its sampler as a view. */

import {
  codeLogProbabilities,
  type PixelCnnConfig,
  pixelCnn,
  sampleCodes,
} from '../../models/pixel-cnn.ts';
import type { LayerContext } from '../../nn/layer.ts';
import { fold } from '../../tensor/key.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import { type Codec, type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import { inference } from './encoder-decoder-system.ts';

export interface PixelCnnParts {
  readonly model: PixelCnnConfig;
  readonly codec: Codec;
}

/** @param data of codes, stored as uint8 [1, H, W] */
export function pixelCnnSystem(
  config: TrainingConfig,
  data: DataInfo,
  { model, codec }: PixelCnnParts,
): System {
  const [, height, width] = data.shape as readonly [number, number, number];
  const places = [height, width];
  const networks = { prior: { layer: pixelCnn(model), input: places } };
  const { classes } = model;
  const told = (context: LayerContext, labels: Tensor | undefined): LayerContext =>
    labels ? { ...context, inputs: { labels } } : context;
  const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
    const context = told({ training, place }, batch.labels);
    const { logProbabilities, state } = codeLogProbabilities(model, variables, batch.x, context);
    return { loss: logProbabilities.mean().neg(), parts: {}, state };
  };
  return {
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    preprocess: (raw) => raw.squeeze(1).cast('int32'),
    steps: [singleStep(config, data, ['prior'], outcome)],
    validate: outcome,
    ...(config.averageDecay !== null && { averageDecay: config.averageDecay }),
    views: {
      codeSize: height * width,
      ...(classes !== undefined && { classes }),
      dataShape: codec.dataShape,
      likelihood: { kind: 'gaussian', deviation: 1 },
      hasNormalPrior: false,
      hasUniformPrior: true,
      decode: (variables, draws, labels) => {
        const context = told(inference, labels);
        const codes = sampleCodes(model, variables, draws, places, context);
        return codec.decode(codes.expandDims(1).cast('uint8'));
      },
      logProbability: (variables, codes, labels) =>
        codeLogProbabilities(model, variables, codes, told(inference, labels))
          .logProbabilities.flatten()
          .sum(1),
    },
  };
}
