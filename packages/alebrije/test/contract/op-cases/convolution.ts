/** Cases of convolutions and pooling: named geometries, and drawn ones. */

import * as build from '../../../src/graph/build.ts';
import type { ConvAttributes, PoolAttributes } from '../../../src/graph/ops.ts';
import { range, windowCount } from '../../../src/graph/shape.ts';
import { distinct, normal, type OpCase, opCase, wholeNumber } from './op-case.ts';

interface ConvGeometry extends ConvAttributes {
  readonly name: string;
  readonly image: readonly number[];
  readonly kernel: readonly number[];
}

const geometry = (
  name: string,
  image: readonly number[],
  kernel: readonly number[],
  options: Partial<ConvAttributes> = {},
): ConvGeometry => {
  const spatial = kernel.slice(2);
  const all = (value: number) => spatial.map(() => value);
  return {
    name,
    image,
    kernel,
    strides: all(1),
    dilations: all(1),
    padBegin: all(0),
    padEnd: all(0),
    groups: 1,
    ...options,
  };
};

/** A geometry without a name of its own: two axes, odd sizes, any padding, stride and dilation. */
function drawnGeometry(): ConvGeometry {
  const rank = wholeNumber(1, 2);
  const groups = wholeNumber(1, 2);
  const perAxis = (low: number, high: number) => range(rank).map(() => wholeNumber(low, high));
  const kernelSpatial = perAxis(1, 3);
  const [strides, dilations] = [perAxis(1, 3), perAxis(1, 2)];
  const [padBegin, padEnd] = [perAxis(0, 2), perAxis(0, 2)];
  // Large enough that the dilated kernel fits without the padding.
  const spatial = kernelSpatial.map(
    (extent, axis) => dilations[axis]! * (extent - 1) + 1 + wholeNumber(0, 4),
  );
  const channels = wholeNumber(1, 2);
  const image = [wholeNumber(1, 2), channels * groups, ...spatial];
  const kernel = [wholeNumber(1, 2) * groups, channels, ...kernelSpatial];
  const attributes = { strides, dilations, padBegin, padEnd, groups };
  const text = Object.entries(attributes).map(([name, value]) => `${name} ${value}`);
  const name = `image ${image}, kernel ${kernel}, ${text.join(', ')}`;
  return { name, image, kernel, ...attributes };
}

const geometries: readonly ConvGeometry[] = [
  geometry('1-D', [2, 3, 7], [4, 3, 3]),
  geometry('1-D causal', [1, 2, 8], [2, 2, 2], { dilations: [2], padBegin: [2] }),
  geometry('stride 1 same', [2, 3, 5, 4], [2, 3, 3, 3], { padBegin: [1, 1], padEnd: [1, 1] }),
  geometry('1x1', [2, 3, 4, 4], [5, 3, 1, 1]),
  // TensorFlow's 'same': the encoder's layers of most of the models here.
  geometry('stride 2 same', [2, 2, 8, 8], [4, 2, 3, 3], { strides: [2, 2], padEnd: [1, 1] }),
  geometry('1x1 image', [2, 2, 1, 1], [3, 2, 3, 3], { padBegin: [1, 1], padEnd: [1, 1] }),
  geometry('stride 2 of one channel', [3, 1, 8, 8], [4, 1, 3, 3], {
    strides: [2, 2],
    padEnd: [1, 1],
  }),
  geometry('to one channel', [2, 4, 6, 6], [1, 4, 3, 3], { padBegin: [1, 1], padEnd: [1, 1] }),
  geometry('5x5 stride 2 same', [2, 2, 7, 7], [3, 2, 5, 5], {
    strides: [2, 2],
    padBegin: [2, 2],
    padEnd: [2, 2],
  }),
  geometry('4x4 stride 2', [1, 3, 8, 8], [2, 3, 4, 4], {
    strides: [2, 2],
    padBegin: [1, 1],
    padEnd: [1, 1],
  }),
  geometry('stride with a rest', [1, 2, 6, 8], [2, 2, 3, 3], { strides: [2, 3] }),
  geometry('stride beyond the kernel', [1, 2, 7, 7], [2, 2, 1, 2], { strides: [3, 3] }),
  geometry('dilated', [1, 2, 7, 6], [2, 2, 3, 2], { dilations: [2, 3], padBegin: [1, 0] }),
  geometry('depthwise', [2, 3, 5, 5], [3, 1, 3, 3], {
    groups: 3,
    padBegin: [1, 1],
    padEnd: [1, 1],
  }),
  geometry('depthwise, two kernels a channel', [1, 3, 5, 5], [6, 1, 3, 3], {
    groups: 3,
    strides: [2, 2],
  }),
  geometry('kernel as large as the image, padded at the end', [1, 2, 3, 3], [2, 2, 3, 3], {
    padEnd: [1, 1],
  }),
  geometry('more filters than positions', [8, 8, 6, 5], [16, 8, 3, 3], {
    strides: [2, 2],
    padEnd: [1, 0],
  }),
  ...range(24).map(drawnGeometry),
];

/** The shape of conv's output. */
const outputShape = ({ image, kernel, strides, dilations, padBegin, padEnd }: ConvGeometry) => [
  image[0]!,
  kernel[0]!,
  ...strides.map((stride, axis) =>
    windowCount(
      image[axis + 2]!,
      kernel[axis + 2]!,
      stride,
      padBegin[axis]!,
      padEnd[axis]!,
      dilations[axis]!,
    ),
  ),
];

/** Without the fields that only describe the case. */
const attributesOf = ({ strides, dilations, padBegin, padEnd, groups }: ConvGeometry) => ({
  strides,
  dilations,
  padBegin,
  padEnd,
  groups,
});

const pool = (
  name: string,
  image: readonly number[],
  kernel: readonly number[],
  options: Partial<PoolAttributes> = {},
) => {
  const none = kernel.map(() => 0);
  const attributes: PoolAttributes = {
    kernel,
    strides: kernel,
    padBegin: none,
    padEnd: none,
    ...options,
  };
  const output = [
    ...image.slice(0, 2),
    ...kernel.map((extent, axis) =>
      windowCount(
        image[axis + 2]!,
        extent,
        attributes.strides[axis]!,
        attributes.padBegin[axis]!,
        attributes.padEnd[axis]!,
      ),
    ),
  ];
  return { name, image, output, attributes };
};

const pools = [
  pool('1-D', [2, 2, 7], [2]),
  pool('1-D overlapping', [1, 2, 8], [3], { strides: [1], padBegin: [1], padEnd: [1] }),
  pool('2x2', [2, 2, 4, 4], [2, 2]),
  pool('2x2 with a rest', [1, 2, 5, 5], [2, 2]),
  pool('3x3 stride 2 same', [1, 2, 6, 5], [3, 3], {
    strides: [2, 2],
    padBegin: [0, 1],
    padEnd: [1, 1],
  }),
  pool('overlapping', [1, 1, 5, 6], [3, 2], { strides: [1, 1] }),
  pool('stride beyond the window', [1, 2, 7, 6], [2, 1], { strides: [3, 2] }),
  pool('of the whole image', [2, 3, 3, 4], [3, 4]),
];

const scales = [
  { image: [2, 2, 3], scale: [3] },
  { image: [2, 2, 2, 3], scale: [2, 2] },
  { image: [1, 2, 3, 2], scale: [1, 3] },
];

export const convolutionCases = {
  conv: geometries.map((each) =>
    opCase(each.name, [normal(...each.image), normal(...each.kernel)], (x, kernel) =>
      build.conv(x, kernel, attributesOf(each)),
    ),
  ),
  convTranspose: geometries.map((each) =>
    opCase(each.name, [normal(...outputShape(each)), normal(...each.kernel)], (y, kernel) =>
      build.convTranspose(y, kernel, attributesOf(each), each.image.slice(2)),
    ),
  ),
  convKernelGradient: geometries.map((each) =>
    opCase(each.name, [normal(...each.image), normal(...outputShape(each))], (x, y) =>
      build.convKernelGradient(x, y, attributesOf(each), each.kernel.slice(2)),
    ),
  ),
  maxPool: pools.map(({ name, image, attributes }) =>
    opCase(name, [distinct(image)], (x) => build.maxPool(x, attributes)),
  ),
  maxPoolScatter: pools.map(({ name, image, output, attributes }) =>
    opCase(name, [distinct(image), normal(...output)], (x, y) =>
      build.maxPoolScatter(x, y, attributes),
    ),
  ),
  maxPoolGather: pools.map(({ name, image, attributes }) =>
    opCase(name, [distinct(image), normal(...image)], (x, v) =>
      build.maxPoolGather(x, v, attributes),
    ),
  ),
  avgPool: [false, true].flatMap((countPadding): OpCase[] =>
    pools.map(({ name, image, attributes }) =>
      opCase(`${name}${countPadding ? ', padding counts' : ''}`, [normal(...image)], (x) =>
        build.avgPool(x, { ...attributes, countPadding }),
      ),
    ),
  ),
  upsampleNearest: scales.map(({ image, scale }) =>
    opCase(scale.join('x'), [normal(...image)], (x) => build.upsampleNearest(x, scale)),
  ),
};
