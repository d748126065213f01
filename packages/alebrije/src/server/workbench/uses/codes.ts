/** The codes of a run's examples, and what lies near one of them. */

import { exampleCount } from '../../../data/dataset.ts';
import { UserError } from '../../../errors.ts';
import type { HostTensor } from '../../../graph/types.ts';
import { posteriorStatistics } from '../../../metrics/posterior.ts';
import { columnMeans, columnVariances } from '../../../metrics/samples.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { rowsOf } from '../../../train/rows.ts';
import { type EncodedCodes, MOST_CODES, type Neighbours } from '../../contract/uses.ts';
import { encodeFloats, encodeTensor } from '../arrays.ts';
import { examplesOf, labelsOf, namesOf, type Split } from '../examples.ts';

/** Numbers in all codes of one answer. */
const MOST_NUMBERS = 8_000_000;
const USUAL_COUNT = 10_000;

interface SplitCodes {
  readonly count: number;
  /** [count, Z] */
  readonly codes: HostTensor;
  /** [Z], nats. */
  readonly kl?: Float64Array;
}

/** An opened model does not change, so its codes are computed once for as many as were asked for. */
const computed = new WeakMap<OpenModel, Map<Split, Promise<SplitCodes>>>();

async function computeCodes(model: OpenModel, split: Split, count: number): Promise<SplitCodes> {
  const { values, labels } = examplesOf(model, split);
  const rows = rowsOf(values, 0, count);
  const told = labels?.subarray(0, count);
  const { posterior, hasNormalPrior } = model.system.views;
  if (!posterior) return { count, codes: await model.session.encode(rows, told) };
  const codes = await model.session.posterior(rows, told);
  if (!hasNormalPrior) return { count, codes: codes.mean };
  return { count, codes: codes.mean, kl: posteriorStatistics(codes).kl };
}

/** The codes of the first so many examples of a split, or as many as there are and fit. */
async function codesOf(model: OpenModel, split: Split, asked: number): Promise<SplitCodes> {
  const { codeSize } = model.system.views;
  const most = Math.min(MOST_CODES, Math.floor(MOST_NUMBERS / codeSize));
  const count = Math.min(asked, exampleCount(examplesOf(model, split)), most);
  const ofModel = computed.get(model) ?? new Map<Split, Promise<SplitCodes>>();
  computed.set(model, ofModel);
  const known = await ofModel.get(split)?.catch(() => undefined);
  if (known?.count === count) return known;
  const codes = computeCodes(model, split, count);
  ofModel.set(split, codes);
  return codes;
}

export async function encodeCodes(
  model: OpenModel,
  { split, limit = USUAL_COUNT }: { readonly split: Split; readonly limit?: number | undefined },
): Promise<EncodedCodes> {
  const { count, codes, kl } = await codesOf(model, split, limit);
  const examples = examplesOf(model, split);
  const { colour } = examples;
  const first = Array.from({ length: count }, (_, index) => index);
  return {
    split,
    count,
    codeSize: codes.shape[1]!,
    codes: encodeTensor(codes),
    ...labelsOf(examples, first),
    ...namesOf(model),
    ...(colour && { colour: encodeFloats([count], colour.subarray(0, count)) }),
    mean: [...columnMeans(codes)],
    deviation: [...columnVariances(codes).map(Math.sqrt)],
    ...(kl && { kl: [...kl] }),
  };
}

interface NeighboursBody {
  readonly split: Split;
  readonly index?: number | undefined;
  readonly code?: readonly number[] | undefined;
  readonly k: number;
}

function ownCode(codes: HostTensor, { index, code }: NeighboursBody): ArrayLike<number> {
  const [count, size] = codes.shape as readonly [number, number];
  if (code) {
    if (code.length === size) return code;
    throw new UserError(`a code of this run has ${size} numbers, not ${code.length}`);
  }
  if (index! < count) return codes.data.subarray(index! * size, (index! + 1) * size);
  throw new UserError(`there is no example ${index} among the ${count} that are encoded`);
}

/** The examples whose codes lie nearest to a code, or to that of an example. */
export async function findNeighbours(model: OpenModel, body: NeighboursBody): Promise<Neighbours> {
  const { codes, count } = await codesOf(model, body.split, MOST_CODES);
  const size = codes.shape[1]!;
  const own = ownCode(codes, body);
  const distances = Float64Array.from({ length: count }, (_, row) => {
    let squares = 0;
    for (let axis = 0; axis < size; axis++) {
      squares += (codes.data[row * size + axis]! - own[axis]!) ** 2;
    }
    return Math.sqrt(squares);
  });
  const indices = Array.from(distances.keys())
    .filter((row) => row !== body.index)
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .slice(0, body.k);
  return {
    indices,
    distances: indices.map((row) => distances[row]!),
    ...labelsOf(examplesOf(model, body.split), indices),
  };
}
