/**
 * Spectral normalisation: Miyato et al., "Spectral normalization for generative adversarial networks"
 * (ICLR 2018), algorithm 1. A kernel is divided by its largest singular value, so that the layer
 * stretches no input by more than its activation does.
 */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Tree } from '../graph/types.ts';
import { drawNormal, fold, type Key } from '../tensor/key.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { withoutEmpty } from './composition.ts';
import { applyNamed, type Layer, variablesOf } from './layer.ts';

const INNER = 'inner';
const EPSILON = 1e-12;
/** Of the power iteration at the start; later one a step is enough, as kernels move slowly. */
const FIRST_ITERATIONS = 100;

const unit = (vector: Tensor): Tensor => vector.div(vector.square().sum().add(EPSILON).sqrt());

function hostUnit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, entry) => sum + entry * entry, EPSILON));
  return vector.map((entry) => entry / norm);
}

/** The left singular vector of the largest singular value of a kernel as a matrix [first axis, others]. */
function leadingVector(key: Key, { shape, data }: HostTensor): HostTensor {
  const rows = shape[0]!;
  const columns = sizeOf(shape) / rows;
  let u = hostUnit(Float64Array.from(drawNormal(key, rows)));
  for (let iteration = 0; iteration < FIRST_ITERATIONS; iteration++) {
    const v = new Float64Array(columns);
    for (let at = 0; at < data.length; at++)
      v[at % columns]! += data[at]! * u[Math.floor(at / columns)]!;
    const unitV = hostUnit(v);
    const next = new Float64Array(rows);
    for (let at = 0; at < data.length; at++)
      next[Math.floor(at / columns)]! += data[at]! * unitV[at % columns]!;
    u = hostUnit(next);
  }
  return { dtype: 'float32', shape: [rows], data: Float32Array.from(u) };
}

/** The kernel [R, ...] over uᵀ W v, with the vector u [R] after a step of the power iteration. */
function normalized(kernel: Tensor, u: Tensor, training: boolean): { kernel: Tensor; u: Tensor } {
  const rows = kernel.shape[0]!;
  const matrix = kernel.reshape([rows, kernel.size / rows]);
  const fixed = matrix.stopGradient();
  const v = unit(u.reshape([1, rows]).matmul(fixed));
  const next = training ? unit(fixed.matmul(v, { transposeB: true })) : u.reshape([rows, 1]);
  const sigma = next.mul(matrix.matmul(v, { transposeB: true })).sum();
  return { kernel: kernel.div(sigma), u: next.reshape([rows]) };
}

/**
 * A layer with a parameter `kernel` (dense, convolution), which it applies divided by its largest
 * singular value. State u: a vector as long as the kernel's first axis.
 */
export function spectralNormalization(layer: Layer): Layer {
  return Object.freeze<Layer>({
    type: 'SpectralNormalization',
    outputShape: (input) => layer.outputShape(input),
    init(key, input) {
      const inner = layer.init(fold(key, INNER), input);
      const kernel = leaf<HostTensor>(inner.params, 'kernel');
      return {
        params: { [INNER]: inner.params },
        state: {
          ...withoutEmpty({ [INNER]: inner.state }),
          u: leadingVector(fold(key, 'u'), kernel),
        },
      };
    },
    apply(variables, x, context) {
      const { params, state } = variablesOf(variables, INNER);
      const before = leaf<Tensor>(variables.state, 'u');
      const { kernel, u } = normalized(leaf<Tensor>(params, 'kernel'), before, context.training);
      const own = {
        params: { [INNER]: { ...params, kernel } as Tree<Tensor> },
        state: { [INNER]: state },
      };
      const applied = applyNamed(INNER, layer, own, x, context);
      return { output: applied.output, state: { ...withoutEmpty({ [INNER]: applied.state }), u } };
    },
  });
}
