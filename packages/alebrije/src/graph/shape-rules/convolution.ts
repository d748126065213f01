/** Shape rules of convolutions and pooling. */

import type { ConvAttributes, OpName, PoolAttributes } from '../ops.ts';
import { sameShape, windowCount } from '../shape.ts';
import type { Shape, TensorType } from '../types.ts';
import { expectFloat, expectInputs, type Fail, type ShapeRules } from './rule.ts';

function checkGeometry(
  geometry: Record<string, unknown>,
  spatialRank: number,
  fail: Fail,
): asserts geometry is Record<string, readonly number[]> {
  const minimum: Record<string, number> = { padBegin: 0, padEnd: 0 };
  for (const [name, values] of Object.entries(geometry)) {
    const least = minimum[name] ?? 1;
    if (!Array.isArray(values) || values.length !== spatialRank) {
      fail(`${name} needs ${spatialRank} entries, one per spatial axis`);
    }
    if (values.some((value) => !Number.isInteger(value) || value < least)) {
      fail(`${name} must be whole numbers from ${least}, not ${values.join(', ')}`);
    }
  }
}

/** The spatial shape of conv's output. */
function convOutput(
  image: Shape,
  kernel: Shape,
  { strides, dilations, padBegin, padEnd, groups }: ConvAttributes,
  fail: Fail,
): number[] {
  const spatialRank = kernel.length - 2;
  if (spatialRank < 1 || spatialRank > 2) fail('takes one or two spatial axes');
  if (image.length !== kernel.length) fail('image and kernel differ in rank');
  if ([...image, ...kernel].some((extent) => !Number.isInteger(extent) || extent < 1)) {
    fail(`there is no image [${image.join(', ')}] with a kernel [${kernel.join(', ')}]`);
  }
  checkGeometry({ strides, dilations, padBegin, padEnd }, spatialRank, fail);
  if (!Number.isInteger(groups) || groups < 1) fail(`takes groups from 1, not ${groups}`);
  if (image[1] !== kernel[1]! * groups) {
    fail(`the kernel takes ${kernel[1]! * groups} channels, the image has ${image[1]}`);
  }
  if (kernel[0]! % groups !== 0) fail(`${kernel[0]} output channels in ${groups} groups`);
  return image.slice(2).map((extent, axis) => {
    const count = windowCount(
      extent,
      kernel[axis + 2]!,
      strides[axis]!,
      padBegin[axis]!,
      padEnd[axis]!,
      dilations[axis]!,
    );
    return count > 0 ? count : fail(`the kernel does not fit spatial axis ${axis}`);
  });
}

function poolOutput(x: TensorType, attributes: PoolAttributes, fail: Fail): TensorType {
  const { kernel, strides, padBegin, padEnd } = attributes;
  if (x.shape.length < 3 || x.shape.length > 4) fail('takes one or two spatial axes');
  checkGeometry({ kernel, strides, padBegin, padEnd }, x.shape.length - 2, fail);
  const spatial = x.shape.slice(2).map((extent, axis) => {
    if (padBegin[axis]! >= kernel[axis]! || padEnd[axis]! >= kernel[axis]!) {
      fail('padding must be smaller than the window');
    }
    const count = windowCount(
      extent,
      kernel[axis]!,
      strides[axis]!,
      padBegin[axis]!,
      padEnd[axis]!,
    );
    return count > 0 ? count : fail(`the window does not fit spatial axis ${axis}`);
  });
  return { dtype: 'float32', shape: [...x.shape.slice(0, 2), ...spatial] };
}

export const convolutionShapeRules = {
  conv: (inputs, attributes, fail) => {
    const [x, kernel] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    const spatial = convOutput(x.shape, kernel.shape, attributes, fail);
    return { dtype: 'float32', shape: [x.shape[0]!, kernel.shape[0]!, ...spatial] };
  },
  convTranspose: (inputs, attributes, fail) => {
    const [y, kernel] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    const channels = kernel.shape[1]! * attributes.groups;
    const image = [y.shape[0]!, channels, ...attributes.outputSpatial];
    const spatial = convOutput(image, kernel.shape, attributes, fail);
    const expected = [y.shape[0]!, kernel.shape[0]!, ...spatial];
    if (!sameShape(expected, y.shape)) {
      fail(
        `an output of ${attributes.outputSpatial.join('x')} needs input [${expected.join(', ')}]`,
      );
    }
    return { dtype: 'float32', shape: image };
  },
  convKernelGradient: (inputs, attributes, fail) => {
    const [x, y] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    const kernel = [y.shape[1]!, x.shape[1]! / attributes.groups, ...attributes.kernelSpatial];
    const spatial = convOutput(x.shape, kernel, attributes, fail);
    const expected = [x.shape[0]!, y.shape[1]!, ...spatial];
    if (!sameShape(expected, y.shape)) {
      fail(`a kernel of ${attributes.kernelSpatial.join('x')} needs [${expected.join(', ')}]`);
    }
    return { dtype: 'float32', shape: kernel };
  },
  maxPool: (inputs, attributes, fail) => {
    expectFloat(inputs, fail);
    return poolOutput(expectInputs(inputs, 1, fail)[0], attributes, fail);
  },
  maxPoolScatter: (inputs, attributes, fail) => {
    const [x, y] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    if (!sameShape(poolOutput(x, attributes, fail).shape, y.shape)) {
      fail('the second input must have the shape of the pooled first');
    }
    return x;
  },
  maxPoolGather: (inputs, attributes, fail) => {
    const [x, v] = expectInputs(inputs, 2, fail);
    expectFloat(inputs, fail);
    if (!sameShape(x.shape, v.shape)) fail('both inputs must have one shape');
    return poolOutput(x, attributes, fail);
  },
  avgPool: (inputs, attributes, fail) => {
    expectFloat(inputs, fail);
    return poolOutput(expectInputs(inputs, 1, fail)[0], attributes, fail);
  },
  upsampleNearest: (inputs, { scale }, fail) => {
    const [x] = expectInputs(inputs, 1, fail);
    expectFloat(inputs, fail);
    if (x.shape.length < 3 || x.shape.length > 4) fail('takes one or two spatial axes');
    checkGeometry({ scale }, x.shape.length - 2, fail);
    const spatial = x.shape.slice(2).map((extent, axis) => extent * scale[axis]!);
    return { dtype: 'float32', shape: [...x.shape.slice(0, 2), ...spatial] };
  },
} satisfies Partial<ShapeRules<OpName>>;
