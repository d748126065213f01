/** What is measured of codes made of whole numbers, and of models that draw them. */

import { exampleCount } from '../data/dataset.ts';
import { sizeOf } from '../graph/shape.ts';
import {
  codebookPerplexity,
  type DiscreteCodes,
  independentCodesNll,
  usedCodes,
} from '../metrics/discrete-codes.ts';
import type { EvaluationData } from './evaluation-data.ts';
import type { Measurement } from './measurement.ts';

const needsDiscrete = ({ model }: EvaluationData) =>
  model.system.views.discrete ? undefined : "the model's codes are no whole numbers";

const needsDrawnCodes = ({ model }: EvaluationData) =>
  model.system.views.logProbability && model.data.info.codec?.codes
    ? undefined
    : 'the model gives no probabilities of codes';

async function heldOutCodes({ model, examples }: EvaluationData): Promise<DiscreteCodes> {
  const { codes, places } = model.system.views.discrete!;
  const { data } = await model.session.encodeDiscrete(examples.values);
  return { codes: data, places: sizeOf(places), kinds: codes };
}

async function ofCodes(
  data: EvaluationData,
  measure: (codes: DiscreteCodes) => number,
): Promise<Measurement> {
  const codes = await heldOutCodes(data);
  return { value: measure(codes), samples: data.count };
}

/** Mean and standard error over the examples, per code. */
async function measureCodeNll({ model, examples, count }: EvaluationData): Promise<Measurement> {
  const { train, info } = model.data;
  const places = sizeOf(info.shape);
  const kinds = info.codec!.codes!;
  const { data } = await model.session.logProbability(examples.values, examples.labels);
  const perCode = Float64Array.from(data, (value) => -value / places);
  const value = perCode.reduce((sum, each) => sum + each, 0) / count;
  const squares = perCode.reduce((sum, each) => sum + (each - value) ** 2, 0);
  const codesOf = (codes: ArrayLike<number>): DiscreteCodes => ({ codes, places, kinds });
  return {
    value,
    standardError: Math.sqrt(squares / Math.max(count - 1, 1) / count),
    floor: independentCodesNll(codesOf(train.values.data), codesOf(examples.values.data)),
    floorName: `codes drawn place by place from their frequencies in ${exampleCount(train)} examples`,
    samples: count,
  };
}

export const discreteMeasures = {
  perplexity: {
    obstacle: needsDiscrete,
    measure: (data: EvaluationData) => ofCodes(data, codebookPerplexity),
  },
  usedCodes: {
    obstacle: needsDiscrete,
    measure: (data: EvaluationData) => ofCodes(data, usedCodes),
  },
  codeNll: { obstacle: needsDrawnCodes, measure: measureCodeNll },
};
