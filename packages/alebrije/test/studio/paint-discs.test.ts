/** Points as the processor draws them. */

import { describe, expect, test } from 'vitest';
import {
  fitCamera,
  viewMatrix,
} from '../../../../apps/studio/src/pages/run/latent/plane/camera.ts';
import {
  type Pixels,
  paintDiscs,
} from '../../../../apps/studio/src/pages/run/latent/plane/paint-discs.ts';

const blank = (width: number, height: number): Pixels => ({
  data: new Uint8ClampedArray(4 * width * height),
  width,
  height,
});

/** Pixels are the points' own coordinates, y downwards; nearer is more of z. */
const PIXELS = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

const RED = [255, 0, 0, 255];
const BLUE = [0, 0, 255, 255];

function painted(
  on: Pixels,
  points: readonly { readonly at: readonly number[]; readonly colour: readonly number[] }[],
  {
    radius = 2,
    ratio = 1,
    view = PIXELS,
  }: { radius?: number; ratio?: number; view?: readonly number[] } = {},
): Pixels {
  const dimensions = points[0]!.at.length as 2 | 3;
  const positions = Float32Array.from(points.flatMap(({ at }) => at));
  const colours = Uint8Array.from(points.flatMap(({ colour }) => colour));
  paintDiscs(on, { count: points.length, dimensions, positions, colours, radius }, view, ratio);
  return on;
}

const pixel = ({ data, width }: Pixels, x: number, y: number) => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];

/** Pixels that are covered, those at the edge in part. */
const area = ({ data }: Pixels) =>
  data.reduce((sum, value, at) => (at % 4 === 3 ? sum + value / 255 : sum), 0);

describe('discs of the processor', () => {
  test('cover what a disc covers, wherever in a pixel they lie', () => {
    for (const [x, y] of [
      [10, 10],
      [10.5, 10.25],
      [9.9, 10.8],
    ] as const) {
      const image = painted(blank(20, 20), [{ at: [x, y], colour: RED }], { radius: 4 });
      expect(area(image)).toBeGreaterThan(0.93 * Math.PI * 16);
      expect(area(image)).toBeLessThan(1.07 * Math.PI * 16);
      expect(pixel(image, 10, 10)).toEqual(RED);
      expect(pixel(image, 3, 3)).toEqual([0, 0, 0, 0]);
    }
  });

  test('are larger on finer screens', () => {
    const image = painted(blank(40, 40), [{ at: [10, 10], colour: RED }], { radius: 4, ratio: 2 });
    expect(pixel(image, 20, 20)).toEqual(RED);
    expect(area(image)).toBeGreaterThan(0.93 * Math.PI * 64);
    expect(area(image)).toBeLessThan(1.07 * Math.PI * 64);
  });

  test('that are transparent mix with what lies below', () => {
    const image = blank(9, 9);
    for (let at = 0; at < image.data.length; at += 4) image.data.set([0, 255, 0, 255], at);
    painted(image, [{ at: [4.5, 4.5], colour: [255, 0, 0, 128] }]);
    const [red, green, blue, opacity] = pixel(image, 4, 4);
    expect(Math.abs(red! - 128)).toBeLessThanOrEqual(1);
    expect(Math.abs(green! - 127)).toBeLessThanOrEqual(1);
    expect([blue, opacity]).toEqual([0, 255]);
    expect(
      pixel(painted(blank(9, 9), [{ at: [4.5, 4.5], colour: [255, 0, 0, 128] }]), 4, 4),
    ).toEqual([255, 0, 0, 128]);
  });

  test('of the plane lie in their order, in space by their depth', () => {
    const flat = [
      { at: [4.5, 4.5], colour: RED },
      { at: [4.5, 4.5], colour: BLUE },
    ];
    expect(pixel(painted(blank(9, 9), flat), 4, 4)).toEqual(BLUE);
    const deep = [
      { at: [4.5, 4.5, 1], colour: RED },
      { at: [4.5, 4.5, 0], colour: BLUE },
    ];
    expect(pixel(painted(blank(9, 9), deep), 4, 4)).toEqual(RED);
  });

  test('in space nearer ones hide others as the camera sees them', () => {
    const size = { width: 60, height: 60 };
    const positions = Float32Array.of(0, 0, -1, 0, 0, 1);
    const camera = { ...fitCamera({ count: 2, dimensions: 3, positions }, size), turn: 0, tilt: 0 };
    const points = [
      { at: [0, 0, 1], colour: RED },
      { at: [0, 0, -1], colour: BLUE },
    ];
    const seen = (turn: number) =>
      pixel(
        painted(blank(60, 60), points, { view: viewMatrix({ ...camera, turn }, size) }),
        30,
        30,
      );
    expect(seen(0)).toEqual(RED);
    expect(seen(Math.PI)).toEqual(BLUE);
  });

  test('outside of the image, or nowhere, harm nothing', () => {
    const far = [
      [-50, 4],
      [4, 1e9],
      [Number.NaN, 4],
      [Number.POSITIVE_INFINITY, 4],
    ].map((at) => ({ at, colour: RED }));
    expect(area(painted(blank(9, 9), far))).toBe(0);
    // Half of it is inside.
    const cut = area(painted(blank(20, 20), [{ at: [0, 10], colour: RED }], { radius: 4 }));
    expect(cut).toBeGreaterThan(0.42 * Math.PI * 16);
    expect(cut).toBeLessThan(0.58 * Math.PI * 16);
  });
});
