/** A4: the stacked autoencoder trained greedily, one layer at a time, then fine-tuned as a whole. */

import { z } from 'zod';
import { sizeOf } from '../graph/shape.ts';
import type { LayerPair } from '../models/greedy-autoencoder.ts';
import { sequential } from '../nn/composition.ts';
import { dense } from '../nn/dense.ts';
import { fitPhases } from './phased-epochs.ts';
import { defineRecipe, trainingDefaults, trainingSchema } from './recipe.ts';
import { autoencoderSystem } from './systems/autoencoder-system.ts';
import { flatImages } from './systems/examples.ts';
import { dataForEpochs, greedyPhases } from './systems/greedy-phases.ts';

const schema = trainingSchema
  .extend({
    /** Units of the encoder's hidden layers; the decoder mirrors them. */
    hidden: z.array(z.int().positive()),
    /** Numbers in a code. */
    codeSize: z.int().positive(),
    /**
     * Epochs of each layer, then of the fine-tuning. Where `epochs` is more than their sum, the
     * fine-tuning takes what is left; where it is less, all are shortened in proportion.
     */
    phases: z.array(z.int().positive()),
  })
  .transform((config, context) => {
    const { hidden, epochs, phases } = config;
    const layers = hidden.length + 1;
    if (phases.length !== layers + 1) {
      const message = `give ${layers + 1} numbers of epochs, one for each of ${layers} layers and one for the fine-tuning`;
      context.addIssue({ code: 'custom', path: ['phases'], message });
      return z.NEVER;
    }
    if (epochs < phases.length) {
      const message = `${layers} layers and the fine-tuning take at least ${phases.length} epochs`;
      context.addIssue({ code: 'custom', path: ['epochs'], message });
      return z.NEVER;
    }
    return { ...config, phases: fitPhases(phases, epochs) };
  });

const SOURCE = 'Géron, Hands-On Machine Learning, 3rd ed., ch. 17';

/** D_0, D_1, ..., D_L → pairs of dense layers with ReLU, but for the output. */
function densePairs([dataSize, ...sizes]: readonly number[]): LayerPair[] {
  return sizes.map((units, index) => ({
    encoderName: index === sizes.length - 1 ? 'code' : `hidden${index + 1}`,
    encoder: dense(units, { activation: 'relu' }),
    decoderName: index === 0 ? 'output' : `hidden${sizes.length - index}`,
    decoder: index === 0 ? dense(dataSize!) : dense(sizes[index - 1]!, { activation: 'relu' }),
  }));
}

export const greedyAe = defineRecipe({
  name: 'greedy-ae',
  row: 'A4',
  family: 'autoencoder',
  title: 'Stacked autoencoder, greedy layer-wise training',
  description:
    '784-100-784 first, then 100-30-100 on its codes, then the stack of both is fine-tuned',
  source: SOURCE,
  schema,
  defaults: {
    ...trainingDefaults,
    validation: 5000,
    batchSize: 32,
    epochs: 25,
    phases: [10, 10, 5],
    optimizer: { name: 'nadam', learningRate: 1e-3 },
    hidden: [100],
    codeSize: 30,
  },
  expected: [
    { metric: 'valLoss', value: 0.0133, kind: 'reach', source: SOURCE },
    { metric: 'valLoss', value: 0.0157, kind: 'floor', source: 'PCA with 30 components' },
    { metric: 'valLoss', value: 0.0875, kind: 'floor', source: 'the mean image' },
  ],
  build: (config, data) => {
    const { hidden, codeSize, epochs, phases } = config;
    const examples = flatImages(data, { recipe: 'greedy-ae', codeSize });
    const pairs = densePairs([sizeOf(data.shape), ...hidden, codeSize]);
    const layerEpochs = phases.slice(0, -1);
    // A run may be continued to fewer epochs than its layers take.
    const fineTuning = Math.max(1, epochs - layerEpochs.reduce((a, b) => a + b, 0));
    const system = autoencoderSystem(config, dataForEpochs(config, data, fineTuning), {
      model: {
        encoder: sequential(
          Object.fromEntries(pairs.map(({ encoderName, encoder }) => [encoderName, encoder])),
        ),
        decoder: sequential(
          Object.fromEntries(
            pairs.toReversed().map(({ decoderName, decoder }) => [decoderName, decoder]),
          ),
        ),
        likelihood: 'gaussian',
      },
      ...examples,
    });
    const earlier = greedyPhases(config, data, {
      pairs,
      epochs: layerEpochs,
      likelihood: 'gaussian',
    });
    return { ...system, phases: { earlier, lastName: 'fine-tuning' } };
  },
});
