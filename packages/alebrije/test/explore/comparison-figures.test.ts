import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import {
  imageGrid,
  interpolationStrip,
  manifold,
  overlaidCurves,
  scatter,
  stackedFigures,
} from '../../src/explore/figures/index.ts';
import { classColour, VALIDATION } from '../../src/explore/figures/theme.ts';
import { clusters, garments } from './figure-data.ts';

/** Size in device pixels, and how many pixels have exactly a colour. */
async function look(png: Uint8Array) {
  const { width, height, ...image } = await loadImage(Buffer.from(png)).then((loaded) => {
    const context = createCanvas(loaded.width, loaded.height).getContext('2d');
    context.drawImage(loaded, 0, 0);
    const { data } = context.getImageData(0, 0, loaded.width, loaded.height);
    return { width: loaded.width, height: loaded.height, data };
  });
  const coloured = (colour: string) => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    let found = 0;
    for (let start = 0; start < image.data.length; start += 4) {
      if (parts.every((part, channel) => image.data[start + channel] === part)) found += 1;
    }
    return found;
  };
  return { width, height, coloured };
}

const { images } = garments(12);

describe('overlaid curves', () => {
  const curve = (name: string, colour: number, epochs: number) => ({
    name,
    colour,
    points: Array.from({ length: epochs }, (_, i) => [i + 1, 1 / (i + 1 + colour)] as const),
  });

  it('keep a colour for each run, in every panel', async () => {
    const { coloured } = await look(
      await overlaidCurves({
        title: 'Validation',
        panels: [
          { title: 'Squared error', curves: [curve('a', 0, 5), curve('b', 1, 3)] },
          { title: 'Cross-entropy', curves: [curve('c', 2, 1)] },
        ],
      }),
    );
    for (const run of [0, 1, 2]) expect(coloured(classColour(run))).toBeGreaterThan(100);
    expect(coloured(classColour(3))).toBe(0);
  });

  it('grow with the panels', async () => {
    const panel = { title: 'Loss', curves: [curve('a', 0, 2)] };
    const one = await look(await overlaidCurves({ panels: [panel] }));
    const two = await look(await overlaidCurves({ panels: [panel, panel] }));
    expect(two.width).toBe(one.width);
    expect(two.height).toBeGreaterThan(1.4 * one.height);
  });

  it('need something to draw in each panel', async () => {
    await expect(overlaidCurves({ panels: [] })).rejects.toThrow(UserError);
    const empty = { title: 'Loss', curves: [curve('a', 0, 0)] };
    await expect(overlaidCurves({ panels: [empty] })).rejects.toThrow(/one curve with one point/);
  });
});

describe('stacked figures', () => {
  it('are as wide as the widest and as high as all', async () => {
    const parts = [
      await imageGrid({ images, columns: 12 }),
      await imageGrid({ images, columns: 3 }),
    ];
    const [wide, high] = await Promise.all(parts.map(look));
    const both = await look(await stackedFigures(parts));
    expect(both.width).toBe(Math.max(wide!.width, high!.width));
    expect(both.height).toBe(wide!.height + high!.height);
  });

  it('are at least one', async () => {
    await expect(stackedFigures([])).rejects.toThrow(UserError);
  });
});

describe('what lies in holes', () => {
  it('is orange among marks and along a way, and nowhere else', async () => {
    const points = clusters(200);
    const marks = { kind: 'marks', x: [0, 3], y: [0, 3] } as const;
    const way = { kind: 'way', x: [0, 1, 2], y: [0, 1, 3], ends: ['A', 'B'] } as const;
    const orange = async (striking: boolean) => {
      const png = await scatter({
        x: points.x,
        y: points.y,
        overlays: [
          { kind: 'box', x: [-3, 3], y: [-3, 3] },
          { ...marks, striking: [false, striking] },
          { ...way, striking: [striking, striking, striking] },
        ],
      });
      return (await look(png)).coloured(VALIDATION);
    };
    expect(await orange(false)).toBe(0);
    expect(await orange(true)).toBeGreaterThan(500);
  });

  it('makes the plot large enough for it', async () => {
    const point = { x: [0], y: [0] };
    const far = { kind: 'marks', x: [50], y: [50], striking: [true] } as const;
    const { coloured } = await look(await scatter({ ...point, overlays: [far] }));
    expect(coloured(VALIDATION)).toBeGreaterThan(50);
  });

  it('is framed in grids and strips, and tinted in maps', async () => {
    const framed = Array.from({ length: 12 }, (_, index) => index === 5);
    const none = framed.map(() => false);
    const frames = async (draw: (flags: boolean[]) => Promise<Uint8Array>) => {
      const [without, one] = [await look(await draw(none)), await look(await draw(framed))];
      expect(without.coloured(VALIDATION)).toBe(0);
      return one.coloured(VALIDATION);
    };
    expect(
      await frames((flags) => imageGrid({ images, columns: 4, framed: flags })),
    ).toBeGreaterThan(200);
    expect(
      await frames((flags) => interpolationStrip({ images, steps: 6, framed: flags })),
    ).toBeGreaterThan(200);
    const range: [number, number] = [0, 1];
    const options = { images, rows: 3, columns: 4, xRange: range, yRange: range };
    const plain = await manifold({ ...options, tinted: none });
    expect(Buffer.from(plain).equals(await manifold(options))).toBe(true);
    expect(Buffer.from(plain).equals(await manifold({ ...options, tinted: framed }))).toBe(false);
  });
});
