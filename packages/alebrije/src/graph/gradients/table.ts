/** The total table of gradient rules. */

import type { OpName } from '../ops.ts';
import { convolutionGradients } from './convolution.ts';
import { elementwiseGradients } from './elementwise.ts';
import { reductionGradients } from './reduction.ts';
import type { GradientRules } from './rule.ts';
import { shapeGradients } from './shape.ts';

export const gradientRules: GradientRules<OpName> = {
  ...elementwiseGradients,
  ...reductionGradients,
  ...convolutionGradients,
  ...shapeGradients,
};
