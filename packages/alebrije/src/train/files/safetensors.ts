/**
 * The safetensors file format (https://github.com/huggingface/safetensors, README, "Format"):
 * 8 bytes header length N (unsigned, little-endian), N bytes JSON header that begins with `{` and
 * may end in spaces, then the data. The header maps names to {dtype, shape, data_offsets: [begin,
 * end]}, offsets counted from the start of the data, which the tensors cover without gap or overlap;
 * `__metadata__` maps strings to strings. Tensors are row-major and little-endian, as every platform
 * that ONNX Runtime ships for.
 *
 * Files written here carry two checksums in `__metadata__`, so that a damaged one is never taken for
 * a good one: `alebrije.sha256` of the data, and `alebrije.sha256.header` of the header with this
 * digest itself replaced by zeros.
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { DType, HostData, HostTensor, Shape } from '../../graph/types.ts';

export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Without the two checksums. */
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = '__metadata__';
const DATA_DIGEST = 'alebrije.sha256';
const HEADER_DIGEST = 'alebrije.sha256.header';
const ZERO_DIGEST = '0'.repeat(64);

/** The limit of the format's own implementation. */
const MAX_HEADER_BYTES = 100_000_000;
/** Node reads no larger file at once, and hashes no larger array. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

const formats = {
  float32: { code: 'F32', itemBytes: 4, array: Float32Array },
  int32: { code: 'I32', itemBytes: 4, array: Int32Array },
  uint8: { code: 'U8', itemBytes: 1, array: Uint8Array },
  bool: { code: 'BOOL', itemBytes: 1, array: Uint8Array },
} as const satisfies Record<DType, { code: string; itemBytes: number; array: unknown }>;

const dtypes = new Map<string, DType>(
  (Object.keys(formats) as DType[]).map((dtype) => [formats[dtype].code, dtype]),
);

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

function byteSize(dtype: DType, shape: Shape): number {
  return shape.reduce((product, size) => product * size, formats[dtype].itemBytes);
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function bytesOf(data: HostData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function isNeitherZeroNorOne(byte: number): boolean {
  return byte > 1;
}

/** A tensor that could not be read back must not be written: the caller's mistake, not the user's. */
function assertWritable(name: string, tensor: HostTensor): void {
  const { dtype, shape, data } = tensor;
  if (name === METADATA) throw new Error(`a tensor cannot be named ${METADATA}`);
  if (!(data instanceof formats[dtype].array) || data.byteLength !== byteSize(dtype, shape)) {
    throw new Error(`tensor ${name}: its data is not ${dtype} [${shape}]`);
  }
  if (dtype === 'bool' && data.some(isNeitherZeroNorOne)) {
    throw new Error(`tensor ${name}: bool data must be 0 or 1`);
  }
}

/**
 * The header's digest, of its text with the digest's own value replaced by zeros. The pattern cannot
 * match inside a JSON string, where each quotation mark has a backslash before it.
 */
function headerDigest(text: string): string {
  return sha256(text.replace(/("alebrije\.sha256\.header":")[0-9a-f]{64}"/, `$1${ZERO_DIGEST}"`));
}

/**
 * A safetensors file of these tensors, larger items first, then by name, so that each is aligned.
 * @param metadata any strings; `alebrije.sha256` and `alebrije.sha256.header` are added
 * @throws UserError if the file would be larger than 2 GiB; Error if a tensor's data does not fit
 * its type
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) =>
      formats[b.dtype].itemBytes - formats[a.dtype].itemBytes || (nameA < nameB ? -1 : 1),
  );
  let dataBytes = 0;
  const entries = sorted.map(([name, tensor]) => {
    assertWritable(name, tensor);
    const begin = dataBytes;
    dataBytes += tensor.data.byteLength;
    const { code } = formats[tensor.dtype];
    return [name, { dtype: code, shape: tensor.shape, data_offsets: [begin, dataBytes] }] as const;
  });

  const headerText = (ofData: string, ofHeader: string): string => {
    const strings = { ...metadata, [DATA_DIGEST]: ofData, [HEADER_DIGEST]: ofHeader };
    // From pairs, since assigning to `__proto__` would not make a field of that name.
    const text = JSON.stringify(Object.fromEntries([[METADATA, strings], ...entries]));
    return text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  };
  const headerBytes = Buffer.byteLength(headerText(ZERO_DIGEST, ZERO_DIGEST));
  const fileBytes = 8 + headerBytes + dataBytes;
  if (headerBytes > MAX_HEADER_BYTES || fileBytes > MAX_FILE_BYTES) {
    const gibibytes = (fileBytes / 2 ** 30).toFixed(1);
    throw new UserError(
      `these tensors make a file of ${gibibytes} GiB with a header of ${headerBytes} bytes; ` +
        `at most 2 GiB and ${MAX_HEADER_BYTES} bytes are possible: use a smaller model`,
    );
  }

  const file = new Uint8Array(fileBytes);
  const data = file.subarray(8 + headerBytes);
  let offset = 0;
  for (const [, tensor] of sorted) {
    data.set(bytesOf(tensor.data), offset);
    offset += tensor.data.byteLength;
  }
  const ofData = sha256(data);
  const ofHeader = headerDigest(headerText(ofData, ZERO_DIGEST));
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(Buffer.from(headerText(ofData, ofHeader)), 8);
  return file;
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

/** Says what is wrong with a file; thrown through `decodeSafetensors`, which knows the file's name. */
class Defect extends Error {}

function readHeader(bytes: Uint8Array): { text: string; data: Uint8Array } {
  if (bytes.length < 8) throw new Defect(`it ends after ${bytes.length} bytes, inside its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new Defect(`its header is said to have ${headerBytes} bytes; the limit is 100,000,000`);
  }
  const end = 8 + headerBytes;
  if (end > bytes.length) throw new Defect('it ends inside its header');
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes.subarray(8, end)), data: bytes.subarray(end) };
  } catch {
    throw new Defect('its header is not UTF-8');
  }
}

function parseHeader(text: string): [string, unknown][] {
  try {
    // The format wants the brace first; JSON itself would also allow space before it.
    if (text.startsWith('{')) return Object.entries(JSON.parse(text));
  } catch {
    // Falls through to the same complaint.
  }
  throw new Defect('its header is not a JSON object');
}

function parseMetadata(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Defect('its metadata is not an object');
  }
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new Defect(`its metadata ${quote(key)} is not a string`);
  }
  return value as Record<string, string>;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}

function parseEntry(name: string, value: unknown): Entry {
  const result = entrySchema.safeParse(value);
  if (!result.success) throw new Defect(`the entry of tensor ${quote(name)} is malformed`);
  const { shape, data_offsets } = result.data;
  const dtype = dtypes.get(result.data.dtype);
  if (dtype === undefined) {
    const known = [...dtypes.keys()].join(', ');
    throw new Defect(
      `tensor ${quote(name)} has dtype ${quote(result.data.dtype)}; readable are ${known}`,
    );
  }
  const [begin, end] = data_offsets;
  if (byteSize(dtype, shape) !== end - begin) {
    throw new Defect(
      `tensor ${quote(name)} has ${end - begin} bytes, but ${dtype} [${shape}] needs ` +
        `${byteSize(dtype, shape)}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The tensors must follow each other and fill the data to its end. */
function assertCovering(entries: readonly Entry[], dataBytes: number): void {
  let reached = 0;
  for (const { name, begin, end } of entries.toSorted(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin < reached) throw new Defect(`tensor ${quote(name)} overlaps the one before it`);
    if (begin > reached) throw new Defect(`there is a hole before tensor ${quote(name)}`);
    if (end > dataBytes) {
      throw new Defect(
        `it ends inside tensor ${quote(name)}: ${end - dataBytes} bytes are missing`,
      );
    }
    reached = end;
  }
  if (reached < dataBytes) {
    throw new Defect(`its last ${dataBytes - reached} bytes belong to no tensor`);
  }
}

function verifyDigests(metadata: Record<string, string>, text: string, data: Uint8Array): void {
  const ofData = metadata[DATA_DIGEST];
  const ofHeader = metadata[HEADER_DIGEST];
  // A file of another program has neither; one alone means that the header was damaged.
  if (ofData === undefined && ofHeader === undefined) return;
  if (ofHeader !== headerDigest(text)) throw new Defect('the checksum of its header is wrong');
  if (ofData !== sha256(data)) throw new Defect('the checksum of its data is wrong');
}

/** Copies, so that the tensor is aligned and keeps no other tensor's memory alive. */
function readTensor({ name, dtype, shape, begin, end }: Entry, data: Uint8Array): HostTensor {
  const copy = new Uint8Array(end - begin);
  copy.set(data.subarray(begin, end));
  if (dtype === 'bool' && copy.some(isNeitherZeroNorOne)) {
    throw new Defect(`tensor ${quote(name)} is of truth values, but holds others than 0 and 1`);
  }
  return { dtype, shape, data: new formats[dtype].array(copy.buffer) };
}

/**
 * Reads a safetensors file of any origin, as far as its tensors are F32, I32, U8 or BOOL.
 * @param sourceName begins the error's message, usually the file's path
 * @throws UserError if the file is damaged in any way or holds other dtypes
 */
export function decodeSafetensors(bytes: Uint8Array, sourceName: string): SafetensorsFile {
  try {
    const { text, data } = readHeader(bytes);
    const header = parseHeader(text);
    const strings = header.find(([name]) => name === METADATA);
    const metadata = strings === undefined ? {} : parseMetadata(strings[1]);
    const entries = header
      .filter(([name]) => name !== METADATA)
      .map(([name, value]) => parseEntry(name, value));
    assertCovering(entries, data.length);
    verifyDigests(metadata, text, data);
    const { [DATA_DIGEST]: _, [HEADER_DIGEST]: __, ...rest } = metadata;
    const tensors = entries.map((entry) => [entry.name, readTensor(entry, data)] as const);
    return { tensors: Object.fromEntries(tensors), metadata: rest };
  } catch (error) {
    if (!(error instanceof Defect)) throw error;
    throw new UserError(`${sourceName} is not a sound safetensors file: ${error.message}`);
  }
}
