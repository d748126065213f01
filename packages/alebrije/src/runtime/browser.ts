/** Where graphs run in a browser: this entry and all that it imports need nothing of Node. */

export { encodeModel } from './onnx/encode.ts';
export type { WebProvider } from './ort-web/engine.ts';
export { createInlineWebRuntime, type InlineWebRuntimeOptions } from './ort-web/inline-runtime.ts';
export {
  availableWebProviders,
  createWebRuntime,
  type WebRuntimeOptions,
} from './ort-web/web-runtime.ts';
export { evaluateGraph } from './reference/evaluate.ts';
export { createReferenceRuntime } from './reference/reference-runtime.ts';
export type { DeviceTensor, Execution, Feeds, Program, Runtime } from './runtime.ts';
