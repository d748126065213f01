/** Batch, layer and group normalisation: (x − mean) / √(variance + epsilon) · gamma + beta. */

import { range } from '../graph/shape.ts';
import type { Shape, Tree } from '../graph/types.ts';
import { type Tensor, tensorOf } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';
import { alongAxis, featureAxis } from './axes.ts';
import { buildLayer, initParameters, type Parameter, plainParameter } from './build-layer.ts';
import { ones, zeros } from './initializers.ts';
import type { Applied, Layer, Variables } from './layer.ts';

const EPSILON = 1e-3;

function affineParameters(extent: number): Tree<Parameter> {
  return { gamma: plainParameter([extent], ones), beta: plainParameter([extent], zeros) };
}

const inverseRoot = (variance: Tensor, epsilon: number) =>
  variance.add(epsilon).sqrt().reciprocal();

/** x with mean 0 and (nearly) variance 1 over the given axes. */
function standardize(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const centred = x.sub(x.mean(axes, true));
  return centred.mul(inverseRoot(centred.square().mean(axes, true), epsilon));
}

/** gamma and beta, vectors along one axis of x, applied to it. */
function affine(params: Tree<Tensor>, x: Tensor, axis: number): Tensor {
  const shape = alongAxis(x.rank, axis, x.shape[axis]!);
  return x.mul(leaf(params, 'gamma').reshape(shape)).add(leaf(params, 'beta').reshape(shape));
}

export interface BatchNormOptions {
  /** The weight of the past in the moving statistics. */
  readonly momentum?: number;
  readonly epsilon?: number;
  /** The axis of an example that is not averaged over: 0, the channels, by default. */
  readonly axis?: number;
}

/**
 * Ioffe and Szegedy, ICML 2015. Training normalises by the batch's mean and (biased) variance and
 * moves the statistics towards them; inference normalises by the moving statistics.
 * Parameters gamma, beta and state movingMean, movingVariance are vectors [C].
 */
export function batchNormForward(
  { params, state }: Variables<Tensor>,
  x: Tensor,
  training: boolean,
  { momentum = 0.99, epsilon = EPSILON, axis = 0 }: BatchNormOptions = {},
): Applied {
  const channelAxis = axis < 0 ? x.rank + axis : axis + 1;
  const channels = x.shape[channelAxis]!;
  const shape = alongAxis(x.rank, channelAxis, channels);
  const gamma = leaf(params, 'gamma').reshape(shape);
  const beta = leaf(params, 'beta').reshape(shape);
  const movingMean = leaf(state, 'movingMean');
  const movingVariance = leaf(state, 'movingVariance');
  if (!training) {
    const scale = gamma.mul(inverseRoot(movingVariance.reshape(shape), epsilon));
    const shift = beta.sub(movingMean.reshape(shape).mul(scale));
    return { output: x.mul(scale).add(shift), state };
  }
  const axes = range(x.rank).filter((other) => other !== channelAxis);
  const mean = x.mean(axes, true);
  const centred = x.sub(mean);
  const variance = centred.square().mean(axes, true);
  const towards = (moving: Tensor, batch: Tensor) =>
    moving.mul(momentum).add(
      batch
        .stopGradient()
        .reshape([channels])
        .mul(1 - momentum),
    );
  return {
    output: centred.mul(gamma.mul(inverseRoot(variance, epsilon))).add(beta),
    state: {
      movingMean: towards(movingMean, mean),
      movingVariance: towards(movingVariance, variance),
    },
  };
}

/** Keeps the shape. */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  const extent = (input: Shape) => input.at(options.axis ?? 0)!;
  return Object.freeze<Layer>({
    type: 'BatchNormalization',
    outputShape: (input) => input,
    init: (key, input) => ({
      params: initParameters(key, affineParameters(extent(input))),
      state: initParameters(key, {
        movingMean: plainParameter([extent(input)], zeros),
        movingVariance: plainParameter([extent(input)], ones),
      }),
    }),
    apply: (variables, x, { training }) => batchNormForward(variables, x, training, options),
  });
}

export interface LayerNormOptions {
  readonly epsilon?: number;
  /** The axis of an example that is normalised: channels of images, else the last, by default. */
  readonly axis?: number;
}

/** Ba et al., 2016: every position's features on their own. Parameters gamma, beta [features]. */
export function layerNormForward(
  params: Tree<Tensor>,
  x: Tensor,
  { epsilon = EPSILON, axis }: LayerNormOptions = {},
): Tensor {
  const features = axis === undefined ? featureAxis(x.rank) : axis < 0 ? x.rank + axis : axis + 1;
  return affine(params, standardize(x, [features], epsilon), features);
}

/** Keeps the shape. */
export function layerNorm(options: LayerNormOptions = {}): Layer {
  return buildLayer('LayerNormalization', {
    parameters: (input) =>
      affineParameters(input.at(options.axis ?? featureAxis(input.length + 1) - 1)!),
    forward: (params, x) => layerNormForward(params, x, options),
  });
}

/**
 * Averages over the channels of each group, as a product [C, C]: entries 1 / `count` where row and
 * column belong to one group.
 */
function groupAverage(channels: number, groups: number, count: number): Tensor {
  const size = channels / groups;
  const sameGroup = (index: number) =>
    Math.floor(index / channels / size) === Math.floor((index % channels) / size);
  const entries = Array.from({ length: channels ** 2 }, (_, index) =>
    sameGroup(index) ? 1 / count : 0,
  );
  return tensorOf(entries, [channels, channels]);
}

/**
 * Wu and He, ECCV 2018: x [B, C, ...S] in groups of channels. Parameters gamma, beta [C].
 * All passes over x are sums over S and multiples per image and channel, which suit every layout. The
 * variance is E[x²] − E[x]², as in Flax; both are of the same magnitude in the networks that use this.
 */
export function groupNormForward(
  params: Tree<Tensor>,
  x: Tensor,
  groups: number,
  epsilon = EPSILON,
): Tensor {
  const [batch, channels] = x.shape as readonly [number, number];
  const positions = range(x.rank).slice(2);
  const average = groupAverage(channels, groups, x.size / (batch * groups));
  const mean = x.sum(positions).matmul(average);
  const meanSquare = x.square().sum(positions).matmul(average);
  const variance = meanSquare.sub(mean.square()).maximum(0);
  const scale = inverseRoot(variance, epsilon).mul(leaf(params, 'gamma'));
  const shift = leaf(params, 'beta').sub(mean.mul(scale));
  const perChannel = [batch, channels, ...positions.map(() => 1)];
  return x.mul(scale.reshape(perChannel)).add(shift.reshape(perChannel));
}

/**
 * Keeps the shape.
 * @throws Error if the channels do not divide into the groups
 */
export function groupNorm(groups = 32, { epsilon = EPSILON } = {}): Layer {
  return buildLayer('GroupNormalization', {
    parameters: ([channels]) => {
      if (channels! % groups !== 0) {
        throw new Error(`${channels} channels do not divide into ${groups} groups`);
      }
      return affineParameters(channels!);
    },
    forward: (params, x) => groupNormForward(params, x, groups, epsilon),
  });
}
