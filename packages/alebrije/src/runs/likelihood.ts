/** How the output of a trained decoder is read as a distribution. */

import type { DecoderLikelihood } from '../metrics/evidence.ts';
import type { OpenModel } from './open-model.ts';
import { namedViewGraph } from './symbolic-variables.ts';

/**
 * 'bernoulli' where the decoder ends in a sigmoid, as every decoder of logits does when its output is
 * read as data; else 'gaussian' with the deviation of the configuration's `sigma`, or 1.
 */
export function likelihoodOf({
  system: { views },
  layouts,
  config,
}: Pick<OpenModel, 'system' | 'layouts' | 'config'>): DecoderLikelihood {
  const codes = { dtype: 'float32', shape: [1, views.codeSize] } as const;
  const graph = namedViewGraph(layouts, { name: 'codes', type: codes }, (variables, x) => ({
    data: views.decode(variables, x),
  }));
  let last = graph.outputs[0]!.node;
  while (last.op === 'reshape') last = last.inputs[0]!;
  if (last.op === 'sigmoid') return { kind: 'bernoulli' };
  const { sigma } = config as { sigma?: unknown };
  return { kind: 'gaussian', deviation: typeof sigma === 'number' ? sigma : 1 };
}
