/** What a lowering rule is, and what it may use. */

import type { OpName } from '../../graph/ops.ts';
import type { DType, HostData, Node, Shape } from '../../graph/types.ts';
import type { OnnxAttributes, OnnxOperator } from './operators.ts';
import type { LoweringTarget } from './target.ts';

/** Element types of ONNX values; int64 appears only between operators, as indices and shapes. */
export type OnnxDType = DType | 'int64';

/** A tensor stored in the model. */
export interface Initializer {
  readonly dtype: OnnxDType;
  readonly shape: Shape;
  readonly data: HostData | BigInt64Array;
}

/** One operator application in the lowered graph. An empty input name leaves out an optional input. */
export interface OnnxNode {
  readonly operator: OnnxOperator;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

/** Where rules put the operators they emit. Values are referred to by name. */
export interface LoweringContext {
  readonly target: LoweringTarget;
  /** Appends an operator with one output, or finds an equal one emitted earlier; returns the output's name. */
  emit(operator: OnnxOperator, inputs: readonly string[], attributes?: OnnxAttributes): string;
  /** The same for an operator with `count` outputs; outputs that stay unused are dropped at the end. */
  emitOutputs(
    operator: OnnxOperator,
    inputs: readonly string[],
    count: number,
    attributes?: OnnxAttributes,
  ): readonly string[];
  /** A stored tensor; equal ones are stored once. */
  constant(tensor: Initializer): string;
  /** The value computed for a graph node that was lowered before, in the order of its shape. */
  valueOf(node: Node): string;
  /** The same in the layout NCHWc; only for nodes that `fillsBlocks`. */
  blockedOf(node: Node): string;
  /** Whether the value was computed in the layout NCHWc. */
  isBlocked(node: Node): boolean;
}

/** The name of a node's value in the order of its shape, or in the layout NCHWc, or both. */
export interface LoweredValue {
  readonly plain?: string;
  readonly blocked?: string;
}

/**
 * The names of an op's inputs. Typed as at least three so that rules can destructure:
 * the shape rules have made sure that there are as many as the op takes.
 */
export type ValueNames = readonly [string, string, string, ...string[]];

/** Emits the operators that compute a node and returns the name of the result. */
export type LoweringRule<K extends OpName> = (
  context: LoweringContext,
  node: Node<K>,
  inputs: ValueNames,
) => string;

export type LoweringRules<K extends OpName = OpName> = { readonly [P in K]: LoweringRule<P> };
