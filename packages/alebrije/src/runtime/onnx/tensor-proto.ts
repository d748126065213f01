/** Stored tensors in ONNX's file format. */

import { create } from '@bufbuild/protobuf';
import { ONNX_TYPE } from '../lowering/emit.ts';
import type { Initializer } from '../lowering/rule.ts';
import { type TensorProto, TensorProtoSchema } from './generated/onnx_pb.ts';

/** Bytes per entry of each element type, by its number in ONNX. */
export const ENTRY_BYTES: Readonly<Record<number, number>> = {
  [ONNX_TYPE.float32]: 4,
  [ONNX_TYPE.int32]: 4,
  [ONNX_TYPE.int64]: 8,
  [ONNX_TYPE.uint8]: 1,
  [ONNX_TYPE.bool]: 1,
};

/** The bytes are not copied. ONNX stores little-endian, as every machine that Node supports does. */
export function toTensorProto(name: string, { dtype, shape, data }: Initializer): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: ONNX_TYPE[dtype],
    dims: shape.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}
