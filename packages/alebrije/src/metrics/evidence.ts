/**
 * Bounds on the log-likelihood of a variational autoencoder: the evidence lower bound (Kingma and
 * Welling, "Auto-encoding variational Bayes", ICLR 2014) and the importance-weighted bound (Burda,
 * Grosse and Salakhutdinov, "Importance weighted autoencoders", ICLR 2016, equation 8), in nats per
 * example. N examples, K samples of each code, Z code, D numbers in an example.
 */

import type { HostTensor } from '../graph/types.ts';
import { drawNormal, fold, type Key } from '../tensor/key.ts';
import type { DecoderLikelihood } from '../train/system.ts';
import { crossEntropy } from './reconstruction.ts';
import { rowsOf } from './samples.ts';

/** What the bounds must know of a model; a ModelSession is one. */
export interface LatentVariableModel {
  /** Raw examples → mean and log variance of their codes, each [N, Z]. */
  posterior(examples: HostTensor): Promise<{ mean: HostTensor; logVar: HostTensor }>;
  /** Codes [N, Z] → data [N, ...]. */
  decode(codes: HostTensor): Promise<HostTensor>;
  /** Raw examples → the data that the decoder should give [N, ...]. */
  prepare(examples: HostTensor): Promise<HostTensor>;
}

/** Numbers held at once for decoded samples. */
const DECODED_NUMBERS = 2 ** 22;

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

/** K draws from q(z | x) for each example. */
interface CodeSamples {
  /** [N · K, Z] */
  readonly codes: HostTensor;
  /** ln p(z) − ln q(z | x) of each draw, [N · K]. */
  readonly logRatio: Float64Array;
}

function sampleCodes(
  { mean, logVar }: { mean: HostTensor; logVar: HostTensor },
  samples: number,
  key: Key,
): CodeSamples {
  const { count, size } = rowsOf(mean);
  const codes = new Float32Array(count * samples * size);
  const logRatio = new Float64Array(count * samples);
  const noise = drawNormal(key, codes.length);
  for (let index = 0; index < codes.length; index++) {
    const draw = Math.floor(index / size);
    const source = Math.floor(draw / samples) * size + (index % size);
    const [m, s, e] = [mean.data[source]!, logVar.data[source]!, noise[index]!];
    const z = m + Math.exp(s / 2) * e;
    codes[index] = z;
    logRatio[draw]! += 0.5 * (e * e + s - z * z);
  }
  return { codes: { dtype: 'float32', shape: [count * samples, size], data: codes }, logRatio };
}

export interface EvidenceOptions {
  readonly likelihood: DecoderLikelihood;
  /** K: draws of the code per example. */
  readonly samples: number;
  /** Of the draws. */
  readonly key: Key;
}

/** The bounds' common ingredients, of each draw [N · K] or example. */
interface Weights {
  /** ln p(x | z) */
  readonly logLikelihood: Float64Array;
  /** ln p(x, z) − ln q(z | x) */
  readonly logWeight: Float64Array;
  /** KL(q(z | x) ‖ N(0, I)) summed over the examples. */
  readonly kl: number;
}

async function weigh(
  model: LatentVariableModel,
  examples: HostTensor,
  { likelihood, samples, key }: EvidenceOptions,
): Promise<Weights> {
  const [posterior, prepared] = await Promise.all([
    model.posterior(examples),
    model.prepare(examples),
  ]);
  const { codes, logRatio } = sampleCodes(posterior, samples, key);
  const decoded = await model.decode(codes);
  const { size, data } = rowsOf(prepared);
  const likelihoods = logRatio.map((_, draw) => {
    const row = Math.floor(draw / samples);
    return logLikelihood(
      likelihood,
      decoded.data.subarray(draw * size, (draw + 1) * size),
      data.subarray(row * size, (row + 1) * size),
    );
  });
  let kl = 0;
  for (let i = 0; i < posterior.mean.data.length; i++) {
    const [m, s] = [posterior.mean.data[i]!, posterior.logVar.data[i]!];
    kl += 0.5 * (m * m + Math.exp(s) - s - 1);
  }
  const logWeight = likelihoods.map((value, draw) => value + logRatio[draw]!);
  return { logLikelihood: likelihoods, logWeight, kl };
}

export interface EvidenceBounds {
  /** E[ln p(x | z)] − KL, the expectation by the draws and the KL exactly. */
  readonly elbo: number;
  /** ln of the mean of K importance weights; at least the ELBO in expectation, exact as K → ∞. */
  readonly iwae: number;
}

/**
 * Means over the examples.
 * @param examples raw stored examples [N, ...]
 */
export async function evidenceBounds(
  model: LatentVariableModel,
  examples: HostTensor,
  options: EvidenceOptions,
): Promise<EvidenceBounds> {
  const { count, size, data } = rowsOf(examples);
  const { samples, key } = options;
  const perRun = Math.max(1, Math.floor(DECODED_NUMBERS / (samples * size)));
  let elbo = 0;
  let iwae = 0;
  for (let begin = 0; begin < count; begin += perRun) {
    const end = Math.min(begin + perRun, count);
    const part: HostTensor = {
      dtype: examples.dtype,
      shape: [end - begin, ...examples.shape.slice(1)],
      data: data.subarray(begin * size, end * size),
    };
    const weights = await weigh(model, part, { ...options, key: fold(key, begin) });
    elbo += weights.logLikelihood.reduce((sum, value) => sum + value, 0) / samples - weights.kl;
    for (let draw = 0; draw < weights.logWeight.length; draw += samples) {
      iwae += logMeanExp(weights.logWeight.subarray(draw, draw + samples));
    }
  }
  return { elbo: elbo / count, iwae: iwae / count };
}
