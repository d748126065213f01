/** Symbolic tensors, random keys, records of tensors, tracing and gradients. */

export {
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawUniform,
  fold,
  type Key,
  key,
} from './key.ts';
export { drawFeeds, normal, place, type RandomPlace, randomRoot, uniform } from './random.ts';
export * from './spatial.ts';
export * from './tensor.ts';
export { gradient, gradientsOf, inputsOf, trace } from './trace.ts';
export { flattenTree, mapTree, unflattenTree } from './tree.ts';
