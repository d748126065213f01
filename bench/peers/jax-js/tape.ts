/**
 * Reverse-mode differentiation over operations that bring their own gradient. jax-js's own `grad` of a
 * sliced product is a chain of padded sums that its compiler cannot vectorise.
 */

import { setImmediate } from 'node:timers/promises';
import { blockUntilReady, jit, numpy as np, type numpy, tree, vjp } from '@jax-js/jax';

export type Tensor = numpy.Array;

export interface Operation {
  /** Takes over its arguments. `saved` is handed to `backward` and then freed. */
  forward(...inputs: Tensor[]): { readonly output: Tensor; readonly saved?: readonly Tensor[] };
  /** The gradient of each input, undefined where there is none; borrows all its arguments. */
  backward(
    gradient: Tensor,
    borrowed: {
      readonly inputs: readonly Tensor[];
      readonly output: Tensor;
      readonly saved: readonly Tensor[];
      /** Which inputs' gradients are wanted. */
      readonly wanted: readonly boolean[];
    },
  ): readonly (Tensor | undefined)[];
}

/** An operation of one compiled function and its `vjp`, which runs the function again. */
export function differentiated(compute: (...inputs: Tensor[]) => Tensor): Operation {
  const forward = jit(compute);
  const backward = jit((gradient: Tensor, ...inputs: Tensor[]) => {
    const [output, pull] = vjp(compute, inputs);
    output.dispose();
    const gradients = pull(gradient) as Tensor[];
    pull.dispose();
    return gradients;
  });
  return {
    forward: (...inputs) => ({ output: forward(...inputs) }),
    backward: (gradient, { inputs }) => backward(gradient.ref, ...inputs.map((input) => input.ref)),
  };
}

/** A tensor on the tape, and once it is known the gradient of the loss with respect to it. */
export interface Value {
  readonly tensor: Tensor;
  gradient?: Tensor | undefined;
}

interface Entry {
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly saved: readonly Tensor[];
}

const add = jit((a: Tensor, b: Tensor) => np.add(a, b));

/**
 * Lets the threads begin with the gradients of these. Work that is only queued makes each further call
 * slower, as jax-js carries the whole queue along.
 */
async function submitted(values: readonly Value[]): Promise<void> {
  const gradients = values.flatMap(({ gradient }) => gradient ?? []);
  void blockUntilReady(gradients);
  await setImmediate();
}

export class Tape {
  private readonly entries: Entry[] = [];
  private readonly held: Tensor[] = [];
  /** What the loss is differentiated by, and all that depends on it. */
  private readonly tracked: Set<Value>;

  constructor(trained: readonly Value[]) {
    this.tracked = new Set(trained);
  }

  apply(operation: Operation, ...inputs: Value[]): Value {
    const tensors = inputs.map((input) => input.tensor.ref);
    const { output: tensor, saved = [] } = operation.forward(...tensors);
    const output = { tensor };
    if (inputs.some((input) => this.tracked.has(input))) this.tracked.add(output);
    this.entries.push({ operation, inputs, output, saved });
    return output;
  }

  /** A value of this step only: noise, a drawn mask. */
  hold(tensor: Tensor): Value {
    this.held.push(tensor);
    return { tensor };
  }

  /** Leaves the gradients of a scalar in the trained values, and frees everything between. */
  async backward(loss: Value): Promise<void> {
    loss.gradient = np.ones([]);
    for (const entry of this.entries.toReversed()) {
      const { inputs, output, saved } = entry;
      const gradients = output.gradient ? this.pull(entry, output.gradient) : [];
      for (const [index, gradient] of gradients.entries()) {
        if (gradient) this.accumulate(inputs[index]!, gradient);
      }
      await submitted(inputs);
      output.gradient?.dispose();
      output.tensor.dispose();
      tree.dispose(saved as Tensor[]);
    }
    tree.dispose(this.held);
    this.entries.length = 0;
    this.held.length = 0;
  }

  private pull({ operation, inputs, output, saved }: Entry, gradient: Tensor) {
    return operation.backward(gradient, {
      inputs: inputs.map(({ tensor }) => tensor),
      output: output.tensor,
      saved,
      wanted: inputs.map((input) => this.tracked.has(input)),
    });
  }

  private accumulate(value: Value, gradient: Tensor): void {
    if (!this.tracked.has(value)) gradient.dispose();
    else value.gradient = value.gradient ? add(value.gradient, gradient) : gradient;
  }
}
