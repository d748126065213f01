/** A training step by tape: forward, backward, optimizer. */

import { blockUntilReady, numpy as np } from '@jax-js/jax';
import type { Parameters } from './layers.ts';
import { type AdamOptions, adam } from './optimizers.ts';
import { Tape, type Tensor, type Value } from './tape.ts';

export interface Training {
  /** Numbers that are trained. */
  readonly parameters: number;
  /** One iteration, until it is computed; returns the loss. */
  step(): Promise<number>;
}

/** @param lossOf the scalar that is lowered, for a batch of its own choice */
export function tapeTraining(
  { values, count }: Parameters,
  options: AdamOptions,
  lossOf: (tape: Tape) => Value,
): Training {
  const optimizer = adam(values, options);
  return {
    parameters: count,
    async step() {
      const tape = new Tape(values);
      const loss = lossOf(tape);
      const result = loss.tensor.ref;
      await tape.backward(loss);
      optimizer.step();
      await blockUntilReady(values.map(({ tensor }) => tensor));
      return (await result.data())[0]!;
    },
  };
}

/** Numbers in [0, 1), the same for each run. */
export function randomTensor(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  let state = 1;
  const data = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
  return np.array(data, { shape: [...shape] });
}
