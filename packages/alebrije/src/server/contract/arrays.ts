/** Arrays of numbers in JSON. */

export interface EncodedArray {
  readonly dtype: 'uint8' | 'float32' | 'int32';
  readonly shape: readonly number[];
  /** Numbers row by row, little-endian, as base64. */
  readonly values: string;
}

const ARRAYS = { uint8: Uint8Array, float32: Float32Array, int32: Int32Array } as const;

export type DecodedArray = Uint8Array | Float32Array | Int32Array;

/** The numbers of an array; in the page and in Node. */
export function decodeArray({ dtype, values }: EncodedArray): DecodedArray {
  const text = atob(values);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return new ARRAYS[dtype](bytes.buffer);
}
