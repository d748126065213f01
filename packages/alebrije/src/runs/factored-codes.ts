/** Codes of examples whose generative factors are known, for the metrics of disentanglement. */

import type { Examples, Factors } from '../data/dataset.ts';
import type { HostTensor } from '../graph/types.ts';
import {
  type FactoredCodes,
  rarestCount,
  varyingFactors,
} from '../metrics/disentanglement/factors.ts';
import { drawIntegers, fold, key } from '../tensor/key.ts';
import { hostFloats } from '../train/model-session.ts';
import type { OpenModel } from './open-model.ts';

/**
 * Fresh examples that are drawn; fewer where fewer held-out examples are asked for, but enough for
 * several of each value of each factor.
 */
const FRESH = 10_000;
const LEAST_FRESH = 1000;
/** Fewer examples of a factor's value say nothing about how codes vary within it. */
export const LEAST_PER_VALUE = 4;
/** Examples that are drawn at once. */
const AT_ONCE = 500;

export interface FactoredCodesOptions {
  /** The held-out examples, with their factors. */
  readonly examples: Examples;
  /** Of fresh ones, unless those are too few. */
  readonly limit: number | undefined;
  /** Raw stored examples → codes [N, Z]. */
  readonly encode: (examples: HostTensor) => Promise<HostTensor>;
}

/** Independent, evenly drawn settings. */
function drawSettings({ names, sizes }: Factors, count: number, seed: number): Factors {
  const source = fold(key(seed), 'evaluate factors');
  const columns = sizes.map((size, factor) => drawIntegers(fold(source, factor), count, size));
  const values = Int32Array.from(
    { length: count * sizes.length },
    (_, index) => columns[index % sizes.length]![Math.floor(index / sizes.length)]!,
  );
  return { names, sizes, values };
}

/** Why there are no such codes; nothing if there are. */
export function obstacleToFactors(
  { data, config, system }: Pick<OpenModel, 'data' | 'config' | 'system'>,
  { factors }: Examples,
): string | undefined {
  if (!factors) return 'what the data were made from is not known';
  if (system.views.classes !== undefined) return 'the model is told the class, one of the factors';
  if (data.dataset.drawFactors && config.classes === null) return undefined;
  const varying = varyingFactors(factors);
  return varying.names.length > 0 && rarestCount(varying) >= LEAST_PER_VALUE
    ? undefined
    : `it needs ${LEAST_PER_VALUE} held-out examples for each value of each factor`;
}

/**
 * Of fresh examples with factors drawn evenly where the data can draw them, else of the held-out ones.
 * Factors that never change are left out.
 */
export async function factoredCodes(
  { data, config }: Pick<OpenModel, 'data' | 'config'>,
  { examples, limit, encode }: FactoredCodesOptions,
): Promise<FactoredCodes> {
  const known = examples.factors!;
  const { drawFactors } = data.dataset;
  // A run on some classes has not seen the others, which fresh examples would be of too.
  if (!drawFactors || config.classes !== null) {
    return { codes: await encode(examples.values), factors: varyingFactors(known) };
  }
  const count = Math.min(FRESH, Math.max(LEAST_FRESH, limit ?? FRESH));
  const factors = drawSettings(known, count, config.seed);
  const parts: HostTensor[] = [];
  for (let begin = 0; begin < count; begin += AT_ONCE) {
    const width = factors.names.length;
    const end = Math.min(begin + AT_ONCE, count);
    parts.push(await encode(drawFactors(factors.values.subarray(begin * width, end * width))));
  }
  const size = parts[0]!.shape[1]!;
  const codes = new Float32Array(count * size);
  for (const [place, part] of parts.entries()) codes.set(part.data, place * AT_ONCE * size);
  return { codes: hostFloats([count, size], codes), factors };
}

/** By factor: whether its values have an order; those of the factor that is the class have none. */
export function orderedFactors({ labels, factors }: Examples, names: readonly string[]): boolean[] {
  const width = factors!.names.length;
  return names.map((name) => {
    const factor = factors!.names.indexOf(name);
    return !labels?.every((label, row) => label === factors!.values[row * width + factor]);
  });
}
