/** Sources and shape changes. */

import type { OpName } from '../../graph/ops.ts';
import { rowMajorStrides, sizeOf } from '../../graph/shape.ts';
import {
  broadcastOffsets,
  fromHost,
  generate,
  type ReferenceRules,
  viewOffsets,
  zeros,
} from './array.ts';

export const shapeReferenceRules = {
  input: ({ attributes: { name } }) => {
    throw new Error(`input '${name}' has a value only where it is fed`);
  },
  constant: ({ attributes }) => fromHost(attributes),
  reshape: ({ type }, [x]) => ({ ...type, data: x!.data }),
  transpose: ({ attributes: { permutation }, type }, [x]) => {
    const strides = rowMajorStrides(x!.shape);
    const offsets = viewOffsets(
      type.shape,
      permutation.map((axis) => strides[axis]!),
    );
    return generate(type, (index) => x!.data[offsets[index]!]!);
  },
  broadcastTo: ({ type }, [x]) => {
    const offsets = broadcastOffsets(x!.shape, type.shape);
    return generate(type, (index) => x!.data[offsets[index]!]!);
  },
  slice: ({ attributes: { starts, steps }, type }, [x]) => {
    const strides = rowMajorStrides(x!.shape);
    const offsets = viewOffsets(
      type.shape,
      strides.map((stride, axis) => stride * steps[axis]!),
      strides.reduce((start, stride, axis) => start + stride * starts[axis]!, 0),
    );
    return generate(type, (index) => x!.data[offsets[index]!]!);
  },
  pad: ({ attributes: { low, interior, value }, type }, [x]) => {
    const result = generate(type, () => value);
    const strides = rowMajorStrides(type.shape);
    const offsets = viewOffsets(
      x!.shape,
      strides.map((stride, axis) => stride * (interior[axis]! + 1)),
      strides.reduce((start, stride, axis) => start + stride * low[axis]!, 0),
    );
    for (const [index, entry] of x!.data.entries()) result.data[offsets[index]!] = entry;
    return result;
  },
  concat: ({ attributes: { axis }, type }, inputs) => {
    const result = zeros(type);
    const outer = sizeOf(type.shape.slice(0, axis));
    let offset = 0;
    for (let i = 0; i < outer; i++) {
      for (const { shape, data } of inputs) {
        const block = sizeOf(shape.slice(axis));
        result.data.set(data.subarray(i * block, (i + 1) * block), offset);
        offset += block;
      }
    }
    return result;
  },
} satisfies Partial<ReferenceRules<OpName>>;
