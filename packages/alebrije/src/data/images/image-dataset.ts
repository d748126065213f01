/** A folder or zip archive of the user's images as a dataset. */

import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import { drawPermutation, fold, key } from '../../tensor/key.ts';
import type { Dataset, Examples } from '../dataset.ts';
import type { ImageTarget, PreparationOptions } from '../dataset-entry.ts';
import type { FileSource } from '../files/file-source.ts';
import { inspectImage } from './image-file.ts';
import { type ImageLayout, type LabelledFile, understandImages } from './image-layout.ts';
import { readImageFile, readImages } from './read-images.ts';

/** Fewer images than this can be neither learned from nor tested on. */
export const FEWEST_EXAMPLES = 10;
/** Side of images where nothing says otherwise. */
const DEFAULT_SIDE = 32;
/** Images that are all of one square size up to this keep it. */
const LARGEST_KEPT_SIDE = 64;
const SMALLEST_SIDE = 4;
const LARGEST_SIDE = 512;
/** Bytes of one part in memory, about what one array can hold. */
const MOST_BYTES = 2 ** 32 - 1;

/** Differs when an image is added, removed or changed, or when they are brought to something else. */
export function imagesFingerprint({ files }: FileSource, target: ImageTarget): string {
  const hash = createHash('sha256').update(JSON.stringify(target));
  for (const { path, size, stamp } of files) hash.update(JSON.stringify([path, size, stamp]));
  return hash.digest('hex');
}

/**
 * Reads all images, in an order that is random but always the same; the last tenth are test examples
 * unless a folder is named for them.
 * @param name what the dataset is called
 * @throws UserError if there are too few, or one is unreadable
 */
export async function readImageDataset(
  source: FileSource,
  name: string,
  target: ImageTarget,
  options: PreparationOptions = {},
): Promise<Dataset> {
  const layout = understandImages(source);
  const parts = splitParts(layout, source.location);
  const side = target.size ?? (await commonSide(source, parts.train));
  const shape: Shape = [target.channels ?? 3, side, side];
  const all = [...parts.train, ...parts.test];
  checkShape(shape, all.length);
  const files = all.map(({ file }) => file);
  const colour = await readImages(source, files, shape, options);
  const values = target.channels === undefined ? greyIfAllAre(colour) : colour;
  const { classNames } = layout;
  const border = parts.train.length;
  return {
    name,
    kind: 'image',
    train: examplesOf(values, all, classNames, 0, border),
    test: examplesOf(values, all, classNames, border, all.length),
    ...(classNames && { classNames }),
    source: `${all.length} images in ${source.location}`,
  };
}

/** Files in a shuffled order: those of one class lie together in a folder. */
function splitParts({ train, test }: ImageLayout, location: string) {
  const shuffled = (files: readonly LabelledFile[], part: string) =>
    [...drawPermutation(fold(key(0), part), files.length)].map((index) => files[index]!);
  const count = train.length + (test?.length ?? 0);
  if (count < FEWEST_EXAMPLES) {
    throw new UserError(
      `${location} has ${count} images; ${FEWEST_EXAMPLES} are the fewest that can be trained on`,
    );
  }
  const order = shuffled(train, 'train');
  if (test) return { train: order, test: shuffled(test, 'test') };
  const border = order.length - Math.ceil(order.length / 10);
  return { train: order.slice(0, border), test: order.slice(border) };
}

/** The side of images that are all squares of one small size. */
async function commonSide(source: FileSource, files: readonly LabelledFile[]): Promise<number> {
  let side: number | undefined;
  for (const { file } of files) {
    const { width, height } = await readImageFile(source, file, inspectImage);
    side ??= width;
    if (width !== side || height !== side || side > LARGEST_KEPT_SIDE) return DEFAULT_SIDE;
  }
  return side ?? DEFAULT_SIDE;
}

function checkShape(shape: Shape, count: number): void {
  const [channels, side] = shape as readonly [number, number, number];
  if (!Number.isInteger(side) || side < SMALLEST_SIDE || side > LARGEST_SIDE) {
    throw new UserError(
      `the size of images must be a whole number from ${SMALLEST_SIDE} to ${LARGEST_SIDE}, not ${side}`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    throw new UserError(`images have 1 channel (grey) or 3 (colour), not ${channels}`);
  }
  if (count * sizeOf(shape) > MOST_BYTES) {
    const gigabytes = Math.ceil((count * sizeOf(shape)) / 2 ** 30);
    throw new UserError(
      `${count} images of ${side}x${side}x${channels} take ${gigabytes} GiB, and 4 are the most: choose a smaller --size, or --grey`,
    );
  }
}

/** One channel where red, green and blue are the same in every pixel. */
function greyIfAllAre(images: HostTensor): HostTensor {
  const [count, , height, width] = images.shape as readonly [number, number, number, number];
  const { data } = images;
  const area = height * width;
  for (let i = 0; i < count; i++) {
    for (let at = 3 * i * area, end = at + area; at < end; at++) {
      if (data[at] !== data[at + area] || data[at] !== data[at + 2 * area]) return images;
    }
  }
  const grey = new Uint8Array(count * area);
  for (let i = 0; i < count; i++) {
    grey.set(data.subarray(3 * i * area, (3 * i + 1) * area), i * area);
  }
  return { dtype: 'uint8', shape: [count, 1, height, width], data: grey };
}

function examplesOf(
  values: HostTensor,
  files: readonly LabelledFile[],
  classNames: readonly string[] | undefined,
  begin: number,
  end: number,
): Examples {
  const shape = values.shape.slice(1);
  const size = sizeOf(shape);
  const numbers = new Map(classNames?.map((name, label) => [name, label]));
  return {
    values: {
      dtype: 'uint8',
      shape: [end - begin, ...shape],
      data: values.data.subarray(begin * size, end * size),
    },
    ...(classNames && {
      labels: Int32Array.from(files.slice(begin, end), ({ className }) => numbers.get(className!)!),
    }),
  };
}
