/** A metric's name; one that students may not know explains itself. */

import { Term, type TermName } from '../terms/term.tsx';
import { useMetricName } from './metric-names.ts';

const TERMS: Readonly<Record<string, TermName>> = {
  loss: 'loss',
  reconstruction: 'reconstruction',
  kl: 'kl',
  dimensionwiseKl: 'kl',
  mse: 'reconstruction',
  discriminator: 'discriminator',
  discriminatorLoss: 'discriminator',
  gradientNorm: 'gradientNorm',
};

export function MetricHeading({ metric }: { metric: string }) {
  const name = useMetricName()(metric);
  const term = TERMS[metric];
  return term === undefined ? name : <Term name={term}>{name}</Term>;
}
