/** The total table of lowering rules, and how targets differ from it. */

import { elementwiseLowering } from './elementwise.ts';
import { poolingLowering } from './pooling.ts';
import { productLowering } from './product.ts';
import { reductionLowering } from './reduction.ts';
import type { LoweringRules } from './rule.ts';
import { shapeLowering } from './shape.ts';
import type { LoweringTarget } from './target.ts';
import { webgpuRules } from './webgpu-rules.ts';

export const loweringRules: LoweringRules = {
  ...elementwiseLowering,
  ...reductionLowering,
  ...productLowering,
  ...poolingLowering,
  ...shapeLowering,
};

const webgpuLoweringRules: LoweringRules = { ...loweringRules, ...webgpuRules };

export function rulesFor({ kernels }: LoweringTarget): LoweringRules {
  return kernels === 'webgpu' ? webgpuLoweringRules : loweringRules;
}
