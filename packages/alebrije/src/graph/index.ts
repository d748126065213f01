/** The intermediate representation: primitive ops, differentiation, validation, printing, passes. */

export * as ops from './build.ts';
export { differentiate } from './differentiate.ts';
export { graphFlops } from './flops.ts';
export type { OpAttributes, OpName } from './ops.ts';
export { optimize } from './passes.ts';
export { printGraph } from './print.ts';
export { ShapeError } from './shape-error.ts';
export { graphOf } from './trace.ts';
export type { DType, Graph, HostTensor, Node, Shape, TensorType, Tree } from './types.ts';
export { validateGraph } from './validate.ts';
