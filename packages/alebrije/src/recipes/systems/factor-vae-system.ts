/** A FactorVAE as a system to train: each iteration a step of the discriminator, then one of the autoencoder. */

import {
  codeDiscriminator,
  discriminatorLoss,
  permuteNumbers,
  totalCorrelation,
} from '../../models/factor-vae.ts';
import {
  codeCost,
  drawReconstruction,
  encodePosterior,
  sampleCode,
  type Vae,
} from '../../models/vae.ts';
import { applyNamed } from '../../nn/layer.ts';
import { createOptimizer } from '../../optim/optimizer.ts';
import { fold } from '../../tensor/key.ts';
import { place } from '../../tensor/random.ts';
import {
  initNetworks,
  type StepContext,
  type StepOutcome,
  type System,
} from '../../train/system.ts';
import type { DataInfo, TrainingConfig } from '../recipe.ts';
import type { EncoderDecoderParts } from './encoder-decoder-system.ts';
import { errorPart, vaeSystem } from './vae-system.ts';

export interface FactorVaeOptions {
  /** γ, the factor of the total correlation. */
  readonly totalCorrelationWeight: number;
  /** Units of the discriminator's hidden layers. */
  readonly discriminatorHidden: readonly number[];
  readonly discriminatorOptimizer: TrainingConfig['optimizer'];
}

export function factorVaeSystem(
  config: TrainingConfig,
  data: DataInfo,
  parts: EncoderDecoderParts<Vae>,
  { totalCorrelationWeight, discriminatorHidden, discriminatorOptimizer }: FactorVaeOptions,
): System {
  const { model, codeSize } = parts;
  const discriminator = codeDiscriminator(discriminatorHidden);

  /** What the encoder and the decoder lower (equation 2); also what validation reports. */
  function autoencoderOutcome({ variables, batch, training, place }: StepContext): StepOutcome {
    const context = { training, place };
    const drawn = drawReconstruction(model, variables, batch.x, context);
    const { code, posterior, reconstruction, error } = drawn;
    const kl = codeCost(model, posterior).mul(model.klWeight);
    const judged = applyNamed('discriminator', discriminator, variables, code, context);
    const correlation = totalCorrelation(judged.output);
    return {
      loss: reconstruction.add(kl).add(correlation.mul(totalCorrelationWeight)),
      parts: { reconstruction, kl, totalCorrelation: correlation, ...errorPart(model, error) },
      state: { ...drawn.state, discriminator: judged.state },
    };
  }

  function discriminatorOutcome(step: StepContext): StepOutcome {
    const { variables, batch, training } = step;
    const context = { training, place: step.place };
    const posterior = encodePosterior(model, variables, batch.x, context);
    const code = sampleCode(posterior, context).stopGradient();
    const judge = (codes: typeof code) =>
      applyNamed('discriminator', discriminator, variables, codes, context).output;
    const permuted = permuteNumbers(code, place(step.place, 'order'));
    const loss = discriminatorLoss(judge(code), judge(permuted));
    return { loss, parts: { discriminatorLoss: loss }, state: variables.state };
  }

  const base = vaeSystem(config, data, parts, { outcome: autoencoderOutcome });
  const networks = { ...base.networks, discriminator: { layer: discriminator, input: [codeSize] } };
  return {
    ...base,
    networks,
    init: (key) => initNetworks(networks, (name) => fold(key, name)),
    steps: [
      // First, as an iteration's loss is that of its last step.
      {
        name: 'discriminator',
        trains: ['discriminator'],
        optimizer: createOptimizer(discriminatorOptimizer),
        learningRate: () => discriminatorOptimizer.learningRate,
        outcome: discriminatorOutcome,
      },
      ...base.steps,
    ],
  };
}
