/** Trained networks as files for other programs: ONNX models, or their weights as safetensors. */

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { DATASETS } from '../data/registry.ts';
import type { Graph, HostTensor, Shape, TensorType } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import { checkModel } from '../runtime/onnx/check.ts';
import { type EncodeOptions, encodeModel } from '../runtime/onnx/encode.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import { fileError } from '../train/files/file-errors.ts';
import { encodeSafetensors } from '../train/files/safetensors.ts';
import type { System } from '../train/system.ts';
import type { OpenModel } from './open-model.ts';
import { encodeForAnyBatch } from './symbolic-batch.ts';
import { namedViewGraph } from './symbolic-variables.ts';

export type ExportFormat = 'onnx' | 'safetensors';

/** What an export needs of an opened run. */
export type Exportable = Pick<
  OpenModel,
  'run' | 'recipe' | 'config' | 'data' | 'system' | 'layouts' | 'variables'
>;

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Folder of the files; the run's `model` unless given. */
  readonly out?: string | undefined;
  /** Fixes the batch size of ONNX models; any size unless given. */
  readonly batch?: number | undefined;
}

/** An input or output of an exported model; 'batch' is free. */
export interface Port {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | 'batch')[];
}

export interface ExportedFile {
  readonly path: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface ExportResult {
  readonly files: readonly ExportedFile[];
  /** What the user should know, such as a batch size that had to be fixed. */
  readonly notes: readonly string[];
}

/** One file: a view over a batch of named inputs. */
interface NetworkExport {
  readonly file: string;
  readonly doc: string;
  /** Types of one example; `labels` where the model is told classes. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly view: (
    variables: Variables<Tensor>,
    inputs: Readonly<Record<string, Tensor>>,
  ) => Readonly<Record<string, Tensor>>;
}

/** Where a batch cannot be left free and none is asked for. */
const FALLBACK_BATCH = 1;

/** Of a model that only makes data, from draws or codes of its prior. */
function samplerOf({ views }: System): NetworkExport {
  const told = views.classes !== undefined;
  const name = views.hasUniformPrior ? 'draws' : 'codes';
  const prior = views.hasUniformPrior ? 'draws, even in [0, 1)' : 'codes, drawn from N(0, I)';
  return {
    file: views.hasUniformPrior ? 'sampler.onnx' : 'generator.onnx',
    doc: `${prior}${told ? ', and classes as numbers from 0' : ''} to new images with pixels in [0, 1]`,
    inputs: {
      [name]: { dtype: 'float32', shape: [views.codeSize] },
      ...(told && { labels: { dtype: 'int32', shape: [] } }),
    },
    view: (variables, inputs) => {
      const decoded = views.decode(variables, inputs[name]!, inputs.labels);
      return { images: decoded.reshape([decoded.shape[0]!, ...views.dataShape]) };
    },
  };
}

function networksOf({ system, data }: Exportable): NetworkExport[] {
  const { views, preprocess } = system;
  const { encode } = views;
  if (!encode) return [samplerOf(system)];
  const stored = data.train.values;
  const shape = stored.shape.slice(1);
  const examples = data.info.kind === 'image' ? 'images' : 'vectors';
  const scale = stored.dtype === 'uint8' ? 'uint8 0..255' : stored.dtype;
  const told = views.classes !== undefined;
  const labels: Record<string, TensorType> = told ? { labels: { dtype: 'int32', shape: [] } } : {};
  const withClasses = told ? ' and their classes as numbers from 0' : '';
  return [
    {
      file: 'encoder.onnx',
      doc: `${examples} as stored (${scale}, [N, ${shape.join(', ')}])${withClasses} to codes; preprocessing is inside`,
      inputs: { [examples]: { dtype: stored.dtype, shape }, ...labels },
      view: (variables, inputs) => {
        const x = preprocess(inputs[examples]!);
        const { posterior, discrete } = views;
        const numbers = discrete && { indices: discrete.encode(variables, x) };
        if (!posterior) return { codes: encode(variables, x, inputs.labels), ...numbers };
        const { mean, logVar } = posterior(variables, x, inputs.labels);
        return { codes: mean, logVar };
      },
    },
    {
      file: 'decoder.onnx',
      doc: `codes${withClasses} to ${examples}${data.info.kind === 'image' ? ' with pixels in [0, 1]' : ''}`,
      inputs: { codes: { dtype: 'float32', shape: [views.codeSize] }, ...labels },
      view: (variables, inputs) => {
        const decoded = views.decode(variables, inputs.codes!, inputs.labels);
        return { [examples]: decoded.reshape([decoded.shape[0]!, ...views.dataShape]) };
      },
    },
  ];
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}

function metadataOf({ run, recipe, config, data }: Exportable): Record<string, string> {
  const licence = DATASETS.find(({ name }) => name === data.dataset.name)?.licence;
  return {
    recipe: recipe.name,
    run: run.name,
    source: recipe.source,
    data: data.dataset.name,
    ...(licence !== undefined && { dataLicence: licence }),
    ...(data.info.classNames && { classNames: JSON.stringify(data.info.classNames) }),
    settings: JSON.stringify(config),
    alebrijeVersion: packageVersion(),
  };
}

/** The variables that a graph takes. */
function weightsOf(graph: Graph, variables: Exportable['variables']): Record<string, HostTensor> {
  const names = graph.inputs.map(({ attributes }) => attributes.name);
  return Object.fromEntries(
    names.filter((name) => variables[name]).map((name) => [name, variables[name]!]),
  );
}

export interface EncodedNetwork {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Why the batch size is fixed though none was asked for. */
  readonly obstacle?: string;
}

function encodeNetwork(
  model: Exportable,
  { file, doc, inputs, view }: NetworkExport,
  batch: number | undefined,
): EncodedNetwork {
  const names = Object.keys(inputs) as [string, ...string[]];
  const graphFor = (size: number): Graph => {
    const types = names.map((name) => {
      const { dtype, shape } = inputs[name]!;
      return [name, { dtype, shape: [size, ...shape] }] as const;
    });
    return namedViewGraph(model.layouts, Object.fromEntries(types), view);
  };
  const fixed = graphFor(batch ?? FALLBACK_BATCH);
  const options: EncodeOptions = {
    initializers: weightsOf(fixed, model.variables),
    graphName: file.replace('.onnx', ''),
    producerVersion: packageVersion(),
    doc,
    metadata: metadataOf(model),
  };
  const portsWith = (first: number | 'batch') => {
    const port = (name: string, { dtype, shape }: { dtype: string; shape: Shape }): Port => ({
      name,
      dtype,
      shape: [first, ...shape.slice(1)],
    });
    return {
      inputs: names.map((name) => {
        const { dtype, shape } = inputs[name]!;
        return port(name, { dtype, shape: [0, ...shape] });
      }),
      outputs: fixed.outputs.map(({ name, node }) => port(name, node.type)),
    };
  };
  if (batch !== undefined) {
    return { file, bytes: encodeModel(fixed, options), ...portsWith(batch) };
  }
  const symbolic = encodeForAnyBatch(graphFor, names, options);
  if ('bytes' in symbolic) return { file, bytes: symbolic.bytes, ...portsWith('batch') };
  return {
    file,
    bytes: encodeModel(fixed, options),
    ...portsWith(FALLBACK_BATCH),
    obstacle: symbolic.obstacle,
  };
}

/** The encoder and the decoder as ONNX models. @param batch fixes the batch size; any unless given */
export function encodeNetworks(model: Exportable, batch?: number): EncodedNetwork[] {
  return networksOf(model).map((network) => encodeNetwork(model, network, batch));
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileError('create', folder, error);
  }
}

/**
 * Writes `encoder.onnx` and `decoder.onnx`, or `sampler.onnx` or `generator.onnx` of a model without an encoder, or
 * `weights.safetensors`; replaces earlier ones.
 * @throws UserError if the folder cannot be written
 */
export function exportRun(model: Exportable, { format, out, batch }: ExportOptions): ExportResult {
  const folder = resolve(out ?? model.run.model);
  makeFolder(folder);
  if (format === 'safetensors') {
    const path = join(folder, 'weights.safetensors');
    writeFileAtomic(path, encodeSafetensors(model.variables, metadataOf(model)));
    return { files: [{ path, inputs: [], outputs: [] }], notes: [] };
  }
  const networks = encodeNetworks(model, batch);
  const files = networks.map(({ file, bytes, inputs, outputs }) => {
    const path = join(folder, file);
    checkModel(bytes);
    writeFileAtomic(path, bytes);
    return { path, inputs, outputs };
  });
  const notes = networks.flatMap(({ file, obstacle }) =>
    obstacle === undefined
      ? []
      : [
          `${file} takes batches of ${FALLBACK_BATCH} only: ${obstacle}; choose another size with --batch`,
        ],
  );
  return { files, notes };
}
