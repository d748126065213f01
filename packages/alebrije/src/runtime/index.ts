/** Where graphs run: ONNX Runtime, the float64 reference, and ONNX files. */

export { availableBackends, createRuntime } from './backends.ts';
export { encodeModel } from './onnx/encode.ts';
export { evaluateGraph } from './reference/evaluate.ts';
export type { DeviceTensor, Execution, Feeds, Program, Runtime } from './runtime.ts';
