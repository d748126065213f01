/**
 * The IDX format of MNIST (http://yann.lecun.com/exdb/mnist/): two zero bytes, the element type,
 * the number of axes, each axis's size as a big-endian 32-bit number, then the elements row by row,
 * big-endian.
 */

import { UserError } from '../errors.ts';
import type { HostTensor } from '../graph/types.ts';
import type { Examples } from './dataset.ts';

const UINT8 = 0x08;
const INT32 = 0x0c;
const FLOAT32 = 0x0d;
const UNSUPPORTED = new Map([
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0e, 'float64'],
]);

/**
 * Reads a whole IDX file.
 * @param label what to call the file in errors
 * @returns for uint8, a view on `bytes`
 * @throws UserError unless `bytes` is a header followed by exactly the elements that it announces
 */
export function parseIdx(bytes: Uint8Array, label: string): HostTensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) {
    throw new UserError(`${label} is truncated: an IDX file has at least 4 bytes`);
  }
  const type = bytes[2]!;
  const unsupported = UNSUPPORTED.get(type);
  if (bytes[0] !== 0 || bytes[1] !== 0) {
    throw new UserError(`${label} is no IDX file: it does not begin with two zero bytes`);
  }
  if (unsupported !== undefined) {
    throw new UserError(`${label} holds ${unsupported}; uint8, int32 and float32 can be read`);
  }
  if (type !== UINT8 && type !== INT32 && type !== FLOAT32) {
    throw new UserError(`${label} is no IDX file: there is no element type ${type}`);
  }
  const headerLength = 4 + 4 * bytes[3]!;
  if (bytes.length < headerLength) {
    throw new UserError(`${label} is truncated: its header should have ${headerLength} bytes`);
  }
  const shape = Array.from({ length: bytes[3]! }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = headerLength + count * (type === UINT8 ? 1 : 4);
  if (bytes.length !== expected) {
    const fault = bytes.length < expected ? 'is truncated' : 'has bytes past its end';
    const sizes = shape.join(' x ') || '1';
    throw new UserError(
      `${label} ${fault}: ${sizes} elements make ${expected} bytes, and it has ${bytes.length}`,
    );
  }
  if (type === UINT8) {
    const data = new Uint8Array(bytes.buffer, bytes.byteOffset + headerLength, count);
    return { dtype: 'uint8', shape, data };
  }
  if (type === INT32) {
    const data = new Int32Array(count);
    for (let i = 0; i < count; i++) data[i] = view.getInt32(headerLength + 4 * i);
    return { dtype: 'int32', shape, data };
  }
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = view.getFloat32(headerLength + 4 * i);
  return { dtype: 'float32', shape, data };
}

/**
 * The bytes of an IDX file that holds `tensor`.
 * @throws RangeError for bool, more than 255 axes, or a shape that the data does not fill
 */
export function encodeIdx({ dtype, shape, data }: HostTensor): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (dtype === 'bool' || shape.length > 255 || data.length !== count) {
    throw new RangeError(`IDX cannot hold ${dtype} [${shape}] with ${data.length} elements`);
  }
  const type = { uint8: UINT8, int32: INT32, float32: FLOAT32 }[dtype];
  const headerLength = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerLength + data.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  if (data instanceof Uint8Array) {
    bytes.set(data, headerLength);
  } else if (data instanceof Int32Array) {
    for (let i = 0; i < count; i++) view.setInt32(headerLength + 4 * i, data[i]!);
  } else {
    for (let i = 0; i < count; i++) view.setFloat32(headerLength + 4 * i, data[i]!);
  }
  return bytes;
}

/**
 * Grey images [N, H, W] and their classes [N], both uint8, as examples [N, 1, H, W].
 * @param label what to call them in errors
 * @throws UserError if they are something else, or not equally many
 */
export function pairImagesWithLabels(
  images: HostTensor,
  labels: HostTensor,
  label: string,
): Examples {
  if (images.dtype !== 'uint8' || images.shape.length !== 3) {
    throw new UserError(`${label} holds ${describe(images)}; images are uint8 [N, H, W]`);
  }
  if (labels.dtype !== 'uint8' || labels.shape.length !== 1) {
    throw new UserError(`The labels of ${label} are ${describe(labels)}; they must be uint8 [N]`);
  }
  const [count, height, width] = images.shape as [number, number, number];
  if (labels.shape[0] !== count) {
    throw new UserError(`${label} holds ${count} images, but there are ${labels.shape[0]} labels`);
  }
  return {
    values: { dtype: 'uint8', shape: [count, 1, height, width], data: images.data },
    labels: Int32Array.from(labels.data),
  };
}

function describe({ dtype, shape }: HostTensor): string {
  return `${dtype} [${shape.join(', ')}]`;
}
