import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pairDensity } from '../../src/explore/figures/distance-panels.ts';
import {
  distancePanels,
  type MappedDistances,
  spaceScatter,
  thumbnailScatter,
} from '../../src/explore/figures/index.ts';
import { continuousColour } from '../../src/explore/figures/point-colours.ts';
import { pictureFacts } from '../runs/trained-runs.ts';
import { CLASS_NAMES, clusters, garments, normal } from './figure-data.ts';

/** Keeps the picture where FIGURES_DIR says, to be looked at. */
async function facts(png: Uint8Array, name: string) {
  if (process.env.FIGURES_DIR) {
    mkdirSync(process.env.FIGURES_DIR, { recursive: true });
    writeFileSync(`${process.env.FIGURES_DIR}/${name}.png`, png);
  }
  return pictureFacts(png);
}

const { images } = garments(300);
const { x, y, labels } = clusters(2000);
const colouring = { labels, classNames: CLASS_NAMES };
const thumbnails = { images, points: Array.from({ length: 300 }, (_, index) => 3 * index) };

describe('laid out points', () => {
  it('show the images of some over the points of all', async () => {
    const bare = await facts(await thumbnailScatter({ x, y, colouring }), 'layout-bare');
    const full = await facts(
      await thumbnailScatter({ x, y, colouring, thumbnails, title: 'Codes', subtitle: 'Laid out' }),
      'layout',
    );
    expect(full.width).toBe(1120);
    expect(full.ink).toBeGreaterThan(bare.ink + 0.03);
  });

  it('make a flat figure where they are flat', async () => {
    const flat = await facts(await thumbnailScatter({ x, y: y.map((v) => v / 5) }), 'layout-flat');
    const high = await facts(await thumbnailScatter({ x, y: y.map((v) => v * 5) }), 'layout-high');
    expect(flat.height).toBeLessThan(500);
    expect(high.height).toBeGreaterThan(780);
  });

  it('are drawn in space too, with and without names of the axes', async () => {
    const random = normal(6);
    const points = Float32Array.from({ length: 6000 }, (_, index) =>
      index % 3 === 2 ? random() : (index % 3 === 0 ? x : y)[Math.floor(index / 3)]!,
    );
    const named = { axisNames: ['Component 1', 'Component 2', 'Component 3'] as const };
    const bare = await facts(await spaceScatter({ points, colouring, ...named }), 'space-bare');
    const full = await facts(await spaceScatter({ points, colouring, thumbnails }), 'space');
    expect(bare.ink).toBeGreaterThan(0.02);
    expect(full.ink).toBeGreaterThan(bare.ink);
    await expect(spaceScatter({ points: points.subarray(1) })).rejects.toThrow(/three values each/);
    await expect(
      spaceScatter({ points, colouring: { labels: [1], classNames: CLASS_NAMES } }),
    ).rejects.toThrow(/as many colours/);
  });

  it('are coloured by a number as well, explained by a bar', async () => {
    const byNumber = { values: y, name: 'Height' };
    const plane = await facts(await thumbnailScatter({ x, y, colouring: byNumber }), 'layout-bar');
    expect(plane.ink).toBeGreaterThan(0.02);
    const points = Float32Array.from({ length: 600 }, (_, index) => x[index]!);
    const values = points.filter((_, index) => index % 3 === 2);
    const space = await facts(
      await spaceScatter({ points, colouring: { values, name: 'Height' } }),
      'space-bar',
    );
    expect(space.ink).toBeGreaterThan(0.01);
    expect(['#440154', '#fde725']).toEqual([continuousColour(-1), continuousColour(1)]);
    expect(continuousColour(0.5 / 9)).toBe('#461566');
  });
});

describe('distances before and after', () => {
  const random = normal(7);
  const original = Float32Array.from({ length: 20_000 }, () => 10 + 2 * random());
  const map = (name: string, spread: number): MappedDistances => {
    const ratios = original.map(() => Math.abs(1 + spread * random()));
    const distances = original.map((distance, pair) => distance * ratios[pair]!);
    return { name, colour: '#2f6db5', distances, ratios, middle: [1 - spread, 1 + spread] };
  };

  it('are counted in cells', () => {
    expect([...pairDensity([0, 1, 1, 9], [0, 3, 3, 1], 4, 2)]).toEqual([1, 0, 2, 0]);
  });

  it('are drawn for one map or several', async () => {
    const names = { xName: 'Before', yName: 'After', ratioName: 'Ratio' };
    const bounded = { ...map('Random', 0.2), bound: [0.4, 1.8] as [number, number] };
    const boundName = 'Nothing leaves\nthe dotted lines';
    const one = await facts(
      await distancePanels({ original, maps: [bounded], ...names, boundName }),
      'distances-one',
    );
    const three = await facts(
      await distancePanels({
        original,
        maps: [{ ...map('Codes', 0.1), note: 'one line\nand another' }, map('PCA', 0), bounded],
        ...names,
        title: 'Distances',
      }),
      'distances-three',
    );
    expect(one.ink).toBeGreaterThan(0.03);
    expect(three.ink).toBeGreaterThan(0.03);
    expect(three.height).toBeLessThan(one.height);
    await expect(distancePanels({ original, maps: [], ...names })).rejects.toThrow(/at least one/);
  });
});
