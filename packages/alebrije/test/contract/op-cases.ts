/** The total table of cases: an op without an entry is a compile error. */

import type { OpName } from '../../src/graph/ops.ts';
import { convolutionCases } from './op-cases/convolution.ts';
import { elementwiseCases } from './op-cases/elementwise.ts';
import type { OpCases } from './op-cases/op-case.ts';
import { reductionCases } from './op-cases/reduction.ts';
import { shapeCases } from './op-cases/shape.ts';

export const opCases: OpCases<OpName> = {
  ...elementwiseCases,
  ...reductionCases,
  ...convolutionCases,
  ...shapeCases,
};
