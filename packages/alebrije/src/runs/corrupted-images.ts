/** Stored images with noise of any kind and level, as a network in training would get them. */

import { UserError } from '../errors.ts';
import type { HostTensor } from '../graph/types.ts';
import {
  CORRUPTION_NAMES,
  type Corruption,
  type CorruptionName,
  corruptionLayer,
  corruptionSchema,
} from '../nn/corruption.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { fold, type Key } from '../tensor/key.ts';
import { drawFeeds, randomRoot } from '../tensor/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { trace } from '../tensor/trace.ts';
import { hostFloats, rowsOf } from '../train/model-session.ts';
import { compileGraph, feedsFor } from '../train/resident.ts';

/** A kind of noise at one level. */
export type Noise = Corruption & { readonly level: number };

const LEVELS: Readonly<Record<CorruptionName, string>> = {
  gaussian: 'a standard deviation, 0 or more, where pixels reach from 0 to 1',
  masking: 'the share of pixels that become black, from 0 to 1',
  'salt-pepper': 'the share of pixels that become black or white, from 0 to 1',
  dropout: 'the share of pixels that become black, from 0 to less than 1',
};

/** @throws UserError if there is no such noise, or it has no such level */
export function noiseOf(name: string, level: number): Noise {
  const known = CORRUPTION_NAMES.find((candidate) => candidate === name);
  if (!known) {
    throw new UserError(
      `there is no noise ${JSON.stringify(name)}; there are ${CORRUPTION_NAMES.join(', ')}`,
    );
  }
  const noise = corruptionSchema.safeParse({ name, level });
  if (noise.success) return noise.data as Noise;
  throw new UserError(`--level ${level} is no level of ${name} noise: it is ${LEVELS[known]}`);
}

/** Levels to show where none are asked for: those that a model was trained on, and around them. */
export function usualLevels(name: CorruptionName, trained: Corruption | undefined): number[] {
  if (trained?.name !== name) return name === 'gaussian' ? [0.1, 0.2, 0.4] : [0.1, 0.3, 0.5];
  const { level } = trained;
  const [low, high] =
    typeof level === 'number' ? [level / 2, level + Math.min(level, 1 - level) / 2] : level;
  const middle = typeof level === 'number' ? level : (low + high) / 2;
  return [low, middle, high].map((value) => Number(value.toPrecision(3)));
}

/** Images in one run. */
const BATCH = 100;

/**
 * Corrupts images; those that come out brighter than white or darker than black stay so.
 * @param values uint8 [N, C, H, W]
 * @returns float32 [N, C, H, W] in the same units, 0 black and 255 white
 */
export async function corruptImages(
  runtime: Runtime,
  values: HostTensor,
  noise: Noise,
  key: Key,
): Promise<HostTensor> {
  const layer = corruptionLayer(noise);
  const data = new Float32Array(values.data.length);
  const count = values.shape[0]!;
  for (let begin = 0; begin < count; begin += BATCH) {
    const rows = rowsOf(values, begin, Math.min(begin + BATCH, count));
    const traced = trace({ x: { dtype: rows.dtype, shape: rows.shape } }, ({ x }) => {
      const pixels = (x as Tensor).cast('float32').mul(1 / 255);
      const context = { training: true, place: randomRoot };
      const { output } = layer.apply({ params: {}, state: {} }, pixels, context);
      return { y: output.mul(255) };
    });
    const { graph, program } = await compileGraph(runtime, traced, { occasional: true });
    const draws = drawFeeds(graph, fold(key, begin));
    const { y } = await program.run(feedsFor(graph, new Map(), { ...draws, x: rows })).host;
    program.dispose();
    data.set(y!.data, (begin * data.length) / count);
  }
  return hostFloats(values.shape, data);
}
