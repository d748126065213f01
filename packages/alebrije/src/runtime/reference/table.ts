/** The total table of reference rules. */

import type { OpName } from '../../graph/ops.ts';
import type { ReferenceRules } from './array.ts';
import { convolutionReferenceRules } from './convolution.ts';
import { elementwiseReferenceRules } from './elementwise.ts';
import { indexingReferenceRules } from './indexing.ts';
import { poolingReferenceRules } from './pooling.ts';
import { productReferenceRules } from './product.ts';
import { reductionReferenceRules } from './reduction.ts';
import { shapeReferenceRules } from './shape.ts';

export const referenceRules: ReferenceRules<OpName> = {
  ...elementwiseReferenceRules,
  ...reductionReferenceRules,
  ...productReferenceRules,
  ...convolutionReferenceRules,
  ...poolingReferenceRules,
  ...shapeReferenceRules,
  ...indexingReferenceRules,
};
