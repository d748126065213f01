/** Convolutions of random geometry, and every route of the kernel's gradient, against the reference. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import * as build from '../../../src/graph/build.ts';
import type { ConvAttributes } from '../../../src/graph/ops.ts';
import { graphOf } from '../../../src/graph/trace.ts';
import type { Graph, Node, Shape } from '../../../src/graph/types.ts';
import type { Engine } from '../../../src/runtime/engine/serve-requests.ts';
import { createEmission } from '../../../src/runtime/lowering/context.ts';
import {
  availableRoutes,
  type KernelGradientRoute,
  kernelGradient,
} from '../../../src/runtime/lowering/kernel-gradient.ts';
import { STANDARD } from '../../../src/runtime/lowering/target.ts';
import { encodeLowered } from '../../../src/runtime/onnx/encode.ts';
import { createEngine } from '../../../src/runtime/ort-node/engine.ts';
import { createInlineRuntime } from '../../../src/runtime/ort-node/inline-runtime.ts';
import { createReferenceRuntime } from '../../../src/runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { randomTensor, uniformDraws } from './random-feeds.ts';

const BATCH = 3;

interface Geometry {
  readonly image: Shape;
  readonly kernel: Shape;
  readonly attributes: ConvAttributes;
}

/** A geometry for which the window fits the padded image. */
function randomGeometry(draw: () => number): Geometry {
  const pick = (low: number, high: number) => low + Math.floor(draw() * (high - low + 1));
  const rank = pick(1, 2);
  const perAxis = (low: number, high: number) =>
    Array.from({ length: rank }, () => pick(low, high));
  const groups = pick(1, 3);
  const channels = pick(1, 3);
  const kernel = perAxis(1, 4);
  const attributes = {
    strides: perAxis(1, 3),
    dilations: perAxis(1, 2),
    padBegin: perAxis(0, 3),
    padEnd: perAxis(0, 3),
    groups,
  };
  const spatial = kernel.map((extent, axis) => {
    const window = attributes.dilations[axis]! * (extent - 1) + 1;
    const padding = attributes.padBegin[axis]! + attributes.padEnd[axis]!;
    return Math.max(1, window - padding) + pick(0, 6);
  });
  return {
    image: [BATCH, groups * channels, ...spatial],
    kernel: [groups * pick(1, 3), channels, ...kernel],
    attributes,
  };
}

const COUNT = 60;
const draw = uniformDraws(7);
const geometries = Array.from({ length: COUNT }, () => randomGeometry(draw)).map(
  (geometry) => [JSON.stringify(geometry), geometry] as const,
);
const input = (name: string, shape: Shape) => build.input(name, { dtype: 'float32', shape });

let inline: Runtime;
let engine: Engine;
const reference = createReferenceRuntime();
beforeAll(async () => {
  inline = await createInlineRuntime({ threads: 2 });
  engine = await createEngine({ provider: 'cpu', threads: 2 });
});
afterAll(() => inline.dispose());

function randomFeeds(graph: Graph) {
  return Object.fromEntries(
    graph.inputs.map(({ attributes: { name, type } }) => [
      name,
      randomTensor(draw, 'float32', type.shape),
    ]),
  );
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    expect(Math.abs(actual[index]! - expected[index]!)).toBeLessThan(1e-4);
  }
}

it.each(geometries)('conv and its transposes: %s', async (_, { image, kernel, attributes }) => {
  const x = input('x', image);
  const k = input('k', kernel);
  const convolved = build.conv(x, k, attributes);
  const y = input('y', convolved.type.shape);
  const graph = graphOf({
    conv: convolved,
    convTranspose: build.convTranspose(y, k, attributes, image.slice(2)),
    convKernelGradient: build.convKernelGradient(x, y, attributes, kernel.slice(2)),
  });
  const feeds = randomFeeds(graph);
  const expected = await (await reference.compile(graph)).run(feeds).host;
  const actual = await (await inline.compile(graph)).run(feeds).host;
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]!.shape).toEqual(shape);
    expectClose(actual[name]!.data, data);
  }
});

it.each(geometries)('routes of the kernel gradient: %s', async (text, geometry) => {
  const { image, kernel, attributes } = geometry;
  const x = input('x', image);
  const y = input('y', build.conv(x, input('k', kernel), attributes).type.shape);
  const node = build.convKernelGradient(x, y, attributes, kernel.slice(2));
  const graph = graphOf({ gradient: node });
  const feeds = randomFeeds(graph);
  const expected = (await (await reference.compile(graph)).run(feeds).host).gradient!;
  const routes = availableRoutes(node);
  expect(routes).toContain('dilated');
  for (const [index, route] of routes.entries()) {
    const program = geometries.findIndex(([other]) => other === text) * 10 + index;
    await engine({ kind: 'compile', program, model: encodeRoute(node, [x, y], route) });
    const reply = await engine({ kind: 'run', program, feeds, resident: {} });
    expect(reply.gradient!.shape).toEqual(expected.shape);
    expectClose(reply.gradient!.data, expected.data);
    await engine({ kind: 'release', program });
  }
});

function encodeRoute(
  node: Node<'convKernelGradient'>,
  operands: readonly Node<'input'>[],
  route: KernelGradientRoute,
): Uint8Array<ArrayBuffer> {
  const [x, y] = operands.map((operand) => operand.attributes.name) as [string, string];
  const { context, nodes, initializers } = createEmission(STANDARD, new Map(), new Set([x, y]));
  const result = kernelGradient(context, node, [x, y, ''], route);
  nodes.push({ operator: 'Identity', inputs: [result], outputs: ['gradient'], attributes: {} });
  const inputs = operands.map(({ attributes: { name, type } }) => ({ name, type }));
  const outputs = [{ name: 'gradient', type: node.type }];
  return encodeLowered({ inputs, outputs, nodes, initializers });
}
