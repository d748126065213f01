/** Attributes, or classes, added to the codes of images and subtracted from them. */

import { type Examples, exampleCount } from '../../data/dataset.ts';
import { UserError } from '../../errors.ts';
import { imageGrid } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import { addTerms } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { type NamedTerm, resolveTerms } from '../attributes/terms.ts';
import { type NamedVectors, namedVectors, type VectorMethod } from '../attributes/vectors.ts';
import type { OpenModel } from '../open-model.ts';
import { asImages, expectShownImages, type Picture, pickRows, shownShape } from './picture.ts';

export interface ArithmeticOptions {
  /** Names of attributes or classes, each with its strength if it is not 1: `smiling:1.5`. */
  readonly add?: readonly string[] | undefined;
  readonly subtract?: readonly string[] | undefined;
  /** Default: means. */
  readonly method?: VectorMethod | undefined;
  /** Images. Default 8. */
  readonly count?: number | undefined;
}

const SHOWN = 8;
/** Of the whole sum: what the last rows show. */
const SHARES = [0.5, 1];

/** Whether an example has what is to be subtracted, and lacks what is to be added. */
function changesWhole({ kind }: NamedVectors, terms: readonly NamedTerm[], examples: Examples) {
  const { attributes, labels } = examples;
  return (row: number): boolean =>
    terms.every(({ place, strength }) => {
      const has =
        kind === 'attributes'
          ? attributes!.values[row * attributes!.names.length + place] === 1
          : labels![row] === place;
      return has === strength < 0;
    });
}

/** Those that the whole sum changes first, then others. */
function chosenExamples(
  examples: Examples,
  count: number,
  changes: (row: number) => boolean,
): number[] {
  const all = Array.from({ length: exampleCount(examples) }, (_, index) => index);
  const others = all.filter((row) => !changes(row));
  return [...all.filter(changes), ...others].slice(0, count);
}

function signed({ name, strength }: NamedTerm): string {
  const size = Math.abs(strength);
  return `${strength < 0 ? '−' : '+'} ${name}${size === 1 ? '' : ` × ${formatNumber(size, 3)}`}`;
}

interface Row {
  readonly label: string;
  readonly images: HostTensor;
}

/**
 * Rows: validation images, their reconstructions, each term alone where there are several, then half
 * of the sum and all of it. Numbers: `count`, `changed` (how many have what is subtracted and lack what
 * is added); details: `terms`.
 * @throws UserError for points, data without attributes and classes, or names that do not exist
 */
export async function arithmeticPicture(
  model: OpenModel,
  { add = [], subtract = [], method, count = SHOWN }: ArithmeticOptions,
): Promise<Picture> {
  expectShownImages(model, 'the arithmetic of codes');
  const { session, data } = model;
  const vectors = await namedVectors(model, method);
  const terms = resolveTerms(vectors, { add, subtract });
  const total = exampleCount(data.validation);
  if (count > total) {
    throw new UserError(`--count ${count} is more than the ${total} validation examples`);
  }
  const changes = changesWhole(vectors, terms, data.validation);
  const chosen = chosenExamples(data.validation, count, changes);
  const values = pickRows(data.validation.values, chosen);
  const codes = await session.encode(values);
  const decoded = async (some: readonly NamedTerm[], share = 1) =>
    session.decode(
      addTerms(
        codes,
        some.map(({ vector, strength }) => ({ vector, strength: share * strength })),
      ),
    );
  const rows: Row[] = [
    { label: 'Image', images: await session.prepare(values) },
    { label: 'Reconstruction', images: await session.decode(codes) },
  ];
  if (terms.length > 1) {
    for (const term of terms) rows.push({ label: signed(term), images: await decoded([term]) });
  }
  for (const share of SHARES) {
    const what = terms.length > 1 ? 'all' : signed(terms[0]!);
    const label = share === 1 ? what : `half of ${terms.length > 1 ? 'all' : 'it'}`;
    rows.push({ label, images: await decoded(terms, share) });
  }
  const first = rows[0]!.images;
  const size = first.data.length / count;
  const pixels = new Float32Array(rows.length * first.data.length);
  for (const [row, { images }] of rows.entries()) pixels.set(images.data, row * first.data.length);
  const png = await imageGrid({
    title: `Codes ${terms.map(signed).join(' ')}`,
    subtitle:
      vectors.kind === 'attributes'
        ? 'An attribute of strength 1 is the way from the mean code of the images without it to that of those with it.'
        : 'A class of strength 1 is the way from the mean of all codes to that of the class.',
    images: asImages(
      { dtype: 'float32', shape: [rows.length * count, size], data: pixels },
      shownShape(model),
    ),
    columns: count,
    rowLabels: rows.map(({ label }) => label),
  });
  return {
    png,
    numbers: { count, changed: chosen.filter(changes).length },
    details: { terms: terms.map(({ name, strength }) => ({ name, strength })) },
  };
}
