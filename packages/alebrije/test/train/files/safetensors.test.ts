import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { HostTensor } from '../../../src/graph/types.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src/train/files/safetensors.ts';
import { thrownBy } from './temporary-folder.ts';

const fixtures = new URL('../../fixtures/safetensors/', import.meta.url);

function readFixture(name: string): Uint8Array {
  return fs.readFileSync(new URL(name, fixtures));
}

/** A file made by hand: this header, then this many zero bytes. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text), Buffer.alloc(dataBytes)]);
}

const arbitraryShape = fc.array(fc.nat(4), { maxLength: 4 });

function arbitraryTensor(shape: readonly number[]): fc.Arbitrary<HostTensor> {
  const length = shape.reduce((product, size) => product * size, 1);
  const exactly = { minLength: length, maxLength: length };
  return fc.oneof(
    fc.float32Array(exactly).map((data) => ({ dtype: 'float32' as const, shape, data })),
    fc.int32Array(exactly).map((data) => ({ dtype: 'int32' as const, shape, data })),
    fc.uint8Array(exactly).map((data) => ({ dtype: 'uint8' as const, shape, data })),
    fc.uint8Array({ ...exactly, max: 1 }).map((data) => ({ dtype: 'bool' as const, shape, data })),
  );
}

const arbitraryFile = fc.record({
  tensors: fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__'),
    arbitraryShape.chain(arbitraryTensor),
    { maxKeys: 5 },
  ),
  metadata: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
});

/** The bits of a tensor, since NaN and -0 must be kept as they are. */
function bits({ dtype, shape, data }: HostTensor): unknown {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { dtype, shape: [...shape], kind: data.constructor.name, bytes: bytes.toString('hex') };
}

function allBits(tensors: Readonly<Record<string, HostTensor>>): Map<string, unknown> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, bits(tensor)]));
}

const example = encodeSafetensors(
  {
    kernel: { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) },
    mask: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
  },
  { note: 'hello' },
);

describe('round trip', () => {
  test('any tensors and metadata come back bit for bit', () => {
    fc.assert(
      fc.property(arbitraryFile, ({ tensors, metadata }) => {
        const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata), 'x');
        expect(allBits(decoded.tensors)).toEqual(allBits(tensors));
        expect(new Map(Object.entries(decoded.metadata))).toEqual(
          new Map(Object.entries(metadata)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('names that JavaScript objects treat specially are ordinary names', () => {
    const tensor: HostTensor = { dtype: 'uint8', shape: [], data: Uint8Array.of(7) };
    const names = ['__proto__', 'constructor', '10', '2', ''];
    const tensors = Object.fromEntries(names.map((name) => [name, tensor]));
    const decoded = decodeSafetensors(encodeSafetensors(tensors), 'x');
    expect(Object.keys(decoded.tensors).sort()).toEqual(names.sort());
  });

  test('data begins at a multiple of 8 and 4-byte items lie at multiples of 4', () => {
    const headerBytes = new DataView(example.buffer).getBigUint64(0, true);
    expect(headerBytes % 8n).toBe(0n);
    const header = JSON.parse(Buffer.from(example.subarray(8, 8 + Number(headerBytes))).toString());
    expect(header.kernel).toEqual({ dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] });
    expect(header.mask).toEqual({ dtype: 'BOOL', shape: [3], data_offsets: [16, 19] });
    expect(header.__metadata__['alebrije.sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a tensor shares no memory with the file or with another tensor', () => {
    const file = Buffer.from(example);
    const { tensors } = decodeSafetensors(file, 'x');
    file.fill(0);
    expect(tensors.kernel?.data).toEqual(Float32Array.of(1, -2, 3.5, 0));
    expect(tensors.kernel?.data.buffer.byteLength).toBe(16);
  });
});

describe('files of the Python package', () => {
  test('are read exactly', () => {
    const { tensors, metadata } = decodeSafetensors(readFixture('golden.safetensors'), 'golden');
    expect(metadata).toEqual({ format: 'np', note: 'zwölf\nLines' });
    const ramp = Float32Array.from({ length: 24 }, (_, index) => index / 8 - 1);
    const special = [Infinity, -Infinity, NaN, -0, 1.401298464324817e-45];
    expect(tensors).toEqual({
      'encoder.conv1.kernel': { dtype: 'float32', shape: [2, 3, 4], data: ramp },
      special: { dtype: 'float32', shape: [5], data: Float32Array.from(special) },
      step: { dtype: 'int32', shape: [], data: Int32Array.of(-123456789) },
      mask: { dtype: 'bool', shape: [1, 3], data: Uint8Array.of(1, 0, 1) },
      pixels: {
        dtype: 'uint8',
        shape: [6],
        data: Uint8Array.of(250, 251, 252, 253, 254, 255),
      },
      empty: { dtype: 'float32', shape: [0, 7], data: new Float32Array(0) },
      'größe "π"': { dtype: 'float32', shape: [1], data: Float32Array.of(3.5) },
    });
  });

  test('of another dtype are refused by its name', () => {
    expect(() => decodeSafetensors(readFixture('half.safetensors'), 'half.safetensors')).toThrow(
      'tensor "half" has dtype "F16"; readable are F32, I32, U8, BOOL',
    );
  });
});

describe('damage', () => {
  function expectRefused(bytes: Uint8Array): void {
    const error = thrownBy(() => decodeSafetensors(bytes, 'some.safetensors'));
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^some\.safetensors .*$/);
  }

  test('any truncation is refused', () => {
    for (let length = 0; length < example.length; length += 1) {
      expectRefused(example.subarray(0, length));
    }
  });

  test('any truncation of a file without checksums is refused', () => {
    const golden = readFixture('golden.safetensors');
    for (let length = 0; length < golden.length; length += 1) {
      expectRefused(golden.subarray(0, length));
    }
  });

  test('any changed byte of a file with checksums is refused', () => {
    const change = fc.record({
      position: fc.nat(example.length - 1),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(change, ({ position, mask }) => {
        const damaged = Uint8Array.from(example);
        damaged[position] = damaged[position]! ^ mask;
        expectRefused(damaged);
      }),
      { numRuns: 3000 },
    );
  });

  test('a changed header byte of a file without checksums never ends in another error', () => {
    const golden = readFixture('golden.safetensors');
    const headerEnd = 8 + Number(Buffer.from(golden).readBigUInt64LE(0));
    fc.assert(
      fc.property(fc.nat(headerEnd - 1), fc.integer({ min: 1, max: 255 }), (position, mask) => {
        const damaged = Uint8Array.from(golden);
        damaged[position] = damaged[position]! ^ mask;
        try {
          decodeSafetensors(damaged, 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('arbitrary bytes and arbitrary JSON headers never end in another error', () => {
    const header = fc.json({ maxDepth: 4 }).map((text) => fileOf(text, 8));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), header), (bytes) => {
        try {
          decodeSafetensors(bytes, 'x');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 500 },
    );
  });

  const four = (begin: number, end: number, shape = [1]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  test.each([
    ['a header beyond the limit', Buffer.from('ffffffffffffffff', 'hex'), 'the limit is'],
    ['a header beyond the file', fileOf({}, 0).subarray(0, 9), 'ends inside its header'],
    ['a header that is no JSON', fileOf('{"a":', 0), 'not a JSON object'],
    ['a header that is an array', fileOf('[]', 0), 'not a JSON object'],
    ['a header with space before it', fileOf(' {}', 0), 'not a JSON object'],
    ['metadata that is no string', fileOf({ __metadata__: { a: 1 } }, 0), 'is not a string'],
    ['metadata that is an array', fileOf({ __metadata__: [] }, 0), 'not an object'],
    ['overlapping tensors', fileOf({ a: four(0, 4), b: four(0, 4) }, 4), '"b" overlaps'],
    ['a hole', fileOf({ a: four(0, 4), b: four(8, 12) }, 12), 'hole before tensor "b"'],
    ['bytes of no tensor', fileOf({ a: four(0, 4) }, 5), 'last 1 bytes belong to no tensor'],
    ['offsets out of range', fileOf({ a: four(0, 8, [2]) }, 4), '4 bytes are missing'],
    ['offsets in reverse', fileOf({ a: four(4, 0) }, 4), 'needs 4'],
    ['a wrong size', fileOf({ a: four(0, 4, [2]) }, 4), 'has 4 bytes, but float32 [2] needs 8'],
    ['a negative size', fileOf({ a: four(0, 4, [-1]) }, 4), '"a" is malformed'],
    ['a huge shape', fileOf({ a: four(0, 4, [2 ** 50, 2 ** 50]) }, 4), 'has 4 bytes'],
    ['an unknown dtype', fileOf({ a: { ...four(0, 4), dtype: 'F8' } }, 4), 'dtype "F8"'],
    ['an unknown field', fileOf({ a: { ...four(0, 4), extra: 1 } }, 4), '"a" is malformed'],
  ])('%s is refused', (_, bytes, message) => {
    expectRefused(bytes);
    expect(() => decodeSafetensors(bytes, 'x')).toThrow(message);
  });

  test('truth values other than 0 and 1 are refused', () => {
    const bytes = fileOf({ a: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, 1);
    expect(decodeSafetensors(bytes, 'x').tensors.a?.data).toEqual(Uint8Array.of(0));
    bytes[bytes.length - 1] = 2;
    expectRefused(bytes);
  });

  test('what could not be read back is not written', () => {
    const float = (data: HostTensor['data'], shape: number[]): HostTensor => ({
      dtype: 'float32',
      shape,
      data,
    });
    expect(() => encodeSafetensors({ a: float(new Float32Array(3), [2]) })).toThrow('a: its data');
    expect(() => encodeSafetensors({ a: float(new Int32Array(2), [2]) })).toThrow('a: its data');
    expect(() => encodeSafetensors({ __metadata__: float(new Float32Array(1), [1]) })).toThrow(
      'cannot be named',
    );
    const notBool: HostTensor = { dtype: 'bool', shape: [1], data: Uint8Array.of(2) };
    expect(() => encodeSafetensors({ a: notBool })).toThrow('must be 0 or 1');
  });

  test('tensors of more than 2 GiB are refused before anything is allocated for them', () => {
    const data = new Float32Array(2 ** 26);
    const tensor: HostTensor = { dtype: 'float32', shape: [2 ** 26], data };
    const tensors = Object.fromEntries([...'abcdefgh'].map((name) => [name, tensor]));
    expect(thrownBy(() => encodeSafetensors(tensors))).toBeInstanceOf(UserError);
  });
});
