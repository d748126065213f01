/**
 * The header of a dataset file: which tensors it holds, and everything about the dataset that is no
 * tensor.
 */

import { z } from 'zod';
import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostData, HostTensor } from '../graph/types.ts';
import type { Dataset, Examples } from './dataset.ts';

const FORMAT = 'alebrije dataset 1';
/** Bytes. A longer one is damaged. */
export const LARGEST_HEADER = 1 << 26;
/** The last tensor of a file. */
export const CHECKSUM = { name: 'sha256', length: 32 };

/** How each type is kept in memory. */
export const arrays = { U8: Uint8Array, I32: Int32Array, F32: Float32Array } as const;
type StoredType = keyof typeof arrays;

const storedTensor = z.object({
  dtype: z.enum(['U8', 'I32', 'F32']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
type StoredTensor = z.infer<typeof storedTensor>;

const description = z.object({
  name: z.string(),
  kind: z.enum(['image', 'vector']),
  source: z.string(),
  classNames: z.array(z.string()).optional(),
  attributes: z.array(z.string()).optional(),
  factors: z.array(z.object({ name: z.string(), size: z.int().positive() })).optional(),
  rareGroup: z.object({ attributes: z.array(z.string()), share: z.number() }).optional(),
  /** What it was made from and how; another fingerprint means that it is out of date. */
  fingerprint: z.string(),
});
export type Description = z.infer<typeof description>;

export interface DatasetFileHeader {
  readonly description: Readonly<Description>;
  /** By name: `train.values`, `test.labels`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** The tensors of training or test examples, by name. */
export function partTensors(part: string, examples: Examples): [string, HostTensor][] {
  const { values, labels, colour, attributes, factors } = examples;
  const count = values.shape[0]!;
  const optional: [string, HostTensor['dtype'], number[], HostData | undefined][] = [
    ['labels', 'int32', [count], labels],
    ['colour', 'float32', [count], colour],
    ['attributes', 'uint8', [count, attributes?.names.length ?? 0], attributes?.values],
    ['factors', 'int32', [count, factors?.names.length ?? 0], factors?.values],
  ];
  const present = optional.flatMap(([name, dtype, shape, data]): [string, HostTensor][] =>
    data ? [[`${part}.${name}`, { dtype, shape, data }]] : [],
  );
  return [[`${part}.values`, values], ...present];
}

export function describe({ train, ...dataset }: Dataset, fingerprint: string): Description {
  const { name, kind, source, classNames, rareGroup } = dataset;
  return {
    name,
    kind,
    source,
    ...(classNames && { classNames: [...classNames] }),
    ...(train.attributes && { attributes: [...train.attributes.names] }),
    ...(train.factors && {
      factors: train.factors.names.map((factor, i) => ({
        name: factor,
        size: train.factors!.sizes[i]!,
      })),
    }),
    ...(rareGroup && { rareGroup: { ...rareGroup, attributes: [...rareGroup.attributes] } }),
    fingerprint,
  };
}

function storedType({ dtype }: HostTensor): StoredType {
  return dtype === 'float32' ? 'F32' : dtype === 'int32' ? 'I32' : 'U8';
}

/** The file's first bytes, its length included. */
export function encodeHeader(tensors: readonly [string, HostTensor][], text: string): Uint8Array {
  let offset = 0;
  const entries = tensors.map(([name, tensor]) => {
    const begin = offset;
    offset += tensor.data.byteLength;
    const stored = {
      dtype: storedType(tensor),
      shape: tensor.shape,
      data_offsets: [begin, offset],
    };
    return [name, stored] as const;
  });
  const checksum = {
    dtype: 'U8',
    shape: [CHECKSUM.length],
    data_offsets: [offset, offset + CHECKSUM.length],
  };
  const header = JSON.stringify({
    __metadata__: { format: FORMAT, dataset: text },
    ...Object.fromEntries(entries),
    [CHECKSUM.name]: checksum,
  });
  const body = Buffer.from(header.padEnd(Math.ceil(Buffer.byteLength(header) / 8) * 8));
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(body.length), true);
  bytes.set(body, 8);
  return bytes;
}

/**
 * Reads the JSON of a header.
 * @param path what to call the file in errors
 * @param fileSize bytes of the whole file
 * @throws UserError unless it describes exactly what such a file can hold
 */
export function parseHeader(body: Uint8Array, path: string, fileSize: number): DatasetFileHeader {
  const damaged = (why: string) => new UserError(`${path} is damaged: ${why}`);
  let header: Record<string, unknown>;
  let text: Description;
  try {
    header = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    const { format, dataset } = z
      .object({ format: z.string(), dataset: z.string() })
      .parse(header.__metadata__);
    if (format !== FORMAT) throw damaged(`it is of the format ${JSON.stringify(format)}`);
    text = description.parse(JSON.parse(dataset));
  } catch (error) {
    throw error instanceof UserError ? error : damaged('its header makes no sense');
  }
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { data: tensor } = storedTensor.safeParse(value);
    const bytes = tensor && sizeOf(tensor.shape) * arrays[tensor.dtype].BYTES_PER_ELEMENT;
    const fits = tensor?.data_offsets[0] === end && tensor.data_offsets[1] === end + bytes!;
    if (!tensor || !fits) throw damaged(`its header describes ${name} wrongly`);
    end = tensor.data_offsets[1];
    tensors.set(name, tensor);
  }
  const expected = 8 + body.length + end;
  if (fileSize !== expected || !tensors.delete(CHECKSUM.name)) {
    throw damaged(`it should have ${expected} bytes and a checksum, and has ${fileSize} bytes`);
  }
  if (!tensors.has('train.values') || !tensors.has('test.values')) {
    throw damaged('it holds no training or no test examples');
  }
  return { description: text, tensors };
}
