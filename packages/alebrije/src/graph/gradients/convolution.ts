/**
 * Gradients of convolutions and pooling.
 *
 * conv(x, k), convTranspose(y, k) and convKernelGradient(x, y) are the three derivatives of one
 * trilinear form T(x, k, y) = Σ y[b,o,s′] · k[o,c,κ] · x[b,c,s′·stride + κ·dilation − pad]: each leaves
 * one argument out, so the gradient of any of them is made of the other two.
 */

import {
  avgPool,
  constant,
  conv,
  convKernelGradient,
  convTranspose,
  maxPoolGather,
  maxPoolScatter,
  mul,
  reshape,
  scalar,
  upsampleNearest,
} from '../build.ts';
import type { ConvAttributes, OpAttributes, OpName } from '../ops.ts';
import { sizeOf, windowCount } from '../shape.ts';
import type { Node, Shape } from '../types.ts';
import type { GradientRules } from './rule.ts';

const geometryOf = ({
  strides,
  dilations,
  padBegin,
  padEnd,
  groups,
}: ConvAttributes): ConvAttributes => ({ strides, dilations, padBegin, padEnd, groups });

const spatialOf = (node: Node): Shape => node.type.shape.slice(2);

/** 1 / (number of entries that each window averages), shaped [1, 1, ...S′]. */
function inverseCounts(spatial: Shape, pool: OpAttributes['avgPool']): Node {
  const perAxis = spatial.map((extent, axis) => {
    const kernel = pool.kernel[axis]!;
    const begin = pool.padBegin[axis]!;
    const windows = windowCount(extent, kernel, pool.strides[axis]!, begin, pool.padEnd[axis]!);
    return Array.from({ length: windows }, (_, window) => {
      const start = window * pool.strides[axis]! - begin;
      return Math.min(start + kernel, extent) - Math.max(start, 0);
    });
  });
  const counts = perAxis.reduce<number[]>(
    (outer, inner) => outer.flatMap((a) => inner.map((b) => a * b)),
    [1],
  );
  const shape = [1, 1, ...perAxis.map((windows) => windows.length)];
  const values = pool.countPadding ? counts.map(() => sizeOf(pool.kernel)) : counts;
  return constant(
    'float32',
    shape,
    Float32Array.from(values, (count) => 1 / count),
  );
}

/** Whether every entry lies in exactly one window: no overlap, no padding, nothing left over. */
function tilesImage(spatial: Shape, pool: OpAttributes['avgPool']): boolean {
  return spatial.every(
    (extent, axis) =>
      pool.kernel[axis] === pool.strides[axis] &&
      extent % pool.kernel[axis]! === 0 &&
      pool.padBegin[axis] === 0 &&
      pool.padEnd[axis] === 0,
  );
}

export const convolutionGradients = {
  conv: (node, g) => {
    const [x, kernel] = node.inputs as readonly [Node, Node];
    const geometry = geometryOf(node.attributes);
    return [
      convTranspose(g, kernel, geometry, spatialOf(x)),
      convKernelGradient(x, g, geometry, spatialOf(kernel)),
    ];
  },
  convTranspose: (node, g) => {
    const [y, kernel] = node.inputs as readonly [Node, Node];
    const geometry = geometryOf(node.attributes);
    return [conv(g, kernel, geometry), convKernelGradient(g, y, geometry, spatialOf(kernel))];
  },
  convKernelGradient: (node, g) => {
    const [x, y] = node.inputs as readonly [Node, Node];
    const geometry = geometryOf(node.attributes);
    return [convTranspose(y, g, geometry, spatialOf(x)), conv(x, g, geometry)];
  },
  maxPool: (node, g) => [maxPoolScatter(node.inputs[0]!, g, node.attributes)],
  maxPoolScatter: (node, g) => [undefined, maxPoolGather(node.inputs[0]!, g, node.attributes)],
  maxPoolGather: (node, g) => [undefined, maxPoolScatter(node.inputs[0]!, g, node.attributes)],
  // avgPool is a convolution of each channel with ones, divided by the windows' counts.
  avgPool: (node, g) => {
    const x = node.inputs[0]!;
    const { kernel, strides, padBegin, padEnd } = node.attributes;
    const [batch, channels, ...spatial] = x.type.shape as [number, number, ...number[]];
    if (tilesImage(spatial, node.attributes)) {
      return [upsampleNearest(mul(g, scalar(1 / sizeOf(kernel))), kernel)];
    }
    const scaled = mul(g, inverseCounts(spatial, node.attributes));
    const ones = constant('float32', [1, 1, ...kernel], new Float32Array(sizeOf(kernel)).fill(1));
    const perChannel = convTranspose(
      reshape(scaled, [batch * channels, 1, ...spatialOf(node)]),
      ones,
      { strides, dilations: kernel.map(() => 1), padBegin, padEnd, groups: 1 },
      spatial,
    );
    return [reshape(perChannel, x.type.shape)];
  },
  upsampleNearest: (node, g) => {
    const { scale } = node.attributes;
    const none = scale.map(() => 0);
    const mean = avgPool(g, {
      kernel: scale,
      strides: scale,
      padBegin: none,
      padEnd: none,
      countPadding: true,
    });
    return [mul(mean, scalar(sizeOf(scale)))];
  },
} satisfies Partial<GradientRules<OpName>>;
