/** Runs trained for a few steps in this process, and pictures read back. */

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll } from 'vitest';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { startRun, type TrainRunOptions } from '../../src/runs/train-run.ts';

/** In this thread: no worker has to start. */
export const BACKEND = 'cpu-inline';

const CLOTHES = ['data=fashion-mnist-subset', 'examples=400', 'validation=100', 'batchSize=50'];

/** Small data and few epochs for each recipe; examples of all classes are among them. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'conv-vae': [...CLOTHES, 'epochs=2'],
  'conv-ae': [...CLOTHES, 'epochs=1'],
  'stacked-ae': [...CLOTHES, 'epochs=3'],
  'dense-vae': [...CLOTHES, 'epochs=3'],
  'faces-vae': ['examples=40', 'batchSize=20', 'epochs=1', 'filters=8', 'codeSize=6'],
  'gaussian-denoising-ae': [...CLOTHES, 'epochs=4'],
  'swiss-roll-ae': ['examples=2000', 'batchSize=200', 'epochs=30'],
  'vq-vae': [...CLOTHES, 'epochs=2', 'hidden=8', 'residualHidden=4', 'codes=16'],
  'pixelcnn-prior': [...CLOTHES, 'epochs=2', 'channels=8', 'blocks=1', 'outputChannels=16'],
  'pca-ae': ['examples=60', 'batchSize=60', 'epochs=200'],
};

/** Trains into a folder that lives as long as the tests of the file; returns the run's folder. */
export async function trainRun(
  recipeName: string,
  { settings = [], ...options }: TrainRunOptions & { settings?: readonly string[] } = {},
): Promise<string> {
  const recipe = findRecipe(recipeName);
  const runsFolder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(runsFolder, { recursive: true, force: true }));
  const config = configure(recipe, [...SETTINGS[recipeName]!, ...settings]);
  const { run } = await startRun(recipe, config, { runsFolder }, { ...options, backend: BACKEND });
  return run.path;
}

/** A trained model that is open as long as the tests of the file. */
export async function trainedModel(
  recipeName: string,
  settings: readonly string[] = [],
): Promise<OpenModel> {
  const folder = await trainRun(recipeName, { settings });
  const model = await openModel(folder, { backend: BACKEND });
  afterAll(() => model.dispose());
  return model;
}

export interface PictureFacts {
  /** CSS pixels: half as many as the file has. */
  readonly width: number;
  readonly height: number;
  /** Share of pixels that are not white. */
  readonly ink: number;
}

/** Decodes a PNG. @throws Error if it is none */
export async function pictureFacts(png: Uint8Array): Promise<PictureFacts> {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let inked = 0;
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    if (data[pixel]! + data[pixel + 1]! + data[pixel + 2]! < 750) inked += 1;
  }
  return {
    width: image.width / 2,
    height: image.height / 2,
    ink: inked / (image.width * image.height),
  };
}
