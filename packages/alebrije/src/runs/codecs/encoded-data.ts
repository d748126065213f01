/** Data made by encoding with a trained model: how they are made, and how a run keeps them with it. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { type Dataset, type Examples, exampleCount } from '../../data/dataset.ts';
import type { PreparationOptions } from '../../data/dataset-entry.ts';
import { readDatasetFile, writeDatasetFile } from '../../data/dataset-file.ts';
import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { TrainingConfig } from '../../recipes/recipe.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { createModelSession, type ModelSession, rowsOf } from '../../train/model-session.ts';
import { uploadAll } from '../../train/resident.ts';
import { packNamed } from '../../train/variables.ts';
import { expectFullBatch, type RunData } from '../data.ts';
import {
  codecOf,
  encodeFrozenModel,
  type FrozenModel,
  layoutsOf,
  readFrozenModel,
} from './frozen-model.ts';

/** Data in which every example is a code of the model. */
export interface EncodedData {
  readonly data: RunData;
  readonly codec: FrozenModel;
}

/** Examples between two reports of progress. */
const CHUNK = 1000;

/** Codes as they are stored: uint8 [N, 1, H, W] where they are whole numbers, else float32 [N, Z]. */
async function codesOf(session: ModelSession, values: HostTensor): Promise<HostTensor> {
  if (!session.system.views.discrete) return session.encode(values);
  const codes = await session.encodeDiscrete(values);
  const [count, ...places] = codes.shape;
  return { dtype: 'uint8', shape: [count!, 1, ...places], data: Uint8Array.from(codes.data) };
}

async function encodeExamples(
  session: ModelSession,
  examples: Examples,
  onChunk: (count: number) => void,
): Promise<Examples> {
  const count = exampleCount(examples);
  const parts: HostTensor[] = [];
  for (let begin = 0; begin < count; begin += CHUNK) {
    const end = Math.min(begin + CHUNK, count);
    parts.push(await codesOf(session, rowsOf(examples.values, begin, end)));
    onChunk(end - begin);
  }
  const [{ dtype, shape, data: first }] = parts as [HostTensor];
  const length = parts.reduce((total, { data }) => total + data.length, 0);
  const data = dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  const size = first.length / shape[0]!;
  return { ...examples, values: { dtype, shape: [length / size, ...shape.slice(1)], data } };
}

/** The data of a run over the codes, described for its recipe. */
function runDataOf(
  dataset: Dataset,
  codec: FrozenModel,
  { batchSize, epochs }: TrainingConfig,
  notes: readonly string[],
): RunData {
  const { kind, train, test, classNames } = dataset;
  expectFullBatch(train, batchSize);
  const info = {
    kind,
    shape: train.values.shape.slice(1),
    ...(classNames && { classNames }),
    trainingCount: exampleCount(train),
    totalSteps: Math.floor(exampleCount(train) / batchSize) * epochs,
    codec: codecOf(codec),
  };
  return { dataset, train, validation: test, info, notes };
}

/**
 * Puts all training and validation examples through the model.
 * @param data as the model takes them
 */
export async function encodeData(
  codec: FrozenModel,
  data: RunData,
  config: TrainingConfig,
  { runtime, onProgress, signal }: PreparationOptions & { readonly runtime: Runtime },
): Promise<EncodedData> {
  const { system, variables } = codec;
  const layouts = layoutsOf(system, codec.config);
  const resident = uploadAll(runtime, packNamed(layouts, variables));
  const session = createModelSession(system, runtime, layouts, () => resident);
  const total = exampleCount(data.train) + exampleCount(data.validation);
  let done = 0;
  const onChunk = (count: number) => {
    signal?.throwIfAborted();
    done += count;
    onProgress?.({ what: `encoding with ${codec.run}`, done, total });
  };
  const train = await encodeExamples(session, data.train, onChunk);
  const test = await encodeExamples(session, data.validation, onChunk);
  const { name, classNames, source } = data.dataset;
  const dataset: Dataset = {
    name,
    kind: system.views.discrete ? 'image' : 'vector',
    train,
    test,
    ...(classNames && { classNames }),
    source: `${source}, encoded with ${codec.run}`,
  };
  for (const tensor of resident.values()) tensor.dispose();
  const notes = [...data.notes, `every example is its code by ${codec.run} (${codec.recipe.name})`];
  return { data: runDataOf(dataset, codec, config, notes), codec };
}

const filesIn = (run: string) => ({
  folder: join(run, 'codec'),
  model: join(run, 'codec', 'model.safetensors'),
  codes: join(run, 'codec', 'codes.safetensors'),
});

const fingerprintOf = (model: Uint8Array) => createHash('sha256').update(model).digest('hex');

/**
 * Keeps the model and the codes in a run's folder, which then needs neither the data nor the codec's run.
 * @throws UserError if the disk refuses
 */
export async function storeEncodedData(
  runFolder: string,
  { data, codec }: EncodedData,
): Promise<void> {
  const { folder, model, codes } = filesIn(runFolder);
  fs.mkdirSync(folder, { recursive: true });
  const bytes = encodeFrozenModel(codec);
  writeFileAtomic(model, bytes);
  await writeDatasetFile(codes, data.dataset, fingerprintOf(bytes));
}

/** @throws UserError if a file is missing or damaged, or the codes are not of that model */
export async function readEncodedData(runFolder: string, config: TrainingConfig): Promise<RunData> {
  const files = filesIn(runFolder);
  const { model, bytes } = readFrozenModel(files.model);
  const { dataset, fingerprint } = await readDatasetFile(files.codes);
  if (fingerprint !== fingerprintOf(bytes)) {
    throw new UserError(`${files.codes} was not made with ${files.model}: train the run again`);
  }
  const notes = [`data: ${dataset.name}, ${exampleCount(dataset.train)} codes (${dataset.source})`];
  return runDataOf(dataset, model, config, notes);
}
