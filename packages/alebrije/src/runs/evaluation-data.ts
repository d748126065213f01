/** What the measurements of a run work on, each computed when it is first asked for. */

import { type Examples, exampleCount, takeFirst } from '../data/dataset.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor } from '../graph/types.ts';
import { type Covariance, gatherCovariance } from '../metrics/covariance.ts';
import type { FactoredCodes } from '../metrics/disentanglement/factors.ts';
import type { LabelledCodes } from '../metrics/nearest-neighbours.ts';
import { fitPca, type Pca, pcaTransform } from '../metrics/pca.ts';
import { repeatRow } from '../metrics/samples.ts';
import { rowsOf } from '../train/model-session.ts';
import type { DecoderLikelihood, SamplerSettings } from '../train/system.ts';
import { factoredCodes } from './factored-codes.ts';
import type { OpenModel } from './open-model.ts';

/** Training codes that neighbours are sought among and probes are fitted to. */
const LABELLED_TRAINING = 10_000;
/** Rows whose products are summed in single precision before they join the covariance. */
const COVARIANCE_ROWS = 1000;

export interface EvaluationData {
  readonly model: OpenModel;
  readonly likelihood: DecoderLikelihood;
  /** The held-out examples that are measured on. */
  readonly examples: Examples;
  readonly count: number;
  /** Numbers in an example as the model sees it. */
  readonly dataSize: number;
  readonly hasClasses: boolean;
  /** How many samples to draw, if that was asked for. */
  readonly samples: number | undefined;
  /** How a diffusion draws them; the run's own way unless given. */
  readonly sampler: SamplerSettings | undefined;
  /** The examples as the decoder should give them, [N, ...dataShape]. */
  prepared(): Promise<HostTensor>;
  reconstruction(): Promise<HostTensor>;
  posterior(): Promise<{ mean: HostTensor; logVar: HostTensor }>;
  codes(): Promise<HostTensor>;
  /** Codes with classes, of the first training examples and of the examples. */
  labelled(): Promise<{ train: LabelledCodes; test: LabelledCodes }>;
  /** The training examples prepared, all of them. */
  preparedTraining(): Promise<HostTensor>;
  covariance(): Promise<Covariance>;
  /** The mean training example for every example, like `prepared`. */
  meanPrediction(): Promise<HostTensor>;
  /** With as many components as the code has numbers. */
  pca(): Promise<Pca>;
  /** As `labelled`, of PCA's codes. */
  labelledByPca(): Promise<{ train: LabelledCodes; test: LabelledCodes }>;
  /** Codes of examples with known factors, only where the held-out examples have them. */
  factored(): Promise<FactoredCodes>;
  /** As `factored`, of PCA's codes. */
  factoredByPca(): Promise<FactoredCodes>;
}

export function codeIsSmaller({ model, dataSize }: EvaluationData): boolean {
  return model.system.views.codeSize < dataSize;
}

export function pcaName({ model }: EvaluationData): string {
  const { codeSize } = model.system.views;
  return `PCA with ${codeSize} component${codeSize === 1 ? '' : 's'}`;
}

/** A function that computes once and remembers. */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= compute();
    return result;
  };
}

export interface EvaluationDataOptions {
  /** Measure on at most so many held-out examples. */
  readonly limit?: number | undefined;
  /** Draw so many samples. */
  readonly samples?: number | undefined;
  readonly sampler?: SamplerSettings | undefined;
}

export function evaluationData(
  model: OpenModel,
  { limit, samples, sampler }: EvaluationDataOptions = {},
): EvaluationData {
  const { session, system, runtime, data } = model;
  const { dataShape, codeSize } = system.views;
  const available = exampleCount(data.validation);
  const count = Math.min(limit ?? available, available);
  const examples = takeFirst(data.validation, count);
  const labelledTraining = takeFirst(
    data.train,
    Math.min(LABELLED_TRAINING, exampleCount(data.train)),
  );
  const shown = (values: HostTensor): HostTensor => ({
    ...values,
    shape: [values.shape[0]!, ...dataShape],
  });

  async function* preparedChunks(): AsyncGenerator<HostTensor> {
    const { values } = data.train;
    const total = values.shape[0]!;
    for (let begin = 0; begin < total; begin += COVARIANCE_ROWS) {
      yield session.prepare(rowsOf(values, begin, Math.min(begin + COVARIANCE_ROWS, total)));
    }
  }

  const covariance = once(() => gatherCovariance(runtime, preparedChunks()));
  const pca = once(async () => fitPca(await covariance(), codeSize));
  const prepared = once(async () => shown(await session.prepare(examples.values)));

  const posterior = once(() => session.posterior(examples.values, examples.labels));
  const encode = ({ values, labels }: Examples) => session.encode(values, labels);
  const codes = once(async () =>
    system.views.posterior ? (await posterior()).mean : encode(examples),
  );

  const pcaCodes = async (values: HostTensor) =>
    pcaTransform(await pca(), await session.prepare(values));
  const factoredBy = (encode: (values: HostTensor) => Promise<HostTensor>) =>
    factoredCodes(model, { examples, limit, encode });

  const labelledBy = (codesOf: (examples: Examples) => Promise<HostTensor>) => async () => {
    const codesAndLabels = async (some: Examples): Promise<LabelledCodes> => ({
      codes: await codesOf(some),
      labels: some.labels!,
    });
    return {
      train: await codesAndLabels(labelledTraining),
      test: await codesAndLabels(examples),
    };
  };

  return {
    model,
    likelihood: model.system.views.likelihood,
    examples,
    count,
    dataSize: sizeOf(dataShape),
    hasClasses: examples.labels !== undefined && data.train.labels !== undefined,
    samples,
    sampler,
    prepared,
    reconstruction: once(async () =>
      shown(await session.reconstruct(examples.values, examples.labels)),
    ),
    posterior,
    codes,
    labelled: once(labelledBy((some) => (some === examples ? codes() : encode(some)))),
    preparedTraining: once(async () => shown(await session.prepare(data.train.values))),
    covariance,
    meanPrediction: once(async () => repeatRow((await covariance()).mean, await prepared())),
    pca,
    labelledByPca: once(labelledBy(({ values }) => pcaCodes(values))),
    factored: once(() => factoredBy(session.encode)),
    factoredByPca: once(() => factoredBy(pcaCodes)),
  };
}
