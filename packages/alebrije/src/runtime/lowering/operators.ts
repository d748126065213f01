/** The ONNX operators that lowering may emit, and their attributes. Everything here exists in operator set 21. */

/** The newest operator set used: from 22 on several operators lose kernels on the CPU and on WebGPU. */
export const OPERATOR_SET = 21;

export const ONNX_OPERATORS = [
  'Abs',
  'Add',
  'And',
  'ArgMax',
  'AveragePool',
  'Cast',
  'Ceil',
  'Clip',
  'Concat',
  'Conv',
  'ConvTranspose',
  'Cos',
  'CumSum',
  'Div',
  'Equal',
  'Erf',
  'Exp',
  'Expand',
  'Floor',
  'Gather',
  'GatherElements',
  'Gemm',
  'Greater',
  'Identity',
  'LeakyRelu',
  'Less',
  'Log',
  'MatMul',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'Neg',
  'Not',
  'Or',
  'Pad',
  'Pow',
  'Reciprocal',
  'ReduceMax',
  'ReduceSum',
  'Relu',
  'Reshape',
  'Resize',
  'Round',
  'ScatterElements',
  'Sigmoid',
  'Sign',
  'Sin',
  'Slice',
  'Softmax',
  'Softplus',
  'Split',
  'Sqrt',
  'Sub',
  'Tanh',
  'TopK',
  'Transpose',
  'Where',
] as const;

/**
 * ONNX Runtime's own operators on images in the layout NCHWc, by its name for them: the prefix stands
 * for the domain `com.microsoft.nchwc`. They exist on CPUs whose kernels have blocks.
 */
export const NCHWC_OPERATORS = [
  'nchwc.AveragePool',
  'nchwc.Conv',
  'nchwc.ReorderInput',
  'nchwc.ReorderOutput',
  'nchwc.Upsample',
] as const;

export type OnnxOperator = (typeof ONNX_OPERATORS)[number] | (typeof NCHWC_OPERATORS)[number];

export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export const int = (value: number | boolean): OnnxAttribute => ({
  kind: 'int',
  value: Number(value),
});
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const float = (value: number): OnnxAttribute => ({ kind: 'float', value });
export const text = (value: string): OnnxAttribute => ({ kind: 'string', value });
