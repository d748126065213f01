import { expect, test } from 'vitest';
import * as build from '../../src/graph/build.ts';
import { differentiate } from '../../src/graph/differentiate.ts';
import { optimize } from '../../src/graph/passes.ts';
import { printGraph } from '../../src/graph/print.ts';
import { graphOf } from '../../src/graph/trace.ts';

test('a dense layer', () => {
  const x = build.input('x', { dtype: 'float32', shape: [8, 3] });
  const kernel = build.input('kernel', { dtype: 'float32', shape: [3, 2] });
  const bias = build.constant('float32', [2], Float32Array.of(0.1, -2));
  const y = build.relu(build.add(build.matmul(x, kernel), bias));
  expect(printGraph(graphOf({ y }))).toMatchInlineSnapshot(`
    "%1: float32[8, 3] = input(x)
    %2: float32[3, 2] = input(kernel)
    %3: float32[2] = constant(0.1, -2)
    %4: float32[8, 2] = matmul{transposeA=false, transposeB=false} %1, %2
    %5: float32[8, 2] = add %4, %3
    %6: float32[8, 2] = relu %5
    outputs: y = %6
    "
  `);
});

test('attributes, draws and long constants', () => {
  const noise = build.input('random/noise', { dtype: 'float32', shape: [1, 1, 4, 4] }, 'normal');
  const kernel = build.constant('float32', [1, 1, 2, 3], Float32Array.from([1, 2, 3, 4, 5, 6]));
  const y = build.conv(noise, kernel, {
    strides: [2, 1],
    dilations: [1, 1],
    padBegin: [0, 0],
    padEnd: [0, 1],
    groups: 1,
  });
  const outputs = { bytes: build.cast(build.leakyRelu(y, 0.2), 'uint8'), y };
  expect(printGraph(graphOf(outputs))).toMatchInlineSnapshot(`
    "%1: float32[1, 1, 4, 4] = input(random/noise, normal)
    %2: float32[1, 1, 2, 3] = constant(1, 2, 3, 4, …)
    %3: float32[1, 1, 2, 3] = conv{strides=[2, 1], dilations=[1, 1], padBegin=[0, 0], padEnd=[0, 1], groups=1} %1, %2
    %4: float32[1, 1, 2, 3] = leakyRelu{slope=0.2} %3
    %5: uint8[1, 1, 2, 3] = cast{dtype=uint8} %4
    outputs: bytes = %5, y = %3
    "
  `);
});

test('the gradient of a squared distance', () => {
  const x = build.input('x', { dtype: 'float32', shape: [2, 3] });
  const target = build.input('target', { dtype: 'float32', shape: [3] });
  const distance = build.sub(x, target);
  const loss = build.sum(build.mul(distance, distance), [0, 1]);
  const [dx, dtarget] = differentiate(loss, [x, target]);
  expect(
    printGraph(optimize(graphOf({ loss, dx: dx!, dtarget: dtarget! }))),
  ).toMatchInlineSnapshot(`
    "%1: float32[2, 3] = input(x)
    %2: float32[3] = input(target)
    %3: float32[2, 3] = sub %1, %2
    %4: float32[2, 3] = mul %3, %3
    %5: float32[] = sum{axes=[0, 1], keepDims=false} %4
    %6: float32[] = constant(1)
    %7: float32[1, 1] = reshape{shape=[1, 1]} %6
    %8: float32[] = constant(2)
    %9: float32[1, 1] = mul %7, %8
    %10: float32[2, 3] = mul %9, %3
    %11: float32[2, 3] = neg %10
    %12: float32[3] = sum{axes=[0], keepDims=false} %11
    outputs: loss = %5, dx = %10, dtarget = %12
    "
  `);
});
