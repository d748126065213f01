/** Trained networks as files for other programs: ONNX models, or their weights as safetensors. */

import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { DATASETS } from '../data/registry.ts';
import type { Graph, HostTensor, Shape, TensorType, Tree } from '../graph/types.ts';
import type { Variables } from '../nn/layer.ts';
import { checkModel } from '../runtime/onnx/check.ts';
import { type EncodeOptions, encodeModel } from '../runtime/onnx/encode.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import { fileError } from '../train/files/file-errors.ts';
import { encodeSafetensors } from '../train/files/safetensors.ts';
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

/** One file: a view over a batch of one named input. */
interface NetworkExport {
  readonly file: string;
  readonly doc: string;
  readonly input: { readonly name: string; readonly type: TensorType };
  readonly view: (variables: Variables<Tensor>, x: Tensor) => Tree<Tensor>;
}

/** Where a batch cannot be left free and none is asked for. */
const FALLBACK_BATCH = 1;

function networksOf({ system, data }: Exportable): NetworkExport[] {
  const { views, preprocess } = system;
  const stored = data.train.values;
  const shape = stored.shape.slice(1);
  const examples = data.info.kind === 'image' ? 'images' : 'vectors';
  const scale = stored.dtype === 'uint8' ? 'uint8 0..255' : stored.dtype;
  return [
    {
      file: 'encoder.onnx',
      doc: `${examples} as stored (${scale}, [N, ${shape.join(', ')}]) to codes; preprocessing is inside`,
      input: { name: examples, type: { dtype: stored.dtype, shape } },
      view: (variables, raw) => {
        const x = preprocess(raw);
        const { posterior } = views;
        if (!posterior) return { codes: views.encode(variables, x) };
        const { mean, logVar } = posterior(variables, x);
        return { codes: mean, logVar };
      },
    },
    {
      file: 'decoder.onnx',
      doc: `codes to ${examples}${data.info.kind === 'image' ? ' with pixels in [0, 1]' : ''}`,
      input: { name: 'codes', type: { dtype: 'float32', shape: [views.codeSize] } },
      view: (variables, codes) => ({
        [examples]: views.decode(variables, codes).reshape([codes.shape[0]!, ...views.dataShape]),
      }),
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
  { file, doc, input, view }: NetworkExport,
  batch: number | undefined,
): EncodedNetwork {
  const graphFor = (size: number): Graph => {
    const type = { ...input.type, shape: [size, ...input.type.shape] };
    return namedViewGraph(model.layouts, { name: input.name, type }, view);
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
      inputs: [port(input.name, { ...input.type, shape: [0, ...input.type.shape] })],
      outputs: fixed.outputs.map(({ name, node }) => port(name, node.type)),
    };
  };
  if (batch !== undefined) {
    return { file, bytes: encodeModel(fixed, options), ...portsWith(batch) };
  }
  const symbolic = encodeForAnyBatch(graphFor, input.name, options);
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
 * Writes `encoder.onnx` and `decoder.onnx`, or `weights.safetensors`; replaces earlier ones.
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
