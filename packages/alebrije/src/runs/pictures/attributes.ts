/** Each attribute flipped in the codes of the same images. */

import { imageGrid } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import { FLIP_STRENGTH, flipExamples, flipped } from '../attributes/flips.ts';
import { namedVectors, type VectorMethod } from '../attributes/vectors.ts';
import type { OpenModel } from '../open-model.ts';
import { asImages, expectShownImages, type Picture, shownShape } from './picture.ts';

export interface AttributesPictureOptions {
  readonly method?: VectorMethod | undefined;
  /** Of every vector. Default 1.5. */
  readonly strength?: number | undefined;
}

const SHOWN = 8;

/**
 * Above the reconstructions of validation images; below, in a row for each attribute, the same with the
 * attribute added where it is absent and subtracted where it is there. Numbers: `count`, `strength`.
 * @throws UserError for points, or unless the data have attributes
 */
export async function attributesPicture(
  model: OpenModel,
  { method, strength = FLIP_STRENGTH }: AttributesPictureOptions = {},
): Promise<Picture> {
  expectShownImages(model, 'the flipping of attributes');
  const { attributes, values } = flipExamples(model, SHOWN);
  const { names, vector } = await namedVectors(model, method);
  const { session } = model;
  const codes = await session.encode(values);
  const rows = [await session.decode(codes)];
  for (const place of names.keys()) {
    const has = (row: number) => attributes!.values[row * names.length + place] === 1;
    rows.push(await session.decode(flipped(codes, vector(place), has, strength)));
  }
  const [first] = rows as [(typeof rows)[number]];
  const size = first.data.length / SHOWN;
  const pixels = new Float32Array(rows.length * first.data.length);
  for (const [row, images] of rows.entries()) pixels.set(images.data, row * first.data.length);
  const png = await imageGrid({
    title: 'Each attribute flipped: added where it is absent, else taken away',
    subtitle: `Above the reconstructions of validation images. Strength ${formatNumber(strength, 3)}; framed: added.`,
    images: asImages(
      { dtype: 'float32', shape: [rows.length * SHOWN, size], data: pixels },
      shownShape(model),
    ),
    columns: SHOWN,
    rowLabels: ['Reconstruction', ...names],
    framed: [
      ...Array.from({ length: SHOWN }, () => false),
      ...names.flatMap((_, place) =>
        Array.from(
          { length: SHOWN },
          (_, row) => attributes!.values[row * names.length + place] === 0,
        ),
      ),
    ],
  });
  return { png, numbers: { count: SHOWN, strength } };
}
