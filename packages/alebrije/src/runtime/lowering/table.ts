/** The total table of lowering rules. */

import { elementwiseLowering } from './elementwise.ts';
import { poolingLowering } from './pooling.ts';
import { productLowering } from './product.ts';
import { reductionLowering } from './reduction.ts';
import type { LoweringRules } from './rule.ts';
import { shapeLowering } from './shape.ts';

export const loweringRules: LoweringRules = {
  ...elementwiseLowering,
  ...reductionLowering,
  ...productLowering,
  ...poolingLowering,
  ...shapeLowering,
};
