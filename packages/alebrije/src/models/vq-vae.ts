/**
 * VQ-VAE: van den Oord, Vinyals and Kavukcuoglu, "Neural discrete representation learning" (NeurIPS
 * 2017), with the codebook as moving averages (appendix A.1); codes that are hardly used are placed
 * anew as in Dhariwal et al., "Jukebox" (2020), section 3.1.
 * B batch, D numbers in a vector, H, W places of a code, N = B · H · W, K vectors in the codebook.
 */

import type { Tree } from '../graph/types.ts';
import { activation } from '../nn/activations.ts';
import { initParameters, plainParameter } from '../nn/build-layer.ts';
import { residual, sequential } from '../nn/composition.ts';
import { conv, convTranspose } from '../nn/convolution.ts';
import { ones, randomUniform } from '../nn/initializers.ts';
import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { place, type RandomPlace, uniform } from '../tensor/random.ts';
import { oneHot, type Tensor } from '../tensor/tensor.ts';
import { branch, leaf } from '../tensor/tree.ts';

export interface CodebookConfig {
  /** K. */
  readonly codes: number;
  /** D. */
  readonly size: number;
  /** γ, the weight of the past in the moving averages. */
  readonly decay: number;
  /** Vectors per batch: a code that is used less, in the moving average, is placed anew; 0 for never. */
  readonly leastUse: number;
}

/** Moving averages per code: how many vectors it stood for in a batch [K], and their sum [K, D]. */
export interface CodebookState {
  readonly counts: Tensor;
  readonly sums: Tensor;
}

const stateOf = (state: Tree<Tensor>): CodebookState => ({
  counts: leaf(state, 'counts'),
  sums: leaf(state, 'sums'),
});

/** ε of the Laplace smoothing: no count is 0. */
const SMOOTHING = 1e-5;

/**
 * The vectors e [K, D]: e = sums / n̂ (equation 8), with n̂ = (n + ε) / (Σ n + K ε) · Σ n of the counts n.
 */
export function codebookVectors({ counts, sums }: CodebookState): Tensor {
  const codes = counts.shape[0]!;
  const total = counts.sum();
  const smoothed = counts
    .add(SMOOTHING)
    .mul(total)
    .div(total.add(codes * SMOOTHING));
  return sums.div(smoothed.expandDims(1));
}

/** Maps [B, D, H, W] → their vectors [N, D], place by place. */
export function vectorsOfMaps(maps: Tensor): Tensor {
  return maps.transpose([0, 2, 3, 1]).reshape([-1, maps.shape[1]!]);
}

/** The inverse of `vectorsOfMaps`, for maps of that shape. */
function mapsOfVectors(vectors: Tensor, [batch, size, height, width]: readonly number[]): Tensor {
  return vectors.reshape([batch!, height!, width!, size!]).transpose([0, 3, 1, 2]);
}

/**
 * The nearest codebook vector of each of z [N, D], int32 [N] (equation 1): the least ‖z‖² − 2 z·e + ‖e‖²,
 * of which ‖z‖² is the same for all.
 */
export function nearestCodes(z: Tensor, vectors: Tensor): Tensor {
  const halfSquares = vectors.square().sum(1).mul(0.5);
  return z.matmul(vectors, { transposeB: true }).sub(halfSquares).argMax(1);
}

/**
 * The moving averages after a batch of vectors z [N, D] and their codes, int32 [N] (equations 6 and 7).
 * A code whose count fell below `leastUse` begins anew at one of the batch's vectors, with that count.
 */
export function moveCodebook(
  { codes, decay, leastUse }: CodebookConfig,
  { counts, sums }: CodebookState,
  z: Tensor,
  indices: Tensor,
  at: RandomPlace,
): CodebookState {
  const chosen = oneHot(indices, codes);
  const towards = (average: Tensor, batch: Tensor) =>
    average.mul(decay).add(batch.stopGradient().mul(1 - decay));
  const moved = {
    counts: towards(counts, chosen.sum(0)),
    sums: towards(sums, chosen.matmul(z, { transposeA: true })),
  };
  if (leastUse === 0) return moved;
  const total = z.shape[0]!;
  // The product may be rounded up to N.
  const drawn = uniform(at, [codes])
    .mul(total)
    .floor()
    .minimum(total - 1);
  const fresh = z.gather(drawn.cast('int32')).stopGradient().mul(leastUse);
  const isUnused = moved.counts.less(leastUse);
  return {
    counts: moved.counts.maximum(leastUse),
    sums: isUnused.expandDims(1).select(fresh, moved.sums),
  };
}

/** exp of the entropy of the codes' frequencies, float32 []: how many codes are in use; from 1 to K. */
export function codePerplexity(indices: Tensor, codes: number): Tensor {
  const shares = oneHot(indices, codes).mean(0);
  return shares.mul(shares.maximum(1e-10).log()).sum().neg().exp();
}

/**
 * Maps [D, H, W] → the same with every vector replaced by the nearest of the codebook. The gradient
 * passes as if it were not there (section 3.2). State: `counts` [K], `sums` [K, D].
 */
export function codebook(config: CodebookConfig): Layer {
  const { codes, size } = config;
  return Object.freeze<Layer>({
    type: 'VectorQuantization',
    outputShape: (input) => input,
    init: (key) => ({
      params: {},
      state: initParameters(key, {
        counts: plainParameter([codes], ones),
        sums: plainParameter([codes, size], randomUniform(1 / codes)),
      }),
    }),
    apply({ state }, x, context) {
      const before = stateOf(state);
      const vectors = codebookVectors(before);
      const z = vectorsOfMaps(x);
      const indices = nearestCodes(z, vectors);
      const quantized = mapsOfVectors(vectors.gather(indices), x.shape);
      const output = x.add(quantized.sub(x).stopGradient());
      if (!context.training) return { output, state };
      const at = place(context.place, 'fresh');
      return { output, state: { ...moveCodebook(config, before, z, indices, at) } };
    },
  });
}

export interface VqVae {
  /** x [B, C, 4 H, 4 W] → [B, D, H, W]. */
  readonly encoder: Layer;
  readonly codebook: CodebookConfig;
  /** [B, D, H, W] → [B, C, 4 H, 4 W]. */
  readonly decoder: Layer;
  /** β, the factor of the commitment loss. */
  readonly commitmentWeight: number;
}

export interface VqNetworkConfig {
  /** Channels of the convolutions at the resolution of the code; half as many at twice that. */
  readonly hidden: number;
  /** Channels inside the residual blocks. */
  readonly residualHidden: number;
}

const halving = { strides: 2, padding: 'same' } as const;

/** ReLU, 3x3 convolution, ReLU, 1x1 convolution, added to what came in (section 4.1). */
const residualBlock = ({ hidden, residualHidden }: VqNetworkConfig) =>
  residual(
    sequential({
      relu1: activation('relu'),
      conv1: conv(residualHidden, 3, { padding: 'same', activation: 'relu' }),
      conv2: conv(hidden, 1),
    }),
  );

/** [C, 4 H, 4 W] → [D, H, W]: two strided 4x4 convolutions and two residual blocks (section 4.1). */
export function vqEncoder(size: number, config: VqNetworkConfig): Layer {
  const { hidden } = config;
  return sequential({
    conv1: conv(hidden / 2, 4, { ...halving, activation: 'relu' }),
    conv2: conv(hidden, 4, { ...halving, activation: 'relu' }),
    conv3: conv(hidden, 3, { padding: 'same' }),
    block1: residualBlock(config),
    block2: residualBlock(config),
    relu: activation('relu'),
    vectors: conv(size, 1),
  });
}

/** [D, H, W] → [channels, 4 H, 4 W]: two residual blocks and two strided transposed convolutions. */
export function vqDecoder(channels: number, config: VqNetworkConfig): Layer {
  const { hidden } = config;
  return sequential({
    conv: conv(hidden, 3, { padding: 'same' }),
    block1: residualBlock(config),
    block2: residualBlock(config),
    relu: activation('relu'),
    conv1: convTranspose(hidden / 2, 4, { ...halving, activation: 'relu' }),
    conv2: convTranspose(channels, 4, halving),
  });
}

/** z_e(x): what the encoder gives, not yet replaced by codebook vectors, [B, D, H, W]. */
function encodeMaps(
  { encoder }: VqVae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
) {
  return applyNamed('encoder', encoder, variables, x, context);
}

const vectorsIn = ({ state }: Variables<Tensor>) =>
  codebookVectors(stateOf(branch(state, 'codebook')));

/** The codes of data x [B, ...], int32 [B, H, W]. */
export function encodeIndices(
  model: VqVae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Tensor {
  const { output } = encodeMaps(model, variables, x, context);
  const [batch, , height, width] = output.shape as readonly [number, number, number, number];
  return nearestCodes(vectorsOfMaps(output), vectorsIn(variables)).reshape([batch, height, width]);
}

/** The codebook's vectors of codes, int32 [B, H, W] → [B, D, H, W]. */
export function mapsOfIndices(variables: Variables<Tensor>, indices: Tensor): Tensor {
  return vectorsIn(variables).gather(indices).transpose([0, 3, 1, 2]);
}

/** Maps [B, D, H, W] → data, by way of the nearest codebook vectors. */
export function decodeMaps(
  { codebook: config, decoder }: VqVae,
  variables: Variables<Tensor>,
  maps: Tensor,
  context: LayerContext,
): Tensor {
  const quantized = applyNamed('codebook', codebook(config), variables, maps, context).output;
  return applyNamed('decoder', decoder, variables, quantized, context).output;
}

export interface VqVaeLoss {
  /** relativeError + commitment, float32 []. */
  readonly loss: Tensor;
  /** Mean squared error over the variance of the batch's values about their one mean. */
  readonly relativeError: Tensor;
  /** β times the mean squared distance of the encoder's numbers from their codebook vectors. */
  readonly commitment: Tensor;
  /** Mean squared error per value. */
  readonly error: Tensor;
  /** Codes in use, from the frequencies in this batch. */
  readonly perplexity: Tensor;
  readonly state: Tree<Tensor>;
}

/** Below this variance a batch counts as having it. */
const LEAST_VARIANCE = 1e-6;

/**
 * Equation 3 without its second term, which the moving averages stand for. The squared error is taken
 * over the variance of the data, as in the authors' code, so that β means the same for all data.
 */
export function vqVaeLoss(
  model: VqVae,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): VqVaeLoss {
  const encoded = encodeMaps(model, variables, x, context);
  const layer = codebook(model.codebook);
  const quantized = applyNamed('codebook', layer, variables, encoded.output, context);
  const decoded = applyNamed('decoder', model.decoder, variables, quantized.output, context);
  const indices = nearestCodes(vectorsOfMaps(encoded.output), vectorsIn(variables));
  const error = decoded.output.sub(x).square().mean();
  const relativeError = error.div(x.variance().maximum(LEAST_VARIANCE));
  const distance = encoded.output.sub(quantized.output.stopGradient()).square().mean();
  const commitment = distance.mul(model.commitmentWeight);
  return {
    loss: relativeError.add(commitment),
    relativeError,
    commitment,
    error,
    perplexity: codePerplexity(indices, model.codebook.codes),
    state: { encoder: encoded.state, codebook: quantized.state, decoder: decoded.state },
  };
}
