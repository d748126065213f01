/** Data for the figures' tests: Fashion-MNIST's test images where installed, else drawn shapes. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ImageBatch } from '../../src/explore/figures/index.ts';

export const CLASS_NAMES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Uniform numbers in [0, 1) that repeat (mulberry32 by T. Ettinger, public domain). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers that repeat. */
export function normal(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const FOLDER = '/usr/share/datasets/fashion-mnist';

/** Grey 28x28 images and their classes. */
export function garments(count: number): { images: ImageBatch; labels: Int32Array } {
  const images = { data: new Float32Array(count * 784), count, channels: 1, height: 28, width: 28 };
  const labels = new Int32Array(count);
  if (existsSync(`${FOLDER}/t10k-images-idx3-ubyte.gz`)) {
    const pixels = gunzipSync(readFileSync(`${FOLDER}/t10k-images-idx3-ubyte.gz`)).subarray(16);
    const classes = gunzipSync(readFileSync(`${FOLDER}/t10k-labels-idx1-ubyte.gz`)).subarray(8);
    for (let index = 0; index < images.data.length; index++)
      images.data[index] = pixels[index]! / 255;
    labels.set(classes.subarray(0, count));
  } else {
    for (let index = 0; index < images.data.length; index++) {
      const image = Math.floor(index / 784);
      const x = (index % 28) - 13.5;
      const y = Math.floor((index % 784) / 28) - 13.5;
      labels[image] = image % 10;
      images.data[index] = Math.hypot(x, y * (0.5 + (image % 10) / 10)) < 11 ? 0.8 : 0;
    }
  }
  return { images, labels };
}

/** The batch, each pixel changed by `change(value, index)`. */
export function changed(
  batch: ImageBatch,
  change: (value: number, index: number) => number,
): ImageBatch {
  return { ...batch, data: batch.data.map(change) };
}

/** The batch smoothed over 3x3 pixels, as the reconstructions of a small code look. */
export function blurred(batch: ImageBatch): ImageBatch {
  const { width, height } = batch;
  const data = batch.data.map((_, index) => {
    const x = index % width;
    const y = Math.floor(index / width) % height;
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
        if (inside) sum += batch.data[index + dy * width + dx]!;
      }
    }
    return sum / 9;
  });
  return { ...batch, data };
}

/** Images of the batch by index, in that order; a fractional index mixes two neighbours. */
export function mixed(batch: ImageBatch, indices: readonly number[]): ImageBatch {
  const size = batch.channels * batch.height * batch.width;
  const data = new Float32Array(indices.length * size);
  for (const [place, index] of indices.entries()) {
    const low = Math.floor(index);
    const share = index - low;
    for (let offset = 0; offset < size; offset++) {
      const next = share > 0 ? batch.data[(low + 1) * size + offset]! : 0;
      data[place * size + offset] = (1 - share) * batch.data[low * size + offset]! + share * next;
    }
  }
  return { ...batch, data, count: indices.length };
}

/** Ten overlapping clusters in the plane, with their classes in mixed order. */
export function clusters(count: number) {
  const random = normal(3);
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const labels = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const label = index % 10;
    labels[index] = label;
    x[index] = 1.6 * Math.cos(label * 0.63) + 0.35 * random();
    y[index] = 1.3 * Math.sin(label * 0.63) + (0.2 + label * 0.03) * random();
  }
  return { x, y, labels };
}

/** A noisy spiral in the plane, with the angle of each point. */
export function spiral(count: number, noise: number) {
  const random = normal(5);
  const angle = Float32Array.from({ length: count }, (_, i) => 4.7 + (9.4 * i) / count);
  return {
    x: angle.map((t) => (t * Math.cos(t)) / 10 + noise * random()),
    y: angle.map((t) => (t * Math.sin(t)) / 10 + noise * random()),
    angle,
  };
}
