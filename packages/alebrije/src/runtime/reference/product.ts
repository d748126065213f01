/** The matrix product. */

import type { OpName } from '../../graph/ops.ts';
import { type ReferenceRules, viewOffsets, zeros } from './array.ts';
import { matrixOffsets } from './array.ts';
