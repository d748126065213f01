/**
 * Cartoon faces with named attributes: a stand-in for CelebA that needs no download. They are drawn
 * once, which takes a minute, and kept in the cache.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fold, type Key, key } from '../../tensor/key.ts';
import { cacheFolder } from '../cache.ts';
import {
  type Dataset,
  type Examples,
  exampleCount,
  type RareGroup,
  takeFirst,
} from '../dataset.ts';
import type { PreparationOptions } from '../dataset-entry.ts';
import { readDatasetFile, writeDatasetFile } from '../dataset-file.ts';
import { drawFaces } from './draw-faces.ts';
import { drawFaceAttributes, faceTraits } from './face-attributes.ts';
import { drawFaceLook } from './face-look.ts';

export interface CartoonFaces {
  readonly name: string;
  /** Pixels. */
  readonly side: number;
  /** Training and test examples. */
  readonly sizes: readonly [train: number, test: number];
  readonly rareGroup?: RareGroup;
}

/** To be raised when anything about the faces changes: stored ones are then drawn anew. */
const VERSION = 2;

/** Faces as uint8 [N, 3, side, side] with their attributes; the same key gives the same faces. */
export async function cartoonFaces(
  source: Key,
  count: number,
  { side, rareGroup }: Pick<CartoonFaces, 'side' | 'rareGroup'>,
  options: PreparationOptions = {},
): Promise<Examples> {
  const attributes = drawFaceAttributes(source, count, rareGroup);
  const looks = Array.from({ length: count }, (_, face) =>
    drawFaceLook(fold(fold(source, 'look'), face), faceTraits(attributes, face)),
  );
  return { values: await drawFaces(looks, side, options), attributes };
}

/** Training and test faces drawn from independent keys; a rare group is rare in training only. */
export async function makeCartoonFaces(
  { name, side, sizes, rareGroup }: CartoonFaces,
  { onProgress, signal }: PreparationOptions = {},
): Promise<Dataset> {
  const total = sizes[0] + sizes[1];
  const counted = (before: number): PreparationOptions => ({
    signal,
    onProgress: (progress) => onProgress?.({ ...progress, done: before + progress.done, total }),
  });
  const source = fold(key(0), 'cartoon-faces');
  const group = { side, ...(rareGroup && { rareGroup }) };
  const train = await cartoonFaces(fold(source, 'train'), sizes[0], group, counted(0));
  const test = await cartoonFaces(fold(source, 'test'), sizes[1], { side }, counted(sizes[0]));
  return {
    name,
    kind: 'image',
    train,
    test,
    ...(rareGroup && { rareGroup }),
    source: `drawn with seed 0, version ${VERSION}`,
  };
}

export function cartoonFacesFile({ name }: Pick<CartoonFaces, 'name'>): string {
  return join(cacheFolder(), 'cartoon-faces', `${name}-v${VERSION}.safetensors`);
}

/** So few are quickly drawn, and not kept. */
const FEW = 2000;

/**
 * The faces from the cache, where they are put first if they are not there.
 * @param count so many training examples, and a fifth as many to test
 * @throws UserError if their file is damaged, or cannot be written, or there are fewer
 */
export async function loadCartoonFaces(
  faces: CartoonFaces,
  count: number | undefined,
  options: PreparationOptions = {},
): Promise<Dataset> {
  const sizes = count === undefined ? faces.sizes : ([count, Math.ceil(count / 5)] as const);
  const file = cartoonFacesFile(faces);
  const fingerprint = JSON.stringify([VERSION, faces]);
  if (existsSync(file)) {
    const { dataset, fingerprint: made } = await readDatasetFile(file);
    if (made === fingerprint) return describeStored(takeSizes(dataset, sizes), file);
  }
  if (count !== undefined && count < FEW) return makeCartoonFaces({ ...faces, sizes }, options);
  const made = await makeCartoonFaces(faces, options);
  await writeDatasetFile(file, made, fingerprint);
  return describeStored(takeSizes(made, sizes), file);
}

function takeSizes(dataset: Dataset, [train, test]: CartoonFaces['sizes']): Dataset {
  return {
    ...dataset,
    train: takeFirst(dataset.train, train),
    test: takeFirst(dataset.test, Math.min(test, exampleCount(dataset.test))),
  };
}

function describeStored(dataset: Dataset, file: string): Dataset {
  return { ...dataset, source: `${file}, ${dataset.source}` };
}
