/** The total table of shape rules. */

import type { OpName } from '../ops.ts';
import { convolutionShapeRules } from './convolution.ts';
import { elementwiseShapeRules } from './elementwise.ts';
import { reductionShapeRules } from './reduction.ts';
import type { ShapeRules } from './rule.ts';
import { shapeShapeRules } from './shape.ts';

export const shapeRules: ShapeRules<OpName> = {
  ...elementwiseShapeRules,
  ...reductionShapeRules,
  ...convolutionShapeRules,
  ...shapeShapeRules,
};
