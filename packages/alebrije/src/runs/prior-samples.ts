/** New examples drawn from a model that has a prior: codes of it, classes as frequent as in the data, decoded. */

import { exampleCount } from '../data/dataset.ts';
import type { HostTensor } from '../graph/types.ts';
import { drawIntegers, drawNormal, drawUniform, fold, type Key } from '../tensor/key.ts';
import { hostFloats, type Labels, rowsOf } from '../train/model-session.ts';
import type { SamplerSettings, Views } from '../train/system.ts';
import type { OpenModel } from './open-model.ts';
import { samplerSettings, stepsOf } from './solvers.ts';

/** Whether new codes can be drawn as the model was trained to decode them. */
export const hasPrior = ({ hasNormalPrior, hasUniformPrior }: Views): boolean =>
  hasNormalPrior || hasUniformPrior === true;

/** Codes [count, Z] of a model's prior, N(0, I) or even in [0, 1)ᶻ; fewer are a prefix of more. */
export function codesOfPrior(
  { codeSize, hasUniformPrior }: Views,
  source: Key,
  count: number,
): HostTensor {
  const draw = hasUniformPrior ? drawUniform : drawNormal;
  return hostFloats([count, codeSize], draw(source, count * codeSize));
}

/** The classes of training examples drawn by lot, for a model that is told classes. */
function drawClasses({ system, data: { train } }: OpenModel, source: Key, count: number): Labels {
  if (system.views.classes === undefined) return undefined;
  const { labels } = train;
  return drawIntegers(source, count, exampleCount(train)).map((index) => labels![index]!);
}

/** Samples between two reports of progress. */
const CHUNK = 500;

export interface DrawnSamples {
  readonly count: number;
  readonly source: Key;
  /** Of a diffusion; the run's own unless given. */
  readonly sampler?: SamplerSettings | undefined;
}

/** Decodes codes [N, Z], the `begin`-th and on of all. */
export type CodeDecoder = (codes: HostTensor, labels: Labels, begin: number) => Promise<HostTensor>;

/** How codes of the prior become data: in steps that may add noise of a key, or at once. */
export function decoderOf(
  model: OpenModel,
  { sampler, source }: Pick<DrawnSamples, 'sampler' | 'source'>,
): CodeDecoder {
  const { session, system } = model;
  const { denoising } = system.views;
  if (!denoising) return (codes, labels) => session.decode(codes, labels);
  const settings = sampler ?? samplerSettings(model, {});
  const steps = stepsOf(denoising, settings);
  return (codes, labels, begin) => {
    const count = codes.shape[0]!;
    return session.sample({
      steps,
      count,
      key: fold(fold(source, 'noise'), begin),
      start: { ...codes, shape: [count, ...denoising.shape] },
      labels,
      guidanceScale: settings.guidanceScale,
    });
  };
}

/**
 * As they are shown, [count, ...dataShape], flattened or not.
 * @param onShare told the share that is drawn
 */
export async function drawSamples(
  model: OpenModel,
  drawn: DrawnSamples,
  onShare?: (share: number) => void,
): Promise<HostTensor> {
  const { system } = model;
  const { count, source } = drawn;
  const decode = decoderOf(model, drawn);
  const codes = codesOfPrior(system.views, fold(source, 'codes'), count);
  const labels = drawClasses(model, fold(source, 'classes'), count);
  let samples = new Float32Array();
  for (let begin = 0; begin < count; begin += CHUNK) {
    const end = Math.min(begin + CHUNK, count);
    const part = labels?.subarray(begin, end);
    const { data } = await decode(rowsOf(codes, begin, end), part, begin);
    const size = data.length / (end - begin);
    if (begin === 0) samples = new Float32Array(count * size);
    samples.set(data as Float32Array, begin * size);
    onShare?.(end / count);
  }
  return hostFloats([count, ...system.views.dataShape], samples);
}
