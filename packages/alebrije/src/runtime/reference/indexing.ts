/** Gathering, scattering and ordering. The order of NaN among other values is not defined. */

import type { OpName } from '../../graph/ops.ts';
import { range, sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { lanesAlong, type ReferenceArray, type ReferenceRules, zeros } from './array.ts';

/**
 * Calls `visit` with the offsets of matching entries of `whole`, whose `axis` is indexed, and of
 * `picked`, which has the axes of `indices` in its place.
 */
function visitPicked(
  whole: Shape,
  indices: ReferenceArray,
  axis: number,
  visit: (whole: number, picked: number) => void,
): void {
  const outer = sizeOf(whole.slice(0, axis));
  const inner = sizeOf(whole.slice(axis + 1));
  let picked = 0;
  for (let i = 0; i < outer; i++) {
    for (const index of indices.data) {
      for (let j = 0; j < inner; j++) visit((i * whole[axis]! + index) * inner + j, picked++);
    }
  }
}

/** The same for indices that have the shape of `picked`. */
function visitAlongAxis(
  whole: Shape,
  indices: ReferenceArray,
  axis: number,
  visit: (whole: number, picked: number) => void,
): void {
  const wholeLanes = lanesAlong(whole, axis);
  const { starts, stride, length } = lanesAlong(indices.shape, axis);
  for (const [lane, start] of starts.entries()) {
    for (let i = 0; i < length; i++) {
      const picked = start + i * stride;
      const index = indices.data[picked]!;
      visit(wholeLanes.starts[lane]! + index * wholeLanes.stride, picked);
    }
  }
}

/** Calls `visit` once per lane with the offsets of its entries and the indices that sort them. */
function visitSorted(
  x: ReferenceArray,
  axis: number,
  descending: boolean,
  visit: (offsets: readonly number[], order: readonly number[]) => void,
): void {
  const { starts, stride, length } = lanesAlong(x.shape, axis);
  const direction = descending ? -1 : 1;
  for (const start of starts) {
    const offsets = range(length).map((i) => start + i * stride);
    const values = offsets.map((offset) => x.data[offset]!);
    // Array.prototype.sort is stable; `a < b` also orders infinities, whose difference is NaN.
    const compare = (a: number, b: number) => (a < b ? -direction : a > b ? direction : 0);
    visit(
      offsets,
      range(length).sort((i, j) => compare(values[i]!, values[j]!)),
    );
  }
}

export const indexingReferenceRules = {
  gather: ({ attributes: { axis }, type }, [data, indices]) => {
    const result = zeros(type);
    visitPicked(data!.shape, indices!, axis, (whole, picked) => {
      result.data[picked] = data!.data[whole]!;
    });
    return result;
  },
  scatterAdd: ({ attributes: { axis }, type }, [indices, updates]) => {
    const result = zeros(type);
    visitPicked(type.shape, indices!, axis, (whole, picked) => {
      result.data[whole]! += updates!.data[picked]!;
    });
    return result;
  },
  takeAlongAxis: ({ attributes: { axis }, type }, [data, indices]) => {
    const result = zeros(type);
    visitAlongAxis(data!.shape, indices!, axis, (whole, picked) => {
      result.data[picked] = data!.data[whole]!;
    });
    return result;
  },
  scatterAlongAxis: ({ attributes: { axis }, type }, [indices, updates]) => {
    const result = zeros(type);
    visitAlongAxis(type.shape, indices!, axis, (whole, picked) => {
      result.data[whole]! += updates!.data[picked]!;
    });
    return result;
  },
  argsort: ({ attributes: { axis, descending }, type }, [x]) => {
    const result = zeros(type);
    visitSorted(x!, axis, descending, (offsets, order) => {
      for (const [rank, offset] of offsets.entries()) result.data[offset] = order[rank]!;
    });
    return result;
  },
  topKMask: ({ attributes: { axis, k }, type }, [x]) => {
    const result = zeros(type);
    visitSorted(x!, axis, true, (offsets, order) => {
      for (const index of order.slice(0, k)) result.data[offsets[index]!] = 1;
    });
    return result;
  },
} satisfies Partial<ReferenceRules<OpName>>;
