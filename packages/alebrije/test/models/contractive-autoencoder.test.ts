import { describe, expect, test } from 'vitest';
import type { Shape, Tree } from '../../src/graph/types.ts';
import { squaredJacobian } from '../../src/models/contractive-autoencoder.ts';
import { sequential } from '../../src/nn/composition.ts';
import type { Layer } from '../../src/nn/layer.ts';
import { conv, dense, flatten, maxPool } from '../../src/nn/layers.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import {
  array,
  expectExactGradient,
  inDoublePrecision,
  normalArray,
  run,
} from '../nn/evaluation.ts';

const BATCH = 3;

interface Encoder {
  readonly name: string;
  readonly layer: Layer;
  readonly input: Shape;
}

const encoders: readonly Encoder[] = [
  { name: 'one linear layer', layer: dense(3), input: [5] },
  { name: 'one sigmoid layer', layer: dense(3, { activation: 'sigmoid' }), input: [5] },
  {
    name: 'three dense layers',
    layer: sequential({
      hidden1: dense(6, { activation: 'tanh' }),
      hidden2: dense(5, { activation: 'relu' }),
      code: dense(4, { activation: 'silu' }),
    }),
    input: [5],
  },
  {
    name: 'a convolution with pooling',
    layer: sequential({
      conv: conv(2, 3, { padding: 'same', activation: 'tanh' }),
      pool: maxPool(2),
      flatten: flatten(),
      code: dense(3, { activation: 'sigmoid' }),
    }),
    input: [1, 4, 4],
  },
];

const inputsOf = ({ layer, input }: Encoder) => ({
  params: inDoublePrecision(layer.init(key(1), input).params),
  x: normalArray(key(2), [BATCH, ...input]),
});

const codeOf =
  ({ layer }: Encoder) =>
  (inputs: Tree<Tensor>): Tensor =>
    layer.apply({ params: branch(inputs, 'params'), state: {} }, inputs.x as Tensor, {
      training: true,
      place: randomRoot,
    }).output;

const penaltyOf = (encoder: Encoder) => (inputs: Tree<Tensor>) =>
  squaredJacobian(codeOf(encoder)(inputs), inputs.x as Tensor);

describe.each(encoders)('the squared Jacobian of $name', (encoder) => {
  test('is that of central differences along every input', () => {
    const inputs = inputsOf(encoder);
    const graph = trace(inputs, (tensors) => ({ code: codeOf(encoder)(tensors) }));
    const step = 1e-5;
    const size = inputs.x.data.length / BATCH;
    let differences = 0;
    for (let i = 0; i < size; i++) {
      // The same coordinate of every example at once: examples do not influence each other.
      const shifted = (distance: number) => {
        const x = Float64Array.from(inputs.x.data, (entry, index) =>
          index % size === i ? entry + distance : entry,
        );
        return run(graph, { ...inputs, x: array(x, inputs.x.shape) }).code!.data;
      };
      const [above, below] = [shifted(step), shifted(-step)];
      for (const [index, value] of above.entries()) {
        differences += ((value - below[index]!) / (2 * step)) ** 2;
      }
    }
    const { penalty } = run(
      trace(inputs, (tensors) => ({ penalty: penaltyOf(encoder)(tensors) })),
      inputs,
    );
    expect(differences).toBeGreaterThan(0);
    expect(penalty!.data[0]! / differences).toBeCloseTo(1, 7);
  });

  test('has the gradient of its differences', () => {
    expectExactGradient(inputsOf(encoder), penaltyOf(encoder));
  });
});

test('for one sigmoid layer it is Σ_j (h_j (1 − h_j))² Σ_i W_ij², as in Rifai et al., section 3', () => {
  const encoder = encoders[1]!;
  const inputs = inputsOf(encoder);
  const graph = trace(inputs, (tensors) => {
    const h = codeOf(encoder)(tensors);
    const kernel = branch(tensors, 'params').kernel as Tensor;
    const slopes = h.mul(h.neg().add(1)).square();
    return {
      closed: slopes.mul(kernel.square().sum(0)).sum(),
      exact: penaltyOf(encoder)(tensors),
    };
  });
  const { closed, exact } = run(graph, inputs);
  expect(exact!.data[0]! / closed!.data[0]!).toBeCloseTo(1, 12);
});
