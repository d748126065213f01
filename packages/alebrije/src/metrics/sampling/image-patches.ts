/**
 * The patches of images by which T. Karras et al. compare sets of them at every scale ("Progressive
 * growing of GANs for improved quality, stability, and variation", ICLR 2018, section 5): squares of 7x7
 * pixels from each level of a Laplacian pyramid, every channel brought to mean 0 and deviation 1. N images
 * [C, H, W].
 */

import type { HostTensor } from '../../graph/types.ts';
import { drawIntegers, fold, type Key } from '../../tensor/key.ts';
import { laplacianPyramid, type Planes, pyramidSides } from './image-pyramid.ts';

export const PATCH_SIDE = 7;

export interface PatchOptions {
  /** What the places of the patches are drawn with; the same for images of the same index. */
  readonly key: Key;
  /** Patches of each image, at random places; one where there is only one place. */
  readonly ofEach: number;
}

/** Patches of one scale, [P, C · 49]. */
export interface ScalePatches {
  /** Height of the images of that level. */
  readonly side: number;
  readonly patches: HostTensor;
}

const AREA = PATCH_SIDE ** 2;
/** Images whose pyramids are made at once. */
const TOGETHER = 500;

/** Brings every channel of patches [P, C, 49] to mean 0 and deviation 1, in place; a constant one to 0. */
function normalizeChannels(patches: Float32Array, channels: number): void {
  const count = patches.length / channels;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const channelAt = (start: number) => (start / AREA) % channels;
  for (let start = 0; start < patches.length; start += AREA) {
    let sum = 0;
    for (let i = start; i < start + AREA; i++) sum += patches[i]!;
    sums[channelAt(start)]! += sum;
  }
  const means = sums.map((sum) => sum / count);
  for (let start = 0; start < patches.length; start += AREA) {
    const mean = means[channelAt(start)]!;
    let sum = 0;
    for (let i = start; i < start + AREA; i++) sum += (patches[i]! - mean) ** 2;
    squares[channelAt(start)]! += sum;
  }
  const scales = squares.map((sum) => (sum > 0 ? 1 / Math.sqrt(sum / count) : 0));
  for (let start = 0; start < patches.length; start += AREA) {
    const [mean, scale] = [means[channelAt(start)]!, scales[channelAt(start)]!];
    for (let i = start; i < start + AREA; i++) patches[i] = (patches[i]! - mean) * scale;
  }
}

interface Scale {
  readonly side: number;
  /** Patches of each image. */
  readonly each: number;
  /** Their upper left corners, [N · each]. */
  readonly tops: Int32Array;
  readonly lefts: Int32Array;
  /** [N · each, C, 49] */
  readonly patches: Float32Array;
}

/** @param shape of the images, [N, C, H, W] */
function emptyScales(
  [count, channels, height, width]: readonly [number, number, number, number],
  { key, ofEach }: PatchOptions,
): Scale[] {
  return pyramidSides(Math.min(height, width), PATCH_SIDE).map((_, level) => {
    const [side, across] = [height, width].map((whole) => Math.ceil(whole / 2 ** level)) as [
      number,
      number,
    ];
    const [downward, sideways] = [side - PATCH_SIDE + 1, across - PATCH_SIDE + 1];
    const each = Math.min(ofEach, downward * sideways);
    const place = fold(key, level);
    return {
      side,
      each,
      tops: drawIntegers(fold(place, 'tops'), count * each, downward),
      lefts: drawIntegers(fold(place, 'lefts'), count * each, sideways),
      patches: new Float32Array(count * each * channels * AREA),
    };
  });
}

/** Copies the patches of some images out of one level of their pyramids, [n · C, H, W]. */
function cutPatches(
  { height, width, data }: Planes,
  { each, tops, lefts, patches }: Scale,
  { first, channels }: { readonly first: number; readonly channels: number },
): void {
  const planes = data.length / (height * width);
  for (let plane = 0; plane < planes; plane++) {
    const image = first + Math.floor(plane / channels);
    for (let patch = image * each; patch < (image + 1) * each; patch++) {
      const into = (patch * channels + (plane % channels)) * AREA;
      const corner = (plane * height + tops[patch]!) * width + lefts[patch]!;
      for (let y = 0; y < PATCH_SIDE; y++) {
        for (let x = 0; x < PATCH_SIDE; x++) {
          patches[into + y * PATCH_SIDE + x] = data[corner + y * width + x]!;
        }
      }
    }
  }
}

/**
 * The patches of each scale, the finest first, down to the last that is not smaller than a patch.
 * @param images float32 [N, C, H, W]
 * @throws RangeError if the images are smaller than a patch
 */
export function imagePatches(images: HostTensor, options: PatchOptions): ScalePatches[] {
  const shape = images.shape as readonly [number, number, number, number];
  const [count, channels, height, width] = shape;
  if (Math.min(height, width) < PATCH_SIDE) {
    throw new RangeError(`images [${shape}] are smaller than a patch of ${PATCH_SIDE} pixels`);
  }
  const scales = emptyScales(shape, options);
  const pixels = images.data as Float32Array;
  const size = channels * height * width;
  for (let first = 0; first < count; first += TOGETHER) {
    const data = pixels.subarray(first * size, Math.min(first + TOGETHER, count) * size);
    const levels = laplacianPyramid({ height, width, data }, scales.length);
    for (const [level, planes] of levels.entries()) {
      cutPatches(planes, scales[level]!, { first, channels });
    }
  }
  return scales.map(({ side, each, patches }) => {
    normalizeChannels(patches, channels);
    const rows = [count * each, channels * AREA];
    return { side, patches: { dtype: 'float32', shape: rows, data: patches } };
  });
}
