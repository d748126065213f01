/** Examples as a model takes them, shows them, and gives them back; and the user's own images. */

import { decodeImage, inspectImage, release } from '../../../data/images/image-file.ts';
import { createSheet, drawCentred } from '../../../data/images/read-images.ts';
import { UserError } from '../../../errors.ts';
import type { HostTensor } from '../../../graph/types.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import {
  expectShownImages,
  pickLabels,
  pickRows,
  shownShape,
} from '../../../runs/pictures/picture.ts';
import { hostFloats } from '../../../train/model-session.ts';
import type { ShownExamples, UseResults } from '../../contract/uses.ts';
import { encodeTensor } from '../arrays.ts';
import { examplesOf, expectIndices, labelsOf, type Split, toldLabels } from '../examples.ts';

/** Of an image from outside: a small file can unpack to a very large one. */
const MOST_PIXELS = 25_000_000;

interface IndicesBody {
  readonly split: Split;
  readonly indices: readonly number[];
}

const shownAs = (model: OpenModel, values: HostTensor) =>
  encodeTensor(values, [values.shape[0]!, ...shownShape(model)]);

/** Some examples as they are shown. */
export async function showExamples(
  model: OpenModel,
  { split, indices }: IndicesBody,
): Promise<ShownExamples> {
  const examples = examplesOf(model, split);
  expectIndices(examples, indices);
  const shown = await model.session.prepare(pickRows(examples.values, indices));
  return { examples: shownAs(model, shown), ...labelsOf(examples, indices) };
}

export async function reconstructExamples(
  model: OpenModel,
  body: IndicesBody,
): Promise<UseResults['reconstruct']> {
  const shown = await showExamples(model, body);
  const examples = examplesOf(model, body.split);
  const values = pickRows(examples.values, body.indices);
  const labels = pickLabels(examples, body.indices);
  const reconstructions = await model.session.reconstruct(values, labels);
  return { ...shown, reconstructions: shownAs(model, reconstructions) };
}

/** Codes decoded, all as one class where the model is told one. */
export async function decodeCodes(
  model: OpenModel,
  body: {
    readonly codes: readonly (readonly number[])[];
    readonly class?: number | string | undefined;
  },
): Promise<UseResults['decode']> {
  const { codeSize } = model.system.views;
  const wrong = body.codes.find((code) => code.length !== codeSize);
  if (wrong) {
    throw new UserError(`a code of this run has ${codeSize} numbers, not ${wrong.length}`);
  }
  const codes = hostFloats([body.codes.length, codeSize], Float32Array.from(body.codes.flat()));
  const labels = toldLabels(model, body.codes.length, body.class);
  return { decoded: shownAs(model, await model.session.decode(codes, labels)) };
}

/**
 * An image file as an example of the shape that a run was trained on: its middle, scaled.
 * @returns uint8 [1, C, H, W]
 * @throws UserError if it is no image, or the run takes none
 */
export async function exampleOfFile(model: OpenModel, bytes: Uint8Array): Promise<HostTensor> {
  expectShownImages(model, 'encoding an image');
  const [channels, height, width] = model.data.info.shape as readonly [number, number, number];
  if (channels !== 1 && channels !== 3) {
    throw new UserError('this run was not trained on images, but on codes of images');
  }
  const sheet = await createSheet(width, height);
  const info = await inspectImage(bytes, 'the image');
  if (info.width * info.height > MOST_PIXELS) {
    throw new UserError(`the image has ${info.width}x${info.height} pixels: make it smaller`);
  }
  const image = await decodeImage(bytes, 'the image');
  drawCentred(sheet, image);
  release(image);
  const data = new Uint8Array(channels * height * width);
  sheet.read(data, channels);
  return { dtype: 'uint8', shape: [1, channels, height, width], data };
}

export async function encodeImage(
  model: OpenModel,
  bytes: Uint8Array,
  given: string | undefined,
): Promise<UseResults['encode-image']> {
  const example = await exampleOfFile(model, bytes);
  const labels = toldLabels(model, 1, given);
  const code = await model.session.encode(example, labels);
  const reconstruction = await model.session.decode(code, labels);
  const shape = shownShape(model);
  return {
    code: [...code.data],
    image: encodeTensor(await model.session.prepare(example), shape),
    reconstruction: encodeTensor(reconstruction, shape),
  };
}
