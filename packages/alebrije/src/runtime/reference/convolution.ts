/**
 * Convolution and its two transposes. A convolution is linear in the image and in the kernel:
 *   output[b, o, p] = Σ image[b, c, i] · kernel[o, c, k]  over all (c, i, k) that meet at p,
 * so each transpose visits the same triples and accumulates into another of the three operands.
 *
 * Axis letters as in graph/ops.ts.
 */

import type { ConvAttributes, OpName } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Shape } from '../../graph/types.ts';
import { type ReferenceRules, zeros } from './array.ts';
import { type Tap, windowTaps } from './windows.ts';

/** Calls `visit` with the offsets of each (image plane, kernel plane, output plane) that interact. */
function visitPlanes(
  attributes: ConvAttributes,
  image: Shape,
  kernel: Shape,
  output: Shape,
  visit: (taps: readonly Tap[], image: number, kernel: number, output: number) => void,
): void {
  const imageSpatial = image.slice(2);
  const kernelSpatial = kernel.slice(2);
  const outputSpatial = output.slice(2);
  const taps = windowTaps(attributes, imageSpatial, kernelSpatial, outputSpatial);
  const [batch, channels] = image as [number, number];
  const [outputChannels, groupChannels] = kernel as [number, number];
  const groupOutputs = outputChannels / attributes.groups;
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outputChannels; o++) {
      const firstChannel = Math.floor(o / groupOutputs) * groupChannels;
      for (let c = 0; c < groupChannels; c++) {
        visit(
          taps,
          (b * channels + firstChannel + c) * sizeOf(imageSpatial),
          (o * groupChannels + c) * sizeOf(kernelSpatial),
          (b * outputChannels + o) * sizeOf(outputSpatial),
        );
      }
    }
  }
}

export const convolutionReferenceRules = {
  conv: ({ attributes, type }, [x, kernel]) => {
    const y = zeros(type);
    visitPlanes(attributes, x!.shape, kernel!.shape, y.shape, (taps, atX, atKernel, atY) => {
      for (const tap of taps) {
        y.data[atY + tap.output]! +=
          x!.data[atX + tap.image]! * kernel!.data[atKernel + tap.kernel]!;
      }
    });
    return y;
  },
  convTranspose: ({ attributes, type }, [y, kernel]) => {
    const x = zeros(type);
    visitPlanes(attributes, x.shape, kernel!.shape, y!.shape, (taps, atX, atKernel, atY) => {
      for (const tap of taps) {
        x.data[atX + tap.image]! +=
          y!.data[atY + tap.output]! * kernel!.data[atKernel + tap.kernel]!;
      }
    });
    return x;
  },
  convKernelGradient: ({ attributes, type }, [x, y]) => {
    const kernel = zeros(type);
    visitPlanes(attributes, x!.shape, kernel.shape, y!.shape, (taps, atX, atKernel, atY) => {
      for (const tap of taps) {
        kernel.data[atKernel + tap.kernel]! +=
          x!.data[atX + tap.image]! * y!.data[atY + tap.output]!;
      }
    });
    return kernel;
  },
} satisfies Partial<ReferenceRules<OpName>>;
