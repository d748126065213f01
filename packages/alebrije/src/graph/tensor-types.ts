/** What a value is, apart from how it is computed: element types, shapes, host arrays, records. */

export type DType = 'float32' | 'int32' | 'uint8' | 'bool';

/** Sizes per axis, outermost first; `[]` is a scalar. Always static. */
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** The memory of a host array: `bool` is stored as 0 and 1 in a Uint8Array. */
export type HostData = Float32Array | Int32Array | Uint8Array;

/** A dense array in host memory, row-major. */
export interface HostTensor extends TensorType {
  readonly data: HostData;
}

/** A nested record with values at its leaves; a leaf's path joined by dots is its name in a checkpoint. */
export type Tree<T> = { readonly [name: string]: T | Tree<T> };
