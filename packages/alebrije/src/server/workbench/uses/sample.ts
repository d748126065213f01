/** New data, from the prior or from noise. */

import { UserError } from '../../../errors.ts';
import type { HostTensor } from '../../../graph/types.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { drawCodes, priorCodes } from '../../../runs/pictures/codes.ts';
import { independentCodes } from '../../../runs/pictures/discrete-samples.ts';
import { hasEncoder, shownShape } from '../../../runs/pictures/picture.ts';
import { expectTruncatable, truncated } from '../../../runs/pictures/truncation.ts';
import { samplerSettings, solverName, stepsOf } from '../../../runs/solvers.ts';
import { fold, key } from '../../../tensor/key.ts';
import { expectDenoising } from '../../../train/model-session.ts';
import { rowsOf } from '../../../train/rows.ts';
import type { SamplerSettings } from '../../../train/system.ts';
import type { Samples } from '../../contract/uses.ts';
import { encodeTensor } from '../arrays.ts';
import { toldLabels } from '../examples.ts';
import type { Task } from '../jobs.ts';
import { watchSampling } from './sampling-watch.ts';

export interface SolverBody {
  readonly seed?: number | undefined;
  readonly class?: number | string | undefined;
  readonly solver?: string | undefined;
  readonly steps?: number | undefined;
  readonly eta?: number | undefined;
  readonly guidance?: number | undefined;
  readonly moments?: number | undefined;
}

interface SampleBody extends SolverBody {
  readonly count: number;
  readonly truncation?: number | undefined;
}

/** Samples decoded between two reports of progress. */
const CHUNK = 32;

/** @throws UserError if a diffusion is asked for of a model that is none */
function refuseSolver({ solver, steps, eta, guidance }: SolverBody): void {
  const asked = Object.entries({ solver, steps, eta, guidance });
  const first = asked.find(([, value]) => value !== undefined);
  if (!first) return;
  throw new UserError(`${first[0]} is for diffusion models, and this run is none: leave it out`);
}

async function newCodes(model: OpenModel, count: number, seed: number): Promise<HostTensor> {
  const { views } = model.system;
  if (!hasEncoder(model)) return priorCodes(views, seed, count);
  if (views.discrete) return independentCodes(model, { count, seed });
  return drawCodes(model, count, seed);
}

const labelsIn = (labels: Int32Array | undefined) => (labels ? { labels: [...labels] } : {});
const classIn = ({ class: given }: SolverBody) => (given === undefined ? {} : { class: given });

async function decodeSamples(
  model: OpenModel,
  body: SampleBody,
  { signal, tell }: Task,
): Promise<Samples> {
  refuseSolver(body);
  const { count, truncation, seed = model.config.seed } = body;
  const labels = toldLabels(model, count, body.class);
  const codes = truncated(await newCodes(model, count, seed), truncation);
  const shape = shownShape(model);
  let data: Float32Array | undefined;
  for (let begin = 0; begin < count; begin += CHUNK) {
    signal.throwIfAborted();
    const end = Math.min(begin + CHUNK, count);
    const part = await model.session.decode(
      rowsOf(codes, begin, end),
      labels?.subarray(begin, end),
    );
    const size = part.data.length / (end - begin);
    data ??= new Float32Array(count * size);
    data.set(part.data, begin * size);
    tell({ what: 'working', done: end, total: count });
  }
  return {
    samples: encodeTensor({ dtype: 'float32', shape: [count, ...shape], data: data! }),
    codes: encodeTensor(codes),
    ...labelsIn(labels),
    settings: {
      seed,
      count,
      ...classIn(body),
      ...(truncation !== undefined && { truncation }),
    },
  };
}

/** What a repetition needs, by the names in a request. */
export function solverSettings(
  { solver, steps, guidanceScale }: SamplerSettings,
  isTold: boolean,
): Record<string, string | number> {
  const isDdim = solver.name === 'ddim';
  return {
    solver: isDdim ? 'ddim' : solverName(solver),
    steps,
    ...(isDdim && solver.eta !== undefined && { eta: solver.eta }),
    ...(isTold && { guidance: guidanceScale }),
  };
}

async function denoiseSamples(model: OpenModel, body: SampleBody, task: Task): Promise<Samples> {
  const { count, moments = 0, seed = model.config.seed } = body;
  const { views } = model.system;
  const denoising = expectDenoising(views, 'sampling in steps');
  const settings = samplerSettings(model, body);
  const steps = stepsOf(denoising, settings);
  const labels = toldLabels(model, count, body.class);
  const codes = priorCodes(views, seed, count);
  const watch = watchSampling(model, { steps, count, moments }, task);
  const samples = await model.session.sample({
    steps,
    count,
    start: { ...codes, shape: [count, ...denoising.shape] },
    // As the command `sample` draws them.
    key: fold(key(seed), 'denoising'),
    labels,
    guidanceScale: settings.guidanceScale,
    ...watch.hooks,
  });
  await watch.finish();
  return {
    samples: encodeTensor(samples, [count, ...shownShape(model)]),
    codes: encodeTensor(codes),
    ...labelsIn(labels),
    settings: {
      seed,
      count,
      ...classIn(body),
      ...solverSettings(settings, views.classes !== undefined),
    },
  };
}

/** With the same settings the same samples as the command `sample` shows. */
export async function sample(model: OpenModel, body: SampleBody, task: Task): Promise<Samples> {
  expectTruncatable(model.system.views, body.truncation);
  return model.system.views.denoising
    ? denoiseSamples(model, body, task)
    : decodeSamples(model, body, task);
}
