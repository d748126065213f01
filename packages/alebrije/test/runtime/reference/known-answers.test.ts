import { describe, expect, test } from 'vitest';
import type { OpName } from '../../../src/graph/ops.ts';
import { evaluateGraph } from '../../../src/runtime/reference/evaluate.ts';
import { referenceRules } from '../../../src/runtime/reference/table.ts';
import { evaluateOp, graphOf, inputNode } from './build.ts';
import { knownArrangement } from './known-arrangement.ts';
import type { KnownCase, KnownCases } from './known-case.ts';
import { knownElementwise } from './known-elementwise.ts';
import { knownWindows } from './known-windows.ts';

const knownCases: KnownCases<OpName> = {
  ...knownElementwise,
  ...knownWindows,
  ...knownArrangement,
};

function evaluateCase<K extends OpName>(op: K, [inputs, attributes, answer]: KnownCase<K>) {
  if (op === 'input') {
    const { dtype, shape } = answer;
    const fed = inputNode('fed', { dtype, shape });
    return evaluateGraph(graphOf([fed], { result: fed }), { fed: answer }).result!;
  }
  return evaluateOp(op, inputs, attributes, answer);
}

describe('known answers', () => {
  test('exist for every op, and for nothing else', () => {
    expect(Object.keys(knownCases).sort()).toEqual(Object.keys(referenceRules).sort());
  });

  for (const op of Object.keys(knownCases) as OpName[]) {
    test(op, () => {
      for (const known of knownCases[op]) {
        const [, , answer] = known;
        const result = evaluateCase(op, known as KnownCase<typeof op>);
        expect({ dtype: result.dtype, shape: result.shape }).toEqual({
          dtype: answer.dtype,
          shape: answer.shape,
        });
        expect(result.data.constructor).toBe(answer.data.constructor);
        expect(result.data.length).toBe(answer.data.length);
        for (const [index, expected] of answer.data.entries()) {
          const given = result.data[index]!;
          // Exact where the answer is not finite, or not a float.
          const exact = given === expected || (Number.isNaN(given) && Number.isNaN(expected));
          const close = Math.abs(given - expected) <= 2e-15 * Math.abs(expected);
          expect(exact || close, `[${index}]: ${given} instead of ${expected}`).toBe(true);
        }
      }
    });
  }
});
