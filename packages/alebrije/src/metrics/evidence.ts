/**
 * Bounds on the log-likelihood of a variational autoencoder: the evidence lower bound (Kingma and
 * Welling, "Auto-encoding variational Bayes", ICLR 2014) and the importance-weighted bound (Burda,
 * Grosse and Salakhutdinov, "Importance weighted autoencoders", ICLR 2016, equation 8), in nats per
 * example. N examples, S draws of each code, K of them in a bound, Z code.
 */

import type { HostTensor } from '../graph/types.ts';
import { drawNormal, fold, type Key } from '../tensor/key.ts';
import type { DecoderLikelihood } from '../train/system.ts';
import { crossEntropy } from './reconstruction.ts';
import { rowsOf } from './samples.ts';

/** What the bounds must know of a model; a ModelSession is one. */
export interface LatentVariableModel {
  /** Raw examples → mean and log variance of their codes, each [N, Z]. */
  posterior(
    examples: HostTensor,
    labels?: Int32Array,
  ): Promise<{ mean: HostTensor; logVar: HostTensor }>;
  /** Raw examples and codes of each [N, S, Z] → ln p(x | code) of each [N, S], nats. */
  logLikelihood(examples: HostTensor, codes: HostTensor, labels?: Int32Array): Promise<HostTensor>;
}

/** Numbers held at once for codes, and draws, after which the progress is told. */
const CODE_NUMBERS = 2 ** 20;
const DRAWS_AT_ONCE = 2 ** 14;

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * ln p(x | decoded) of one example. Bernoulli: −Σ cross-entropy; for grey values x in (0, 1) that is no
 * normalised density, but what the literature reports.
 */
function logLikelihood(
  likelihood: DecoderLikelihood,
  decoded: HostTensor['data'],
  x: HostTensor['data'],
): number {
  let sum = 0;
  if (likelihood.kind === 'bernoulli') {
    for (let i = 0; i < x.length; i++) sum -= crossEntropy(decoded[i]!, x[i]!);
    return sum;
  }
  for (let i = 0; i < x.length; i++) sum += (decoded[i]! - x[i]!) ** 2;
  const { deviation } = likelihood;
  return -0.5 * (sum / deviation ** 2 + x.length * (LOG_TWO_PI + 2 * Math.log(deviation)));
}

/** Mean over the rows of ln p(x | decoded): with the mean image, what a model without a code scores. */
export function meanLogLikelihood(
  likelihood: DecoderLikelihood,
  decoded: HostTensor,
  x: HostTensor,
): number {
  const { count, size } = rowsOf(x);
  let sum = 0;
  for (let begin = 0; begin < x.data.length; begin += size) {
    const end = begin + size;
    sum += logLikelihood(
      likelihood,
      decoded.data.subarray(begin, end),
      x.data.subarray(begin, end),
    );
  }
  return sum / count;
}

/** ln of the mean of exp(values), without overflow. */
export function logMeanExp(values: Float64Array): number {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) return largest;
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / values.length);
}

/** S draws from q(z | x) for each example. */
interface CodeSamples {
  /** [N, S, Z] */
  readonly codes: HostTensor;
  /** ln p(z) − ln q(z | x) of each draw, [N · S]. */
  readonly logRatio: Float64Array;
  /** KL(q(z | x) ‖ N(0, I)) of each example, [N]. */
  readonly kl: Float64Array;
}

function sampleCodes(
  { mean, logVar }: { mean: HostTensor; logVar: HostTensor },
  draws: number,
  key: Key,
): CodeSamples {
  const { count, size } = rowsOf(mean);
  const codes = new Float32Array(count * draws * size);
  const logRatio = new Float64Array(count * draws);
  const kl = new Float64Array(count);
  const noise = drawNormal(key, codes.length);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      const [m, s] = [mean.data[row * size + i]!, logVar.data[row * size + i]!];
      const deviation = Math.exp(s / 2);
      kl[row]! += 0.5 * (m * m + deviation ** 2 - s - 1);
      for (let draw = row * draws; draw < (row + 1) * draws; draw++) {
        const e = noise[draw * size + i]!;
        const z = m + deviation * e;
        codes[draw * size + i] = z;
        logRatio[draw]! += 0.5 * (e * e + s - z * z);
      }
    }
  }
  return { codes: { dtype: 'float32', shape: [count, draws, size], data: codes }, logRatio, kl };
}

export interface EvidenceOptions {
  /** Each K of which the importance-weighted bound is wanted; the largest is how often codes are drawn. */
  readonly samples: readonly number[];
  /** Of the draws. */
  readonly key: Key;
  /** Classes [N], for models that are told them: bounds on ln p(x | class). */
  readonly labels?: Int32Array | undefined;
  /** Told the share of the examples that are done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Of each example. */
export interface Evidence {
  /** E[ln p(x | z)] − KL, the expectation by the draws and the KL exactly, [N]. */
  readonly elbo: Float64Array;
  /**
   * By K: ln of the mean of K importance weights, [N]; the ELBO in expectation for K = 1, growing with
   * K, exact as K → ∞. Averaged over as many sets of K as the draws give.
   */
  readonly iwae: ReadonlyMap<number, Float64Array>;
}

/** Mean of the bound over whole sets of K weights. */
function boundOf(logWeights: Float64Array, samples: number): number {
  const sets = Math.floor(logWeights.length / samples);
  let sum = 0;
  for (let set = 0; set < sets; set++) {
    sum += logMeanExp(logWeights.subarray(set * samples, (set + 1) * samples));
  }
  return sum / sets;
}

/**
 * @param examples raw stored examples [N, ...]
 * @throws RangeError unless `samples` are whole numbers from 1
 */
export async function evidenceOf(
  model: LatentVariableModel,
  examples: HostTensor,
  { samples, key, labels, onProgress }: EvidenceOptions,
): Promise<Evidence> {
  const draws = Math.max(...samples);
  if (samples.length === 0 || samples.some((k) => !Number.isInteger(k) || k < 1)) {
    throw new RangeError(`numbers of samples must be whole and at least 1, not [${samples}]`);
  }
  const { count, size } = rowsOf(examples);
  const posterior = await model.posterior(examples, labels);
  const codeSize = posterior.mean.shape[1]!;
  const perDraw = Math.min(DRAWS_AT_ONCE, CODE_NUMBERS / codeSize);
  const perRun = Math.max(1, Math.floor(perDraw / draws));
  const elbo = new Float64Array(count);
  const iwae = new Map(samples.map((k) => [k, new Float64Array(count)]));
  for (let begin = 0; begin < count; begin += perRun) {
    const end = Math.min(begin + perRun, count);
    const rows = ({ dtype, shape, data: all }: HostTensor, row: number): HostTensor => ({
      dtype,
      shape: [end - begin, ...shape.slice(1)],
      data: all.subarray(begin * row, end * row),
    });
    const part = { mean: rows(posterior.mean, codeSize), logVar: rows(posterior.logVar, codeSize) };
    const { codes, logRatio, kl } = sampleCodes(part, draws, fold(key, begin));
    const told = labels?.subarray(begin, end);
    const likelihoods = (await model.logLikelihood(rows(examples, size), codes, told)).data;
    for (let row = 0; row < end - begin; row++) {
      const own = Float64Array.from(likelihoods.subarray(row * draws, (row + 1) * draws));
      elbo[begin + row] = own.reduce((sum, value) => sum + value, 0) / draws - kl[row]!;
      const logWeights = own.map((value, draw) => value + logRatio[row * draws + draw]!);
      for (const [k, values] of iwae) values[begin + row] = boundOf(logWeights, k);
    }
    onProgress?.(end / count);
  }
  return { elbo, iwae };
}
