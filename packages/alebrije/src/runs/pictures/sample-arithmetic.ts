/**
 * Sums of the mean codes of groups of samples: Radford, Metz and Chintala, "Unsupervised representation
 * learning with deep convolutional generative adversarial networks" (ICLR 2016), section 6.3.2, figure 7.
 */

import { UserError } from '../../errors.ts';
import { imageBands } from '../../explore/figures/index.ts';
import { asCodes, codeAt, meanCode } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { drawUniform, fold, key } from '../../tensor/key.ts';
import { hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import { chosenCodes } from './chosen-codes.ts';
import { asImages, expectShownImages, hasEncoder, type Picture, shownShape } from './picture.ts';

/** Numbers of samples, whose mean code is added or taken away. */
export interface SampleGroup {
  readonly sign: 1 | -1;
  readonly samples: readonly number[];
}

const FORM = 'write groups of numbers as in --groups "1,4,7 - 2,3,9 + 5,6,8"';

/**
 * '1,4,7 - 2,3,9 + 5,6,8' as groups with their signs.
 * @throws UserError if it reads otherwise
 */
export function parseGroups(text: string): SampleGroup[] {
  const terms = text
    .trim()
    .replace(/−/g, '-')
    .split(/\s*([+-])\s*/);
  const [first, ...rest] = terms as [string, ...string[]];
  const signed = [
    ['+', first],
    ...rest.flatMap((sign, at) => (at % 2 === 0 ? [[sign, rest[at + 1]!]] : [])),
  ];
  return signed.map(([sign, numbers]) => {
    const samples = numbers!.split(/\s*,\s*/);
    if (!samples.every((number) => /^\d+$/.test(number))) {
      throw new UserError(`${JSON.stringify(text)} is no sum of groups of samples: ${FORM}`);
    }
    return { sign: sign === '-' ? -1 : 1, samples: samples.map(Number) };
  });
}

/** Codes around the sum that are shown too, as in the paper: it and eight more. */
const NEIGHBOURS = 8;
/** Half the width of the even noise that is added to the sum's code, as in the paper. */
const NOISE = 0.25;

/** The sum, then codes beside it. */
function around(sum: ArrayLike<number>, seed: number): HostTensor {
  const size = sum.length;
  const noise = drawUniform(fold(key(seed), 'around'), NEIGHBOURS * size);
  const near = noise.map((draw, at) => sum[at % size]! + NOISE * (2 * draw - 1));
  const own = Array.from(sum);
  return hostFloats([1 + NEIGHBOURS, size], Float32Array.from([...own, ...near]));
}

/**
 * Each group's samples and what their mean code decodes to, then the sum of the means and codes near it.
 * With classes the first group's first class is told for the sum. Numbers: `groups`, `seed`.
 * @throws UserError if the model has an encoder or shows points, or there is no such sample
 */
export async function sampleArithmeticPicture(
  model: OpenModel,
  groups: readonly SampleGroup[],
  seed = model.config.seed,
): Promise<Picture> {
  expectShownImages(model, 'the arithmetic of samples');
  if (hasEncoder(model)) {
    throw new UserError(
      '--groups adds up samples of runs without an encoder: for this run give --add and --subtract',
    );
  }
  const { session } = model;
  const shape = shownShape(model);
  const decode = async (codes: HostTensor, labels: Int32Array | undefined) =>
    asImages(await session.decode(codes, labels), shape);
  const columns = Math.max(1 + NEIGHBOURS, ...groups.map(({ samples }) => samples.length + 1));
  const sum = new Float64Array(model.system.views.codeSize);
  const bands: { heading: string; images: ReturnType<typeof asImages> }[] = [];
  let told: number | undefined;
  for (const { sign, samples } of groups) {
    const { codes, labels } = await chosenCodes(model, samples, seed);
    const mean = meanCode(codes, () => true);
    for (let axis = 0; axis < sum.length; axis++) sum[axis]! += sign * mean[axis]!;
    told ??= labels?.[0];
    const rows = [...samples.map((_, row) => codeAt(codes, row)), mean];
    const own = labels && Int32Array.from([...labels, labels[0]!]);
    bands.push({
      heading: `${sign > 0 ? (bands.length === 0 ? '' : '+ ') : '− '}samples ${samples.join(', ')}, and the image of their mean code`,
      images: await decode(asCodes(rows), own),
    });
  }
  const near = around(sum, seed);
  bands.push({
    heading: '= the image of the sum, and images of codes near it',
    images: await decode(
      near,
      told === undefined ? undefined : new Int32Array(1 + NEIGHBOURS).fill(told),
    ),
  });
  const png = await imageBands({
    title: 'Arithmetic of codes: means of groups of samples, added and taken away',
    subtitle: `Samples by their numbers in the picture that “sample” draws. Seed ${seed}.`,
    bands,
    columns,
  });
  return { png, numbers: { groups: groups.length, seed } };
}
