import { mkdirSync, writeFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { codeHistogram } from '../../src/explore/figures/histograms.ts';
import {
  CLASS_COLOURS,
  encodePng,
  histograms,
  type ImageBatch,
  imageGrid,
  interpolationStrip,
  lossCurves,
  lossCurvesSvg,
  manifold,
  pointPairs,
  reconstructionGrid,
  scatter,
  scatter3d,
} from '../../src/explore/figures/index.ts';
import { epochTicks, historyParts, spreadLabels } from '../../src/explore/figures/loss-curves.ts';
import { convexHull } from '../../src/explore/figures/scatter-3d.ts';
import { formatNumber } from '../../src/explore/figures/theme.ts';
import {
  blurred,
  CLASS_NAMES,
  changed,
  clusters,
  garments,
  mixed,
  normal,
  spiral,
} from './figure-data.ts';

interface Picture {
  width: number;
  height: number;
  pixels: Uint8ClampedArray;
}

/** Decodes a PNG, and keeps it where FIGURES_DIR says, to be looked at. */
async function picture(png: Uint8Array, name?: string): Promise<Picture> {
  if (name && process.env.FIGURES_DIR) {
    mkdirSync(process.env.FIGURES_DIR, { recursive: true });
    writeFileSync(`${process.env.FIGURES_DIR}/${name}.png`, png);
  }
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, pixels: data };
}

/** Share of pixels in a rectangle (CSS pixels; negative from the right or lower edge) not white. */
function ink({ width, height, pixels }: Picture, x: number, y: number, w: number, h: number) {
  const left = x < 0 ? width + 2 * x : 2 * x;
  const top = y < 0 ? height + 2 * y : 2 * y;
  let dark = 0;
  for (let row = top; row < top + 2 * h; row++) {
    for (let column = left; column < left + 2 * w; column++) {
      const start = 4 * (row * width + column);
      if (pixels[start]! + pixels[start + 1]! + pixels[start + 2]! < 720) dark++;
    }
  }
  return dark / (4 * w * h);
}

/** Number of pixels of exactly that colour. */
function coloured({ pixels }: Picture, colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  let found = 0;
  for (let start = 0; start < pixels.length; start += 4) {
    if (pixels[start] === red && pixels[start + 1] === green && pixels[start + 2] === blue) found++;
  }
  return found;
}

const { images, labels } = garments(300);

describe('pictures of images', () => {
  it('encodes one image, clipped to [0, 1], each pixel as large as asked', async () => {
    const batch: ImageBatch = {
      data: Float32Array.of(0, 1, -2, 3, 0.5, Number.NaN),
      count: 1,
      channels: 1,
      height: 2,
      width: 3,
    };
    const { width, height, pixels } = await picture(await encodePng(batch, 0, 4));
    expect([width, height]).toEqual([12, 8]);
    const at = (x: number, y: number) => [
      ...pixels.subarray(4 * (y * 12 + x), 4 * (y * 12 + x) + 4),
    ];
    expect(at(3, 0)).toEqual([0, 0, 0, 255]);
    expect(at(4, 0)).toEqual([255, 255, 255, 255]);
    expect(at(8, 3)).toEqual([0, 0, 0, 255]);
    expect(at(0, 4)).toEqual([255, 255, 255, 255]);
    expect(at(4, 7)).toEqual([128, 128, 128, 255]);
    expect(at(11, 7)).toEqual([255, 0, 255, 255]);
  });

  it('reads the channels of a colour image as planes', async () => {
    const data = Float32Array.of(0, 0, 0, 1, 0.2, 0.4);
    const batch: ImageBatch = { data, count: 2, channels: 3, height: 1, width: 1 };
    const { pixels } = await picture(await encodePng(batch, 1));
    expect([...pixels]).toEqual([255, 51, 102, 255]);
  });

  it.each([
    ['channels', { channels: 2 }, /2 channels/],
    ['size', { width: 27 }, /235200 values do not fill 300 images of 1x28x27/],
  ])('rejects a batch of wrong %s', async (_, change, message) => {
    await expect(encodePng({ ...images, ...change })).rejects.toThrow(message);
    await expect(encodePng({ ...images, ...change })).rejects.toThrow(UserError);
  });

  it('rejects an image that is not there', async () => {
    await expect(encodePng(images, 300)).rejects.toThrow('the batch holds 0 to 299');
  });

  it('draws originals above their reconstructions', async () => {
    const result = await picture(
      await reconstructionGrid({
        originals: images,
        reconstructions: blurred(images),
        labels,
        classNames: CLASS_NAMES,
        count: 20,
        title: 'Reconstrucciones del autocodificador convolucional',
        subtitle:
          'Validation BCE 0.2536 per pixel after 3 epochs · mean image 0.0875, PCA 2-D 0.0467 (MSE)',
      }),
      'reconstruction-grid',
    );
    // Ten tiles of 84 and two bands of two rows, with room for labels at the left and below.
    expect(result.width).toBeGreaterThan(2 * (840 + 36 + 64));
    expect(result.height).toBeGreaterThan(2 * 4 * 84);
    expect(ink(result, 32, 28, 500, 30)).toBeGreaterThan(0.05);
    expect(ink(result, 32, 110, 110, 60)).toBeGreaterThan(0.01);
  });

  it('adds a third row for noisy input', async () => {
    const random = normal(1);
    const originals = mixed(images, [0, 1, 2, 3, 4, 5, 6, 8]);
    const corrupted = changed(originals, (value) => value + 0.4 * random());
    const options = { originals, reconstructions: blurred(originals), columns: 8 };
    const two = await picture(await reconstructionGrid(options));
    const three = await picture(
      await reconstructionGrid({
        ...options,
        corrupted,
        title: 'Denoising autoencoder',
        subtitle: 'Gaussian noise, σ = 0.4',
        rowLabels: { original: 'Original', corrupted: 'Con ruido', reconstruction: 'Sin ruido' },
      }),
      'denoising-grid',
    );
    expect(three.height - two.height).toBeGreaterThan(2 * 84);
  });

  it('names the batch that has too few images', async () => {
    const reconstructions = mixed(images, [0, 1]);
    await expect(reconstructionGrid({ originals: images, reconstructions })).rejects.toThrow(
      'Original 300, Reconstruction 2',
    );
  });

  it('draws a grid of samples with labels', async () => {
    const sorted = CLASS_NAMES.flatMap((_, label) =>
      [...labels].flatMap((found, index) => (found === label ? [index] : [])).slice(0, 8),
    );
    const result = await picture(
      await imageGrid({
        images: mixed(images, sorted),
        columns: 8,
        rowLabels: CLASS_NAMES,
        columnLabels: Array.from({ length: 8 }, (_, index) => `${index + 1}`),
        title: 'Conditional VAE: eight samples of each class',
        subtitle: 'Right class by a frozen classifier: 93.4 %',
      }),
      'class-grid',
    );
    expect(result.height).toBeGreaterThan(2 * 10 * 84);
    const plain = await picture(
      await imageGrid({
        images: mixed(
          images,
          Array.from({ length: 64 }, (_, index) => index),
        ),
        title: '64 samples from N(0, I)',
        subtitle: 'fashion-vae, z = 10, epoch 30',
      }),
      'image-grid',
    );
    expect(plain.width).toBe(2 * (8 * 84 + 7 * 4 + 64));
    const captioned = await picture(
      await imageGrid({
        images: mixed(images, [3, 1, 4, 15, 9, 2, 6, 5, 35, 8]),
        columns: 5,
        captions: CLASS_NAMES.map((name, index) => `${name} 0.0${index + 11}`),
        title: 'Largest reconstruction errors',
      }),
      'captioned-grid',
    );
    expect(captioned.height).toBeGreaterThan(2 * 2 * (84 + 18));
  });

  it('frames the end points of interpolations', async () => {
    const steps = 9;
    const path = [0, 7, 22, 41].flatMap((start) =>
      Array.from({ length: steps }, (_, step) => start + step / (steps - 1)),
    );
    const result = await picture(
      await interpolationStrip({
        images: mixed(images, path),
        steps,
        title: 'From one garment to another',
        subtitle: 'Spherical interpolation between the codes of two test images (framed)',
      }),
      'interpolation-strip',
    );
    // Eight frames, 3 wide around tiles of 84.
    expect(coloured(result, '#e07b00')).toBeGreaterThan(8 * 4 * 84 * 3 * 4 * 0.9);
    await expect(interpolationStrip({ images, steps: 7 })).rejects.toThrow('rows of 7 steps');
  });
});

describe('pictures of codes', () => {
  const codes = clusters(10_000);
  const colouring = { labels: codes.labels, classNames: CLASS_NAMES };

  it('colours 10,000 codes by class, with a legend of the ten classes, in good time', async () => {
    // Of the processor: other processes may hold it.
    const start = process.cpuUsage();
    const png = await scatter({
      x: codes.x,
      y: codes.y,
      colouring,
      xName: 'z₁',
      yName: 'z₂',
      title: 'Codes of the 10,000 test images',
      subtitle: 'Convolutional autoencoder, 2-D code · 5-nearest-neighbour accuracy 71.3 %',
    });
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(10);
    const result = await picture(png, 'scatter');
    expect([result.width, result.height]).toEqual([1920, 2 * (104 + 600 + 56 + 24)]);
    for (const colour of CLASS_COLOURS) expect(coloured(result, colour)).toBeGreaterThan(300);
    expect(ink(result, -160, 104, 130, 280)).toBeGreaterThan(0.05);
    expect(ink(result, 100, -50, 650, 40)).toBeGreaterThan(0.0005);
    expect(ink(result, -160, -300, 130, 200)).toBe(0);
  });

  it('colours codes by a number, with a bar, and draws the prior', async () => {
    const result = await picture(
      await scatter({
        x: codes.x,
        y: codes.y,
        colouring: { values: codes.x.map((x, i) => Math.hypot(x, codes.y[i]!)), name: 'MSE' },
        prior: true,
        xName: 'μ₁',
        yName: 'μ₂',
        title: 'Dónde reconstruye peor',
        subtitle: 'β = 4, rings of N(0, I)',
      }),
      'scatter-continuous',
    );
    expect(ink(result, -160, 104, 140, 300)).toBeGreaterThan(0.08);
  });

  it('keeps long names inside the picture, and greys what has no class', async () => {
    const long = 'A class with a name that is far too long for one line';
    const result = await picture(
      await scatter({ x: [1, 2], y: [1, 2], colouring: { labels: [-1, 0], classNames: [long] } }),
      'scatter-long-names',
    );
    expect(coloured(result, '#c4cad2')).toBeGreaterThan(50);
    expect(ink(result, -6, 0, 6, 300)).toBe(0);
    const bar = await picture(
      await scatter({ x: [1, 2], y: [1, 2], colouring: { values: [1, 2], name: long } }),
    );
    expect(ink(bar, -6, 0, 6, 300)).toBe(0);
  });

  it('rejects points whose numbers do not agree', async () => {
    await expect(scatter({ x: [1, 2], y: [1] })).rejects.toThrow('given are 2, 1 and 2');
  });

  it('draws the decoded plane, with and without the codes over it', async () => {
    const side = 20;
    const cells = Array.from({ length: side * side }, (_, cell) => {
      const row = Math.floor(cell / side);
      return 10 + (row * 3 + (cell % side)) / 4;
    });
    const options = {
      images: blurred(mixed(images, cells)),
      rows: side,
      columns: side,
      xRange: [-2.5, 2.5] as [number, number],
      yRange: [-2.5, 2.5] as [number, number],
      xName: 'z₁',
      yName: 'z₂',
      title: 'What the decoder makes of the code plane',
      subtitle: 'Convolutional VAE, 20 × 20 codes from −2.5 to 2.5',
    };
    const plain = await picture(await manifold(options), 'manifold');
    // 20 tiles of 28 pixels, each 3 device pixels large.
    expect(plain.width).toBe(20 * 28 * 3 + 2 * (32 + 48 + 32));
    expect(ink(plain, 100, 200, 400, 400)).toBeGreaterThan(0.5);
    const covered = await picture(
      await manifold({ ...options, codes: { ...codes, colouring } }),
      'manifold-codes',
    );
    for (const colour of CLASS_COLOURS) expect(coloured(covered, colour)).toBeGreaterThan(200);
    await expect(manifold({ ...options, rows: 19 })).rejects.toThrow('that takes 380');
  });

  it('draws histograms of the code dimensions against N(0, 1)', async () => {
    const random = normal(7);
    const table = Float32Array.from({ length: 2000 * 50 }, (_, index) => {
      const dimension = index % 50;
      return dimension % 7 === 3 ? 0.05 * random() : random() * (0.8 + dimension / 100) + 0.1;
    });
    const heading = { title: 'Aggregated posterior', subtitle: 'First 50 of 200 dimensions' };
    const many = await picture(
      await histograms({
        codes: table,
        dimensions: 50,
        distances: Array.from({ length: 50 }, (_, dimension) => dimension / 100),
        ...heading,
      }),
      'histograms-50',
    );
    expect(coloured(many, '#e07b00')).toBeGreaterThan(50 * 100);
    const few = await picture(
      await histograms({ codes: table, dimensions: 10, ...heading }),
      'histograms-10',
    );
    expect(ink(few, 32, 28, 300, 30)).toBeGreaterThan(0.05);
    await picture(await histograms({ codes: table, dimensions: 2, ...heading }), 'histograms-2');
    await expect(histograms({ codes: table, dimensions: 7 })).rejects.toThrow('7 dimensions');
  });

  it('counts a histogram as a density with its mean and deviation', () => {
    const { density, mean, deviation } = codeHistogram(Float32Array.of(-1, 9, 1, 9, 3, 9), 2, 0);
    expect(density.reduce((sum, value) => sum + value * 0.2, 0)).toBeCloseTo(1, 6);
    expect(mean).toBeCloseTo(1, 6);
    expect(deviation).toBeCloseTo(Math.sqrt(8 / 3), 6);
  });

  it('draws a spiral beside its reconstruction and samples', async () => {
    const original = spiral(2000, 0.03);
    const mapped = spiral(2000, 0.01);
    const random = normal(9);
    const noise = Float32Array.from({ length: 2000 }, () => 0.7 * random());
    const result = await picture(
      await pointPairs({
        panels: [
          { title: 'Original', x: original.x, y: original.y, values: original.angle },
          { title: 'Reconstruction', x: mapped.x, y: mapped.y, values: original.angle },
          { title: 'Decoded from N(0, I)', x: noise, y: noise.map((v, i) => v * noise[1999 - i]!) },
        ],
        valueName: 'Position',
        title: 'Swiss roll',
        subtitle: 'Autoencoder with a 16-dimensional code · MSE 0.0004',
      }),
      'point-pairs',
    );
    expect(result.width).toBe(2 * (76 + 3 * 396 - 56 + 176));
    for (const left of [80, 476, 872])
      expect(ink(result, left, 140, 330, 330)).toBeGreaterThan(0.02);
  });

  it('draws points in space and the plane they are mapped to', async () => {
    const random = normal(11);
    const points = new Float32Array(300);
    const reconstructions = new Float32Array(300);
    for (let index = 0; index < 100; index++) {
      const angle = (4.2 * index) / 100;
      const [x, y] = [Math.cos(angle) + 0.1 * random(), 0.7 * Math.sin(angle) + 0.1 * random()];
      reconstructions.set([x, y, 0.1 * x + 0.3 * y], 3 * index);
      points.set([x, y, 0.1 * x + 0.3 * y + 0.08 * random()], 3 * index);
    }
    const result = await picture(
      await scatter3d({
        points,
        reconstructions,
        title: 'A linear autoencoder finds the plane of PCA',
        subtitle: 'Reconstruction MSE 0.00321 · largest principal angle 0.4°',
      }),
      'scatter-3d',
    );
    expect(coloured(result, '#2f6db5')).toBeGreaterThan(2000);
    expect(coloured(result, '#e07b00')).toBeGreaterThan(400);
    await expect(scatter3d({ points: points.subarray(1) })).rejects.toThrow('three values each');
  });

  it('finds the hull of points in a plane', () => {
    const hull = convexHull([
      [0, 0],
      [2, 0],
      [1, 1],
      [2, 2],
      [0, 2],
      [1, 0.5],
    ]);
    expect(hull).toHaveLength(4);
    expect(hull).not.toContainEqual([1, 1]);
  });
});

describe('loss curves', () => {
  const history = Array.from({ length: 20 }, (_, index) => {
    const fall = Math.exp(-index / 4);
    return {
      epoch: index + 1,
      loss: 262 + 30 * fall,
      valLoss: 264 + 27 * fall,
      reconstruction: 256 + 36 * fall,
      valReconstruction: 257.5 + 34 * fall,
      kl: 6.2 - 4 * fall,
      valKl: 6.4 - 4.2 * fall,
    };
  });
  const options = {
    history,
    title: 'Training of the convolutional VAE',
    subtitle: 'Loss = 500 · BCE + KL, sums per image',
    references: [
      { part: 'reconstruction', label: 'BCE floor', value: 254.2 },
      { part: 'loss', label: 'Published', value: 263.9 },
    ],
  };

  it.each([
    [1, 20, [1, 5, 10, 15, 20]],
    [1, 3, [1, 2, 3]],
    [1, 1, [1]],
    [1, 500, [1, 100, 200, 300, 400, 500]],
  ])('labels epochs %i to %i at round numbers', (first, last, ticks) => {
    expect(epochTicks([first, last])).toEqual(ticks);
  });

  it('finds the parts in the names', () => {
    expect(historyParts([{ epoch: 1, loss: 1, valLoss: 2, valAccuracy: 3 }])).toEqual([
      'loss',
      'accuracy',
    ]);
  });

  it('draws a panel for each part', async () => {
    const result = await picture(await lossCurves(options), 'loss-curves');
    expect(coloured(result, '#2f6db5')).toBeGreaterThan(3000);
    expect(coloured(result, '#e07b00')).toBeGreaterThan(3000);
  });

  it('draws points when there is one epoch only', async () => {
    const result = await picture(
      await lossCurves({
        history: [{ epoch: 1, loss: 0.2619, valLoss: 0.2712 }],
        references: [
          { part: 'loss', label: 'Published', value: 0.262 },
          { part: 'loss', label: 'BCE floor', value: 0.1854 },
        ],
        title: 'One epoch',
      }),
      'loss-one-epoch',
    );
    expect(coloured(result, '#2f6db5')).toBeGreaterThan(100);
    expect(coloured(result, '#e07b00')).toBeGreaterThan(100);
    await expect(lossCurves({ history: [] })).rejects.toThrow('the history is empty');
  });

  it('gives the same as SVG, with its words as text', async () => {
    const svg = await lossCurvesSvg(options);
    expect(svg).toMatch(/^<svg /);
    for (const words of ['Training', 'Validation', 'KL', 'BCE floor 254.2', 'Epoch']) {
      expect(svg).toContain(`>${words}</text>`);
    }
    expect(svg).not.toContain('NaN');
  });

  it('moves labels apart and keeps their order', () => {
    const spread = spreadLabels([100, 102, 300, 101], 17);
    const sorted = [...spread].sort((a, b) => a - b);
    expect([spread[0], spread[3], spread[1], spread[2]]).toEqual(sorted);
    for (let place = 1; place < 4; place++) {
      expect(sorted[place]! - sorted[place - 1]!).toBeGreaterThan(16.9);
    }
    expect(spread[2]).toBe(300);
  });
});

/** A colour in Oklab (B. Ottosson 2020), seen through a linear-RGB matrix of a colour deficiency. */
function seen(colour: string, vision: readonly number[]): [number, number, number] {
  const rgb = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const times = (matrix: readonly number[], vector: readonly number[]) =>
    [0, 3, 6].map((row) => vector.reduce((sum, value, at) => sum + matrix[row + at]! * value, 0));
  const shown = times(vision, rgb).map((value) => Math.min(1, Math.max(0, value)));
  const cones = times(
    [0.41222, 0.53633, 0.05145, 0.2119, 0.6807, 0.1074, 0.0883, 0.28172, 0.62998],
    shown,
  ).map(Math.cbrt);
  return times(
    [0.21045, 0.79362, -0.00407, 1.978, -2.42859, 0.4506, 0.0259, 0.78277, -0.80868],
    cones,
  ) as [number, number, number];
}

// Matrices of severity 1 from Machado, Oliveira, Fernandes 2009.
it.each([
  ['normal vision', [1, 0, 0, 0, 1, 0, 0, 0, 1], 0.18],
  ['protanopia', [0.1523, 1.0526, -0.2049, 0.1145, 0.7863, 0.0992, -0.0039, -0.0481, 1.052], 0.11],
  ['deuteranopia', [0.3673, 0.8606, -0.228, 0.2801, 0.6725, 0.0474, -0.0118, 0.0429, 0.9689], 0.11],
  [
    'tritanopia',
    [1.2555, -0.0767, -0.1788, -0.0784, 0.9308, 0.1476, 0.0047, 0.6914, 0.3039],
    0.065,
  ],
])('keeps the ten class colours apart in %s', (_, vision, least) => {
  const colours = CLASS_COLOURS.map((colour) => seen(colour, vision));
  expect(colours).toHaveLength(10);
  for (const [index, one] of colours.entries()) {
    for (const other of colours.slice(index + 1)) {
      expect(Math.hypot(...one.map((value, at) => value - other[at]!))).toBeGreaterThan(least);
    }
  }
});

it('writes numbers with a true minus and few digits', () => {
  expect([0.046712, -2.5, 1234567, 0.00001234, 0].map((value) => formatNumber(value))).toEqual([
    '0.04671',
    '−2.5',
    '1234567',
    '1.234e−5',
    '0',
  ]);
});
