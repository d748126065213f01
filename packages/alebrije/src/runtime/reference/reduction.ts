/** Reductions and scans. */

import type { OpName } from '../../graph/ops.ts';
import { reducedShape } from '../../graph/shape.ts';
import { broadcastOffsets, lanesAlong, type ReferenceRules, zeros } from './array.ts';

export const reductionReferenceRules = {
  sum: ({ attributes: { axes }, type }, [x]) => {
    const result = zeros(type);
    const target = broadcastOffsets(reducedShape(x!.shape, axes, true), x!.shape);
    for (const [index, value] of x!.data.entries()) result.data[target[index]!]! += value;
    return result;
  },
  max: ({ attributes: { axes }, type }, [x]) => {
    const result = zeros(type);
    const target = broadcastOffsets(reducedShape(x!.shape, axes, true), x!.shape);
    result.data.fill(type.dtype === 'int32' ? -(2 ** 31) : -Infinity);
    for (const [index, value] of x!.data.entries()) {
      result.data[target[index]!] = Math.max(result.data[target[index]!]!, value);
    }
    return result;
  },
  argMax: ({ attributes: { axis }, type }, [x]) => {
    const result = zeros(type);
    const { starts, stride, length } = lanesAlong(x!.shape, axis);
    for (const [lane, start] of starts.entries()) {
      let best = 0;
      for (let i = 1; i < length; i++) {
        if (x!.data[start + i * stride]! > x!.data[start + best * stride]!) best = i;
      }
      result.data[lane] = best;
    }
    return result;
  },
  cumsum: ({ attributes: { axis, exclusive, reverse }, type }, [x]) => {
    const result = zeros(type);
    const { starts, stride, length } = lanesAlong(x!.shape, axis);
    for (const start of starts) {
      let total = 0;
      for (let step = 0; step < length; step++) {
        const offset = start + (reverse ? length - 1 - step : step) * stride;
        const next = total + x!.data[offset]!;
        result.data[offset] = exclusive ? total : next;
        total = next;
      }
    }
    return result;
  },
  softmax: ({ attributes: { axis }, type }, [x]) => {
    const result = zeros(type);
    const { starts, stride, length } = lanesAlong(x!.shape, axis);
    for (const start of starts) {
      const end = start + length * stride;
      let largest = -Infinity;
      for (let at = start; at < end; at += stride) largest = Math.max(largest, x!.data[at]!);
      let total = 0;
      for (let at = start; at < end; at += stride) {
        result.data[at] = Math.exp(x!.data[at]! - largest);
        total += result.data[at]!;
      }
      for (let at = start; at < end; at += stride) result.data[at]! /= total;
    }
    return result;
  },
} satisfies Partial<ReferenceRules<OpName>>;
