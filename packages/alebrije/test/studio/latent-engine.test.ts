/** What the latent explorer computes: the order of decoding, views, nearness, directions. */

import { describe, expect, test } from 'vitest';
import type { CodeSet } from '../../../../apps/studio/src/pages/run/latent/codes/code-set.ts';
import { orderDimensions } from '../../../../apps/studio/src/pages/run/latent/codes/code-set.ts';
import { principalAxes } from '../../../../apps/studio/src/pages/run/latent/codes/principal-axes.ts';
import { createDecodeQueue } from '../../../../apps/studio/src/pages/run/latent/decoder/decode-queue.ts';
import {
  dragBy,
  fitCamera,
  placeAt,
  projectOne,
  projectPoints,
  viewMatrix,
  zoomAt,
} from '../../../../apps/studio/src/pages/run/latent/plane/camera.ts';
import {
  nearestPoint,
  nextPoint,
  pointsInside,
} from '../../../../apps/studio/src/pages/run/latent/plane/points-near.ts';

/** A decoder whose answers wait until they are let go; a row's value is twice its first number. */
function slowDecoder(codeSize: number) {
  const asked: { rows: number; answer: () => Promise<void> }[] = [];
  const queue = createDecodeQueue(
    (codes, count) =>
      new Promise((resolve) => {
        const values = Float32Array.from({ length: count }, (_, row) => 2 * codes[row * codeSize]!);
        const answer = async () => {
          resolve({ values, milliseconds: 1 });
          await new Promise((done) => setTimeout(done));
        };
        asked.push({ rows: count, answer });
      }),
    codeSize,
  );
  return { queue, asked };
}

describe('the order of decoding', () => {
  test('of codes that are moved only the newest is decoded', async () => {
    const { queue, asked } = slowDecoder(2);
    const all = [1, 2, 3, 4].map((value) => queue.latest([value, 0], undefined));
    expect(asked).toHaveLength(1);
    await asked[0]!.answer();
    expect(asked).toHaveLength(2);
    await asked[1]!.answer();
    expect(asked).toHaveLength(2);
    const decoded = await Promise.all(all);
    expect(decoded.map((each) => each?.values[0])).toEqual([2, undefined, undefined, 8]);
  });

  test('a code that is moved goes before what is left of many', async () => {
    const { queue, asked } = slowDecoder(1);
    const codes = Float32Array.from({ length: 20 }, (_, row) => row);
    const rows: number[] = [];
    const all = queue.all(codes, undefined, { onPart: (row) => rows.push(row) });
    const moved = queue.latest([50], undefined);
    await asked[0]!.answer();
    expect(asked[1]!.rows).toBe(1);
    for (let place = 1; place < asked.length; place++) await asked[place]!.answer();
    expect((await moved)?.values[0]).toBe(100);
    expect([...(await all)]).toEqual([...codes].map((value) => 2 * value));
    expect(rows[0]).toBe(0);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  test('many that nobody wants any more are given up', async () => {
    const { queue, asked } = slowDecoder(1);
    const ended = new AbortController();
    const all = queue.all(new Float32Array(40), undefined, { signal: ended.signal });
    const refused = expect(all).rejects.toThrow(/abort/i);
    ended.abort();
    await asked[0]!.answer();
    await refused;
    expect(asked).toHaveLength(1);
  });

  test('a failure reaches who asked, and the next one is served', async () => {
    let isBroken = true;
    const queue = createDecodeQueue(async (codes) => {
      if (isBroken) throw new Error('out of memory');
      return { values: Float32Array.from(codes), milliseconds: 1 };
    }, 1);
    await expect(queue.latest([1], undefined)).rejects.toThrow('out of memory');
    isBroken = false;
    expect((await queue.latest([7], undefined))?.values[0]).toBe(7);
  });
});

describe('views', () => {
  const size = { width: 600, height: 400 };
  const plane = {
    count: 4,
    dimensions: 2,
    positions: Float32Array.of(-1, -2, 3, 2, 0, 0, 1, 1),
  } as const;
  const space = {
    count: 2,
    dimensions: 3,
    positions: Float32Array.of(-1, -2, 0.5, 3, 2, -1),
  } as const;

  test('the first one shows all points', () => {
    for (const points of [plane, space]) {
      const pixels = projectPoints(points, viewMatrix(fitCamera(points, size), size));
      for (let place = 0; place < pixels.length; place += 2) {
        expect(pixels[place]).toBeGreaterThan(0);
        expect(pixels[place]).toBeLessThan(size.width);
        expect(pixels[place + 1]).toBeGreaterThan(0);
        expect(pixels[place + 1]).toBeLessThan(size.height);
      }
    }
  });

  test('a pixel and its place belong together', () => {
    const camera = fitCamera(plane, size);
    const [x, y] = placeAt(camera, size, [123, 45]);
    const pixel = projectOne([x, y], viewMatrix(camera, size));
    expect(pixel[0]).toBeCloseTo(123, 4);
    expect(pixel[1]).toBeCloseTo(45, 4);
  });

  test('zooming keeps what is under the pointer', () => {
    const camera = fitCamera(plane, size);
    const before = placeAt(camera, size, [500, 80]);
    const after = placeAt(zoomAt(camera, size, [500, 80], 3), size, [500, 80]);
    expect(after[0]).toBeCloseTo(before[0], 8);
    expect(after[1]).toBeCloseTo(before[1], 8);
  });

  test('dragging moves the plane with the pointer, and turns what is in space', () => {
    const camera = fitCamera(plane, size);
    const [x, y] = projectOne([1, 1], viewMatrix(camera, size));
    const moved = projectOne([1, 1], viewMatrix(dragBy(camera, 2, 30, -20), size));
    expect(moved[0] - x).toBeCloseTo(30, 4);
    expect(moved[1] - y).toBeCloseTo(-20, 4);
    const turned = dragBy(fitCamera(space, size), 3, 30, 10);
    expect(turned.centre).toEqual(fitCamera(space, size).centre);
    expect(turned.turn).toBeGreaterThan(fitCamera(space, size).turn);
  });

  test('turning keeps distances: the view is a rotation', () => {
    const camera = { centre: [0, 0, 0], scale: 100, turn: 0.7, tilt: -0.4 } as const;
    const m = viewMatrix(camera, size);
    const right = [m[0]!, m[4]!, m[8]!];
    const down = [m[1]!, m[5]!, m[9]!];
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    expect(Math.sqrt(dot(right, right))).toBeCloseTo(100, 6);
    expect(Math.sqrt(dot(down, down))).toBeCloseTo(100, 6);
    expect(dot(right, down)).toBeCloseTo(0, 6);
  });
});

describe('points of the screen', () => {
  const pixels = Float32Array.of(10, 10, 50, 12, 100, 100, 48, 60);

  test('the nearest one, if it is near enough', () => {
    expect(nearestPoint(pixels, [47, 14], 10)).toBe(1);
    expect(nearestPoint(pixels, [75, 75], 10)).toBeUndefined();
    expect(nearestPoint(pixels, [95, 75])).toBe(2);
  });

  test('the next one in a direction', () => {
    expect(nextPoint(pixels, 0, [1, 0])).toBe(1);
    expect(nextPoint(pixels, 1, [0, 1])).toBe(3);
    expect(nextPoint(pixels, 0, [-1, 0])).toBeUndefined();
  });

  test('those inside a line, which may be hollow', () => {
    const hook = [
      [0, 0],
      [120, 0],
      [120, 120],
      [90, 120],
      [90, 30],
      [0, 30],
    ] as const;
    expect(pointsInside(pixels, hook)).toEqual([0, 1, 2]);
    expect(pointsInside(pixels, hook.slice(0, 2))).toEqual([]);
  });
});

/** Codes that spread by 3 along (0.6, 0.8, 0), by 1 along the last axis, and not at all along the rest. */
function slantedCodes(): CodeSet {
  const rows = Array.from({ length: 400 }, (_, row) => {
    const [far, near] = [3 * Math.sin(row * 1.7) * Math.SQRT2, Math.cos(row * 2.3) * Math.SQRT2];
    return [1 + 0.6 * far, 2 + 0.8 * far, near];
  });
  const mean = [0, 1, 2].map((z) => rows.reduce((sum, row) => sum + row[z]!, 0) / rows.length);
  const deviation = [0, 1, 2].map((z) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[z]! - mean[z]!) ** 2, 0) / rows.length),
  );
  const values = Float32Array.from(rows.flat());
  return { split: 'test', count: rows.length, size: 3, values, mean, deviation };
}

describe('directions of codes', () => {
  test('those of the largest variance come first', () => {
    const [first, second, ...others] = principalAxes(slantedCodes(), 3);
    expect(others).toEqual([]);
    const sign = Math.sign(first!.direction[0]!);
    expect(first!.direction[0]! * sign).toBeCloseTo(0.6, 2);
    expect(first!.direction[1]! * sign).toBeCloseTo(0.8, 2);
    expect(first!.deviation).toBeCloseTo(3, 1);
    expect(Math.abs(second!.direction[2]!)).toBeCloseTo(1, 2);
    expect(first!.share + second!.share).toBeCloseTo(1, 3);
  });

  test('numbers are ordered by KL, or else by variance', () => {
    expect(orderDimensions({ kl: [0.1, 2, 1], deviation: [3, 1, 2] })).toEqual({
      order: [1, 2, 0],
      by: 'kl',
    });
    expect(orderDimensions({ deviation: [3, 1, 2] })).toEqual({
      order: [0, 2, 1],
      by: 'variance',
    });
  });
});
