/** Arrays of a model as they are sent. */

import type { HostTensor, Shape } from '../../graph/types.ts';
import type { EncodedArray } from '../contract/arrays.ts';

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64');
}

/** @param shape as it is shown, where the model gives it flattened */
export function encodeTensor(
  { dtype, shape, data }: HostTensor,
  shown: Shape = shape,
): EncodedArray {
  if (dtype === 'bool') throw new Error('truth values are not sent');
  return { dtype, shape: [...shown], values: base64(data) };
}

export function encodeFloats(shape: Shape, data: Float32Array): EncodedArray {
  return { dtype: 'float32', shape: [...shape], values: base64(data) };
}

/** Pixels in [0, 1] as uint8, an eighth of the bytes once they are encoded; else as they are. */
export function encodePreview({ shape, data }: HostTensor, shown: Shape): EncodedArray {
  const all = [shape[0]!, ...shown];
  if (shown.length !== 3) return encodeFloats(all, Float32Array.from(data));
  const bytes = Uint8ClampedArray.from(data, (value) => 255 * value);
  return { dtype: 'uint8', shape: all, values: base64(bytes) };
}

export function isLike(shape: Shape, other: Shape): boolean {
  return shape.length === other.length && shape.every((extent, axis) => extent === other[axis]);
}
