/** Collects the operators that the rules emit. */

import type { Node } from '../../graph/types.ts';
import { fromBlocks, toBlocks } from './blocked/layout.ts';
import type { OnnxAttributes, OnnxOperator } from './operators.ts';
import type { Initializer, LoweredValue, LoweringContext, OnnxNode } from './rule.ts';
import type { LoweringTarget } from './target.ts';

/** Larger constants are compared by identity, not by content. */
const LARGEST_COMPARED = 64;

export interface Emission {
  readonly context: LoweringContext;
  /** Operators in an order in which every input is defined before its use. */
  readonly nodes: OnnxNode[];
  readonly initializers: Map<string, Initializer>;
}

/**
 * @param values the values of graph nodes; the caller adds to it as it lowers them
 * @param reserved names that no emitted value may have
 */
export function createEmission(
  target: LoweringTarget,
  values: Map<Node, LoweredValue>,
  reserved: ReadonlySet<string>,
): Emission {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, Initializer>();
  const emitted = new Map<string, readonly string[]>();
  const constantNames = new Map<string, string>();
  const arrayNumbers = new Map<Initializer['data'], number>();
  /** What each result of a Reshape was before: another Reshape needs only that. */
  const reshaped = new Map<string, string>();
  const beforeReshape = (value: string): string => reshaped.get(value) ?? value;
  let count = 0;

  function freshName(stem: string): string {
    for (;;) {
      const name = `${stem}_${++count}`;
      if (!reserved.has(name)) return name;
    }
  }

  function emitOutputs(
    operator: OnnxOperator,
    given: readonly string[],
    outputCount: number,
    attributes: OnnxAttributes = {},
  ): readonly string[] {
    const inputs = operator === 'Reshape' ? [beforeReshape(given[0]!), given[1]!] : given;
    const key = JSON.stringify([operator, inputs, attributes]);
    const known = emitted.get(key);
    if (known) return known;
    const name = freshName(operator);
    const outputs = Array.from({ length: outputCount }, (_, index) =>
      index === 0 ? name : `${name}.${index}`,
    );
    nodes.push({ operator, inputs, outputs, attributes });
    if (operator === 'Reshape') reshaped.set(name, inputs[0]!);
    emitted.set(key, outputs);
    return outputs;
  }

  /** Bits for small arrays, so that −0 and NaN keep their identity; else a number for the array itself. */
  function contentKey(data: Initializer['data']): string {
    if (data.length <= LARGEST_COMPARED) {
      return String(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    const number = arrayNumbers.get(data) ?? arrayNumbers.size;
    arrayNumbers.set(data, number);
    return `array ${number}`;
  }

  function constant({ dtype, shape, data }: Initializer): string {
    const key = `${dtype} [${shape}] ${contentKey(data)}`;
    const known = constantNames.get(key);
    if (known) return known;
    const name = freshName('constant');
    initializers.set(name, { dtype, shape, data });
    constantNames.set(key, name);
    return name;
  }

  function lowered(node: Node): LoweredValue {
    const value = values.get(node);
    if (!value) throw new Error(`node ${node.id} (${node.op}) was not lowered yet`);
    return value;
  }

  const context: LoweringContext = {
    target,
    emit: (operator, inputs, attributes) => emitOutputs(operator, inputs, 1, attributes)[0]!,
    emitOutputs,
    constant,
    valueOf(node) {
      const { plain, blocked } = lowered(node);
      if (plain !== undefined) return plain;
      const reordered = fromBlocks(context, blocked!, node.type.shape);
      values.set(node, { plain: reordered, blocked: blocked! });
      return reordered;
    },
    blockedOf(node) {
      const { plain, blocked } = lowered(node);
      if (blocked !== undefined) return blocked;
      const reordered = toBlocks(context, plain!, node.type.shape);
      values.set(node, { plain: plain!, blocked: reordered });
      return reordered;
    },
    isBlocked: (node) => lowered(node).blocked !== undefined,
  };
  return { context, nodes, initializers };
}
