/** What pretraining is worth, as a picture: a dot for each draw of labelled examples. */

import { dotPlot } from '../../explore/figures/index.ts';
import { METHODS, type Method, type PretrainResult } from '../pretraining/pretrain.ts';

export const METHOD_NAMES: Readonly<Record<Method, string>> = {
  pixels: 'Logistic regression on pixels',
  scratch: 'Network from scratch',
  frozen: 'Pretrained, frozen',
  tuned: 'Pretrained, fine-tuned',
};

export interface Spread {
  readonly mean: number;
  /** Standard deviation over the draws, with n − 1; 0 for one draw. */
  readonly deviation: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** 0.8123 ± 0.0045 → '81.2 ± 0.5 %'. */
export function formatSpread({ mean, deviation }: Spread): string {
  return `${(100 * mean).toFixed(1)} ± ${(100 * deviation).toFixed(1)} %`;
}

/** @param name of the run */
export function pretrainingPicture(
  name: string,
  { accuracies, layer, features, testExamples }: PretrainResult,
  labels: number,
): Promise<Uint8Array> {
  const draws = accuracies.pixels.length;
  const baseline = spreadOf(accuracies.pixels).mean;
  return dotPlot({
    title: `What ${labels} labels are worth, with and without pretraining`,
    subtitle: `${name}: the encoder up to its layer ${layer} (${features} numbers), below a linear classifier. A dot for each of ${draws} draws of labelled images; accuracy on ${testExamples.toLocaleString('en-US')} test images.`,
    rows: METHODS.map((method) => ({
      label: METHOD_NAMES[method],
      values: [accuracies[method].map((accuracy) => 100 * accuracy)],
      note: formatSpread(spreadOf(accuracies[method])),
    })),
    xName: 'Test images classified right, %',
    reference: { value: 100 * baseline, label: 'mean on pixels' },
  });
}
