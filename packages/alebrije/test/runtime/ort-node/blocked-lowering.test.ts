/**
 * Convolutions and what surrounds them in the layout NCHWc, against the reference. Channels are of
 * every kind that the layout tells apart: less than a block, whole blocks, and neither.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import type { ConvAttributes } from '../../../src/graph/ops.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { Graph, Node, Shape } from '../../../src/graph/types.ts';
import { lowerGraph } from '../../../src/runtime/lowering/lower.ts';
import type { LoweringTarget } from '../../../src/runtime/lowering/target.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import { createReferenceRuntime } from '../../../src/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { randomTensor, uniformDraws } from './random-feeds.ts';

const BLOCKS: LoweringTarget = { kernels: 'cpu', channelBlock: 16 };
const draw = uniformDraws(11);
const pick = (low: number, high: number) => low + Math.floor(draw() * (high - low + 1));
const oneOf = (values: readonly number[]) => values[pick(0, values.length - 1)]!;
const input = (name: string, shape: Shape) => build.input(name, { dtype: 'float32', shape });

let cpu: Runtime;
const reference = createReferenceRuntime();
beforeAll(async () => {
  cpu = await createInlineRuntime({ threads: 2 });
});
afterAll(() => cpu.dispose());

async function expectAgreement(graph: Graph): Promise<void> {
  const feeds = Object.fromEntries(
    graph.inputs.map(({ attributes: { name, type } }) => [
      name,
      randomTensor(draw, 'float32', type.shape, -1, 1),
    ]),
  );
  const expected = await (await reference.compile(graph)).run(feeds).host;
  const program = await cpu.compile(graph);
  const actual = await program.run(feeds).host;
  program.dispose();
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]!.shape).toEqual(shape);
    const scale = Math.max(1, ...data.map(Math.abs));
    const worst = Math.max(
      ...data.map((value, index) => Math.abs(value - actual[name]!.data[index]!)),
    );
    expect(worst / scale, name).toBeLessThan(2e-5);
  }
}

interface Geometry {
  readonly image: Shape;
  readonly kernel: Shape;
  readonly attributes: ConvAttributes;
}

/** A geometry for which the window fits the padded image. */
function randomGeometry(): Geometry {
  const pair = (low: number, high: number) => [pick(low, high), pick(low, high)];
  const kernel = pair(1, 5);
  const attributes = {
    strides: draw() < 0.7 ? [1, 1].map((_, __, { length }) => oneOf([1, length])) : pair(1, 3),
    dilations: draw() < 0.8 ? [1, 1] : pair(1, 2),
    padBegin: pair(0, 2),
    padEnd: pair(0, 3),
    groups: 1,
  };
  const spatial = kernel.map((extent, axis) => {
    const window = attributes.dilations[axis]! * (extent - 1) + 1;
    const padding = attributes.padBegin[axis]! + attributes.padEnd[axis]!;
    return Math.max(1, window - padding) + pick(0, 5);
  });
  const channels = oneOf([1, 3, 16, 32, 20]);
  return {
    image: [oneOf([1, 3, 8, 14, 16]), channels, ...spatial],
    kernel: [oneOf([1, 3, 16, 48, 20]), channels, ...kernel],
    attributes,
  };
}

const geometries = Array.from({ length: 80 }, randomGeometry).map(
  (geometry) => [JSON.stringify(geometry), geometry] as const,
);

it.each(geometries)('conv and its transposes: %s', async (_, { image, kernel, attributes }) => {
  const [x, k] = [input('x', image), input('k', kernel)];
  const convolved = build.conv(x, k, attributes);
  const y = input('y', convolved.type.shape);
  const perOutput = input('b', [kernel[0]!, 1, 1]);
  const perChannel = input('c', [kernel[1]!, 1, 1]);
  await expectAgreement(
    graphOf({
      conv: convolved,
      activated: build.relu(build.add(build.conv(build.neg(x), k, attributes), perOutput)),
      convTranspose: build.convTranspose(y, k, attributes, image.slice(2)),
      activatedTranspose: build.relu(
        build.add(build.convTranspose(build.neg(y), k, attributes, image.slice(2)), perChannel),
      ),
      convKernelGradient: build.convKernelGradient(x, y, attributes, kernel.slice(2)),
    }),
  );
});

describe('around a convolution', () => {
  const [BATCH, CHANNELS, SIDE] = [3, 32, 6];
  const same = { strides: [1, 1], dilations: [1, 1], padBegin: [1, 1], padEnd: [1, 1], groups: 1 };
  const x = input('x', [BATCH, 16, SIDE, SIDE]);
  const k = input('k', [CHANNELS, 16, 3, 3]);
  const image = () => build.conv(x, k, same);
  const slice = (node: Node, from: number, to: number) =>
    build.slice(node, {
      starts: [0, from, 0, 0],
      ends: [BATCH, to, SIDE, SIDE],
      steps: [1, 1, 1, 1],
    });
  const operand = (shape: Shape) => input('other', shape);
  const cases: Readonly<Record<string, () => Node>> = {
    'step of the same shape': () => build.mul(image(), build.step(image(), 0)),
    'leaky step': () => build.step(image(), 0.2),
    sigmoid: () => build.sigmoid(build.neg(image())),
    'scalar on the left': () => build.sub(operand([]), image()),
    'one value per channel': () => build.mul(image(), operand([CHANNELS, 1, 1])),
    'one value per image': () => build.add(image(), operand([BATCH, 1, 1, 1])),
    'one value per channel and image': () => build.add(operand([BATCH, CHANNELS, 1, 1]), image()),
    'one value per place': () => build.mul(image(), operand([SIDE, SIDE])),
    'one row': () => build.mul(image(), operand([SIDE])),
    'a whole image per channel': () => build.mul(image(), operand([CHANNELS, SIDE, SIDE])),
    'minus one value per channel': () => build.sub(image(), operand([1, CHANNELS, 1, 1])),
    'one value per channel, minus': () => build.sub(operand([1, CHANNELS, 1, 1]), image()),
    'scaled and shifted': () =>
      build.relu(
        build.add(
          build.mul(operand([BATCH, CHANNELS, 1, 1]), image()),
          input('shift', [CHANNELS, 1, 1]),
        ),
      ),
    'scaled twice, added, shifted': () => {
      const scaled = build.mul(image(), operand([CHANNELS, 1, 1]));
      const other = build.mul(image(), input('second', [BATCH, CHANNELS, 1, 1]));
      return build.add(build.add(scaled, other), input('shift', [BATCH, CHANNELS, 1, 1]));
    },
    'convolved and added to an image': () =>
      build.relu(build.add(operand([BATCH, CHANNELS, SIDE, SIDE]), image())),
    'convolved, shifted and added to an image': () =>
      build.add(
        build.add(image(), operand([CHANNELS, 1, 1])),
        build.conv(x, input('l', [CHANNELS, 16, 3, 3]), same),
      ),
    'scaled where nothing is in blocks': () => {
      const plain = input('plain', [BATCH, CHANNELS, SIDE, SIDE]);
      return build.relu(
        build.add(
          build.mul(plain, operand([CHANNELS, 1, 1])),
          input('shift', [BATCH, CHANNELS, 1, 1]),
        ),
      );
    },
    'an image in its own order': () =>
      build.maximum(image(), operand([BATCH, CHANNELS, SIDE, SIDE])),
    'broadcast in the graph': () =>
      build.div(
        image(),
        build.broadcastTo(build.exp(operand([1, CHANNELS, 1, 1])), [BATCH, CHANNELS, SIDE, SIDE]),
      ),
    'sum over all': () => build.sum(image(), [0, 1, 2, 3], false),
    'sum per channel': () => build.sum(image(), [0, 2, 3], false),
    'sum per channel, kept': () => build.sum(image(), [0, 2, 3], true),
    'sum per image and channel': () => build.sum(image(), [2, 3], true),
    'sum over rows': () => build.sum(image(), [2], false),
    'sum over channels': () => build.sum(image(), [1], true),
    upsampling: () => build.upsampleNearest(image(), [2, 3]),
    'average pooling': () =>
      build.avgPool(image(), {
        kernel: [3, 2],
        strides: [2, 2],
        padBegin: [1, 0],
        padEnd: [1, 1],
        countPadding: true,
      }),
    'average without padding': () =>
      build.avgPool(image(), {
        kernel: [3, 2],
        strides: [2, 2],
        padBegin: [1, 0],
        padEnd: [1, 1],
        countPadding: false,
      }),
    'concatenated with whole blocks': () =>
      build.concat([image(), operand([BATCH, 16, SIDE, SIDE])], 1),
    'concatenated with part of a block': () =>
      build.concat([operand([BATCH, 8, SIDE, SIDE]), image()], 1),
    'concatenated along the batch': () => build.concat([image(), image()], 0),
    'whole blocks of channels': () => slice(image(), 16, 32),
    'part of a block': () => slice(image(), 8, 24),
    'reshaped to vectors': () => build.reshape(image(), [BATCH, CHANNELS * SIDE * SIDE]),
  };

  it.each(Object.entries(cases))('%s', async (_, apply) => {
    const result = apply();
    await expectAgreement(graphOf({ result, again: build.tanh(result) }));
  });
});

it('keeps the layout from one convolution to the next', () => {
  const same = { strides: [2, 2], dilations: [1, 1], padBegin: [0, 0], padEnd: [1, 1], groups: 1 };
  const hidden = build.relu(
    build.conv(input('x', [4, 1, 16, 16]), input('k', [32, 1, 3, 3]), same),
  );
  const masked = build.mul(build.conv(hidden, input('l', [64, 32, 3, 3]), same), input('s', []));
  const operators = lowerGraph(graphOf({ masked }), BLOCKS).nodes.map(({ operator }) => operator);
  expect(operators.filter((operator) => operator === 'nchwc.Conv')).toHaveLength(2);
  expect(operators.filter((operator) => operator === 'nchwc.ReorderOutput')).toHaveLength(1);
  expect(operators).not.toContain('Relu');
});
