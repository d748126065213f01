/**
 * Sums of many numbers, in two stages. ONNX Runtime adds up a run of consecutive entries with as many
 * accumulators as a register has lanes, and an accumulator that has grown large rounds every further
 * term the same way: the sum of 102,400 times 0.6931472, which is the first loss of many a training,
 * comes out wrong by 1.5e-4 of itself with AVX2 and by 8e-4 in WebAssembly; in two stages by 1e-6.
 */

import { range, sizeOf } from '../../graph/shape.ts';
import type { Node, Shape } from '../../graph/types.ts';
import { filled, indexVector, reshapeTo } from './emit.ts';
import { int } from './operators.ts';
import type { LoweringContext } from './rule.ts';

/** Longer runs are summed in two stages. */
const LONGEST_RUN = 2048;
/** A vector without a divisor from here on to its square root is filled up with zeros ... */
const SMALLEST_DIVISOR = 32;
/** ... to a multiple of this. */
const FILLED_ROW = 512;

/** Consecutive axes that are all reduced or all kept. */
interface Run {
  readonly size: number;
  readonly isReduced: boolean;
}

function runsOf(shape: Shape, axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const isReduced = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.isReduced === isReduced)
      runs[runs.length - 1] = { size: last.size * size, isReduced };
    else runs.push({ size, isReduced });
  }
  return runs;
}

/** The divisor nearest to the square root, from below. */
function middleDivisor(count: number): number {
  let divisor = Math.floor(Math.sqrt(count));
  while (count % divisor !== 0) divisor -= 1;
  return divisor;
}

/** [N] with zeros after it, up to a multiple of `FILLED_ROW`. */
function filledVector(context: LoweringContext, x: string, count: number): string {
  const missing = Math.ceil(count / FILLED_ROW) * FILLED_ROW - count;
  return context.emit('Concat', [x, filled(context, [missing], 0)], { axis: int(0) });
}

function reduceSum(
  context: LoweringContext,
  x: string,
  axes: readonly number[],
  keepDims: boolean,
): string {
  return context.emit('ReduceSum', [x, indexVector(context, axes)], { keepdims: int(keepDims) });
}

/** An axis of the split array, and when it is summed. */
interface Part {
  readonly size: number;
  readonly stage: 'first' | 'second' | 'never';
}

const isLong = ({ size, isReduced }: Run): boolean => isReduced && size > LONGEST_RUN;

/**
 * A long run becomes two axes, of which the inner one is summed first where it is the last: neighbours in
 * memory. Before kept axes it is the outer one, so that what is added are long rows.
 */
function partsOf(run: Run, isLast: boolean): Part[] {
  if (!run.isReduced) return [{ size: run.size, stage: 'never' }];
  if (!isLong(run)) return [{ size: run.size, stage: 'second' }];
  const inner = middleDivisor(run.size);
  const outer = run.size / inner;
  return isLast
    ? [
        { size: outer, stage: 'second' },
        { size: inner, stage: 'first' },
      ]
    : [
        { size: outer, stage: 'first' },
        { size: inner, stage: 'second' },
      ];
}

const sizesOf = (parts: readonly Part[]): number[] => parts.map(({ size }) => size);

/** Sums over the axes of a stage, which disappear. */
function sumStage(
  context: LoweringContext,
  x: string,
  parts: readonly Part[],
  stage: 'first' | 'second',
): readonly [string, readonly Part[]] {
  const axes = range(parts.length).filter((axis) => parts[axis]!.stage === stage);
  if (axes.length === 0) return [x, parts];
  return [reduceSum(context, x, axes, false), parts.filter((part) => part.stage !== stage)];
}

export function lowerSum(
  context: LoweringContext,
  { attributes: { axes, keepDims }, inputs: [x], type }: Node<'sum'>,
  name: string,
): string {
  // To ONNX an empty list of axes means all of them.
  if (axes.length === 0) return name;
  const { shape } = x!.type;
  const runs = runsOf(shape, axes);
  if (type.dtype !== 'float32' || !runs.some(isLong)) {
    return reduceSum(context, name, axes, keepDims);
  }
  const count = sizeOf(shape);
  let value = name;
  let parts = runs.flatMap((run, index) => partsOf(run, index === runs.length - 1));
  if (runs.length === 1 && middleDivisor(count) < SMALLEST_DIVISOR) {
    const rows = Math.ceil(count / FILLED_ROW);
    value = filledVector(context, reshapeTo(context, name, shape, [count]), count);
    value = reshapeTo(context, value, [rows * FILLED_ROW], [rows, FILLED_ROW]);
    parts = [
      { size: rows, stage: 'second' },
      { size: FILLED_ROW, stage: 'first' },
    ];
  } else value = reshapeTo(context, name, shape, sizesOf(parts));
  const [first, rest] = sumStage(context, value, parts, 'first');
  const [total, kept] = sumStage(context, first, rest, 'second');
  return reshapeTo(context, total, sizesOf(kept), type.shape);
}
