/** The phases in which an autoencoder's layers are trained one at a time. */

import { codesBelow, type LayerPair, reconstructCodes } from '../../models/greedy-autoencoder.ts';
import { type Likelihood, reconstructionError } from '../../nn/likelihood.ts';
import type { Phase, StepContext, StepOutcome } from '../../train/system.ts';
import { type DataInfo, singleStep, type TrainingConfig } from '../recipe.ts';
import { inference } from './encoder-decoder-system.ts';

export interface GreedyOptions {
  /** From the data to the code. */
  readonly pairs: readonly LayerPair[];
  /** Epochs of each pair. */
  readonly epochs: readonly number[];
  /** How the output of the whole is read; codes between the layers have squared errors. */
  readonly likelihood: Likelihood;
}

/** The same data for a training of fewer epochs. */
export function dataForEpochs(
  { epochs: total }: TrainingConfig,
  data: DataInfo,
  epochs: number,
): DataInfo {
  return { ...data, totalSteps: Math.round((data.totalSteps / total) * epochs) };
}

/** One phase per pair; each learns to reconstruct the codes of the layers before it, which stay. */
export function greedyPhases(
  config: TrainingConfig,
  data: DataInfo,
  { pairs, epochs, likelihood }: GreedyOptions,
): Phase[] {
  return pairs.map((pair, depth) => {
    const read = depth === 0 ? likelihood : 'gaussian';
    const outcome = ({ variables, batch, training, place }: StepContext): StepOutcome => {
      const codes = codesBelow(pairs, depth, variables, batch.x, inference);
      const output = reconstructCodes(pair, variables, codes, { training, place });
      const loss = reconstructionError(read, output, codes).mean();
      return { loss, parts: {}, state: variables.state };
    };
    const trains = [`encoder.${pair.encoderName}`, `decoder.${pair.decoderName}`];
    const own = dataForEpochs(config, data, epochs[depth]!);
    const step = { ...singleStep(config, own, trains, outcome), name: `layer${depth + 1}` };
    return {
      name: `layer ${depth + 1}`,
      epochs: epochs[depth]!,
      steps: [step],
      validate: outcome,
    };
  });
}
