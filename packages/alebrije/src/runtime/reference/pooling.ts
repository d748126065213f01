/** Pooling and its transposes, plane by plane over [B, C, ...S]. */

import type { OpName, PoolAttributes } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { generate, type ReferenceArray, type ReferenceRules, zeros } from './array.ts';
import { type Tap, windowTaps } from './windows.ts';

type Windows = Pick<PoolAttributes, 'kernel' | 'strides' | 'padBegin'>;

function poolTaps(windows: Windows, image: Shape, output: Shape): Tap[] {
  const { kernel, strides, padBegin } = windows;
  const dilations = kernel.map(() => 1);
  return windowTaps({ strides, dilations, padBegin }, image.slice(2), kernel, output.slice(2));
}

/** Offset in `x` of the first maximum of each window, in row-major order of the windows. */
function maximumOffsets(attributes: PoolAttributes, x: ReferenceArray, output: Shape): Int32Array {
  const taps = poolTaps(attributes, x.shape, output);
  const offsets = new Int32Array(sizeOf(output)).fill(-1);
  const imageSize = sizeOf(x.shape.slice(2));
  const outputSize = sizeOf(output.slice(2));
  for (let plane = 0; plane < offsets.length / outputSize; plane++) {
    for (const tap of taps) {
      const at = plane * imageSize + tap.image;
      const window = plane * outputSize + tap.output;
      const best = offsets[window]!;
      if (best < 0 || x.data[at]! > x.data[best]!) offsets[window] = at;
    }
  }
  return offsets;
}

export const poolingReferenceRules = {
  maxPool: ({ attributes, type }, [x]) => {
    const offsets = maximumOffsets(attributes, x!, type.shape);
    return generate(type, (window) => x!.data[offsets[window]!]!);
  },
  maxPoolScatter: ({ attributes, type }, [x, y]) => {
    const result = zeros(type);
    const offsets = maximumOffsets(attributes, x!, y!.shape);
    for (const [window, value] of y!.data.entries()) result.data[offsets[window]!]! += value;
    return result;
  },
  maxPoolGather: ({ attributes, type }, [x, v]) => {
    const offsets = maximumOffsets(attributes, x!, type.shape);
    return generate(type, (window) => v!.data[offsets[window]!]!);
  },
  avgPool: ({ attributes, type }, [x]) => {
    const result = zeros(type);
    const taps = poolTaps(attributes, x!.shape, type.shape);
    const imageSize = sizeOf(x!.shape.slice(2));
    const outputSize = sizeOf(type.shape.slice(2));
    const counts = new Float64Array(outputSize);
    for (const tap of taps) counts[tap.output]!++;
    if (attributes.countPadding) counts.fill(sizeOf(attributes.kernel));
    for (let plane = 0; plane < result.data.length / outputSize; plane++) {
      for (const tap of taps) {
        result.data[plane * outputSize + tap.output]! +=
          x!.data[plane * imageSize + tap.image]! / counts[tap.output]!;
      }
    }
    return result;
  },
  upsampleNearest: ({ attributes: { scale }, type }, [x]) => {
    const result = zeros(type);
    const disjoint = { kernel: scale, strides: scale, padBegin: scale.map(() => 0) };
    const taps = poolTaps(disjoint, type.shape, x!.shape);
    const largeSize = sizeOf(type.shape.slice(2));
    const smallSize = sizeOf(x!.shape.slice(2));
    for (let plane = 0; plane < x!.data.length / smallSize; plane++) {
      for (const tap of taps) {
        result.data[plane * largeSize + tap.image] = x!.data[plane * smallSize + tap.output]!;
      }
    }
    return result;
  },
} satisfies Partial<ReferenceRules<OpName>>;
