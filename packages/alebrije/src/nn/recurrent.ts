/**
 * Recurrent layers over sequences [B, T, D], unrolled, with U units; gates lie side by side in one
 * kernel, in Keras' order.
 */

import type { Shape, Tree } from '../graph/types.ts';
import { concat, filled, Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { buildLayer, type Parameter, plainParameter } from './build-layer.ts';
import { denseForward } from './dense.ts';
import { denseFans, glorotUniform, type Initializer, orthogonal, zeros } from './initializers.ts';
import type { Layer } from './layer.ts';

export interface RecurrentOptions {
  /** Whether the output is every step's [T, U], or the last one's [U] (the default). */
  readonly returnSequences?: boolean;
}

/** `count` equal parts of the last axis. */
function splitEvenly(x: Tensor, count: number): Tensor[] {
  return x.split(new Array<number>(count).fill(x.shape.at(-1)! / count));
}

/**
 * What a step takes from x [B, T, D], for each of the T steps: x kernel + bias, [B, W]. All steps are
 * projected at once, or one for all where x is the same at every step, as `repeatVector` makes it.
 * @param params kernel [D, W], bias [W]
 */
function projectedSteps(params: Tree<Tensor>, x: Tensor): Tensor[] {
  const steps = x.shape[1]!;
  const { op, inputs } = x.node;
  const isRepeated = op === 'broadcastTo' && inputs[0]!.type.shape[1] === 1;
  if (!isRepeated) return splitEvenly(denseForward(params, x).flatten(1), steps);
  const repeated = new Tensor(inputs[0]!).squeeze(1);
  return new Array<Tensor>(steps).fill(denseForward(params, repeated));
}

function outputs(steps: readonly Tensor[], { returnSequences = false }: RecurrentOptions): Tensor {
  const last = steps.at(-1)!;
  if (!returnSequences) return last;
  const [batch, units] = last.shape as readonly [number, number];
  return concat(steps).reshape([batch, steps.length, units]);
}

const recurrentShape =
  (units: number, { returnSequences = false }: RecurrentOptions) =>
  ([steps]: Shape): Shape =>
    returnSequences ? [steps!, units] : [units];

function gateParameters(
  inputs: number,
  units: number,
  gates: number,
  bias: Parameter,
): Tree<Parameter> {
  const kernel = [inputs, gates * units];
  const recurrent = [units, gates * units];
  return {
    kernel: { shape: kernel, initializer: glorotUniform, fans: denseFans(kernel) },
    recurrentKernel: { shape: recurrent, initializer: orthogonal, fans: denseFans(recurrent) },
    bias,
  };
}

export interface LstmState {
  /** Output [B, U]. */
  readonly hidden: Tensor;
  /** Memory [B, U]. */
  readonly cell: Tensor;
}

/**
 * One step of Hochreiter and Schmidhuber, 1997, with forget gate; gates i, f, c̃, o.
 * @param params recurrentKernel [U, 4U]
 * @param projected x kernel + bias, [B, 4U]
 * @param before 0 unless given
 */
function lstmCell(params: Tree<Tensor>, projected: Tensor, before?: LstmState): LstmState {
  const gates = before
    ? projected.add(before.hidden.matmul(leaf(params, 'recurrentKernel')))
    : projected;
  const [input, forget, candidate, output] = splitEvenly(gates, 4) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const written = input.sigmoid().mul(candidate.tanh());
  const cell = before ? forget.sigmoid().mul(before.cell).add(written) : written;
  return { hidden: output.sigmoid().mul(cell.tanh()), cell };
}

/** The state after each step. Params: kernel [D, 4U], recurrentKernel [U, 4U], bias [4U]; x [B, T, D]. */
export function lstmStates(params: Tree<Tensor>, x: Tensor): LstmState[] {
  let state: LstmState | undefined;
  return projectedSteps(params, x).map((projected) => {
    state = lstmCell(params, projected, state);
    return state;
  });
}

/** The outputs of lstmStates: [B, T, D] → [B, U] or [B, T, U]. */
export function lstmForward(
  params: Tree<Tensor>,
  x: Tensor,
  options: RecurrentOptions = {},
): Tensor {
  return outputs(
    lstmStates(params, x).map(({ hidden }) => hidden),
    options,
  );
}

/** Jozefowicz et al., ICML 2015: the forget gate starts open. */
const forgetBias: Initializer = (_, [width]) => {
  const units = width! / 4;
  return {
    dtype: 'float32',
    shape: [width!],
    data: new Float32Array(width!).fill(1, units, 2 * units),
  };
};

/** [T, D] → [units], or [T, units] with returnSequences. */
export function lstm(units: number, options: RecurrentOptions = {}): Layer {
  return buildLayer('LSTM', {
    parameters: (input) =>
      gateParameters(input[1]!, units, 4, plainParameter([4 * units], forgetBias)),
    forward: (params, x) => lstmForward(params, x, options),
    outputShape: recurrentShape(units, options),
  });
}

/**
 * One step of Cho et al., 2014, with the reset after the product (as in cuDNN); gates z, r, h̃.
 * @param params recurrentKernel [U, 3U], bias [2, 3U], whose second row belongs to the recurrence
 * @param projected x kernel + the bias' first row, [B, 3U]
 */
function gruCell(params: Tree<Tensor>, projected: Tensor, hidden: Tensor): Tensor {
  const recurrentBias = leaf(params, 'bias').slice(0, 1, 2);
  const recurrent = hidden.matmul(leaf(params, 'recurrentKernel')).add(recurrentBias);
  const [updateX, resetX, candidateX] = splitEvenly(projected, 3) as [Tensor, Tensor, Tensor];
  const [updateH, resetH, candidateH] = splitEvenly(recurrent, 3) as [Tensor, Tensor, Tensor];
  const update = updateX.add(updateH).sigmoid();
  const reset = resetX.add(resetH).sigmoid();
  const candidate = candidateX.add(reset.mul(candidateH)).tanh();
  return candidate.add(update.mul(hidden.sub(candidate)));
}

/** Params: kernel [D, 3U], recurrentKernel [U, 3U], bias [2, 3U]; x [B, T, D] → [B, U] or [B, T, U]. */
export function gruForward(
  params: Tree<Tensor>,
  x: Tensor,
  options: RecurrentOptions = {},
): Tensor {
  let hidden = filled([x.shape[0]!, leaf(params, 'recurrentKernel').shape[0]!], 0);
  const inputBias = leaf(params, 'bias').slice(0, 0, 1).squeeze(0);
  const inputParams = { kernel: leaf(params, 'kernel'), bias: inputBias };
  const steps = projectedSteps(inputParams, x).map((projected) => {
    hidden = gruCell(params, projected, hidden);
    return hidden;
  });
  return outputs(steps, options);
}

/** [T, D] → [units], or [T, units] with returnSequences. */
export function gru(units: number, options: RecurrentOptions = {}): Layer {
  return buildLayer('GRU', {
    parameters: (input) =>
      gateParameters(input[1]!, units, 3, plainParameter([2, 3 * units], zeros)),
    forward: (params, x) => gruForward(params, x, options),
    outputShape: recurrentShape(units, options),
  });
}
