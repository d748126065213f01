import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeIdx, pairImagesWithLabels, parseIdx } from '../../src/data/idx.ts';
import { decodeIdx, encodeIdxGzip, readIdxFile } from '../../src/data/idx-file.ts';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';

const tensors: fc.Arbitrary<HostTensor> = fc
  .array(fc.nat(4), { maxLength: 4 })
  .chain((shape): fc.Arbitrary<HostTensor> => {
    const count = shape.reduce((product, size) => product * size, 1);
    const length = { minLength: count, maxLength: count };
    return fc.oneof(
      fc.uint8Array(length).map((data) => ({ dtype: 'uint8' as const, shape, data })),
      fc.int32Array(length).map((data) => ({ dtype: 'int32' as const, shape, data })),
      fc.float32Array(length).map((data) => ({ dtype: 'float32' as const, shape, data })),
    );
  });

/** The tensor that the bytes decode to, or undefined if they are refused with a user error. */
async function decodeOrRefuse(bytes: Uint8Array): Promise<HostTensor | undefined> {
  try {
    return await decodeIdx(bytes, 'the file');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^the file [^\n]+$/);
    return undefined;
  }
}

const sample: HostTensor = {
  dtype: 'uint8',
  shape: [3, 4, 5],
  data: Uint8Array.from({ length: 60 }, (_, i) => (i * 37) % 251),
};

describe('plain IDX', () => {
  test('the layout of a known file', () => {
    const bytes = encodeIdx({ dtype: 'int32', shape: [2, 1], data: Int32Array.of(258, -1) });
    expect([...bytes]).toEqual([
      ...[0, 0, 0x0c, 2],
      ...[0, 0, 0, 2, 0, 0, 0, 1],
      ...[0, 0, 1, 2, 255, 255, 255, 255],
    ]);
  });

  test('round trip', () => {
    fc.assert(
      fc.property(tensors, (tensor) => {
        expect(parseIdx(encodeIdx(tensor), 'x')).toEqual(tensor);
      }),
    );
  });

  test('round trip from the middle of a buffer', () => {
    const bytes = encodeIdx(sample);
    const larger = new Uint8Array(bytes.length + 9).fill(7);
    larger.set(bytes, 5);
    expect(parseIdx(larger.subarray(5, 5 + bytes.length), 'x')).toEqual(sample);
  });

  test('cut anywhere, or with bytes added, it is refused', () => {
    fc.assert(
      fc.property(tensors, fc.nat(), fc.integer({ min: 1, max: 9 }), (tensor, cut, added) => {
        const bytes = encodeIdx(tensor);
        const short = bytes.subarray(0, cut % bytes.length);
        expect(() => parseIdx(short, 'x')).toThrow(UserError);
        expect(() => parseIdx(short, 'x')).toThrow('truncated');
        const long = new Uint8Array(bytes.length + added);
        long.set(bytes);
        expect(() => parseIdx(long, 'x')).toThrow('bytes past its end');
      }),
    );
  });

  test.each([
    [[1, 0, 8, 1, 0, 0, 0, 0], 'two zero bytes'],
    [[0, 0, 7, 1, 0, 0, 0, 0], 'no element type 7'],
    [[0, 0, 9, 1, 0, 0, 0, 0], 'holds int8'],
    [[0, 0, 0x0e, 1, 0, 0, 0, 0], 'holds float64'],
    [[0, 0, 8, 2, 0, 0, 0, 0], 'header should have 12'],
    [[0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff], 'make 4294967303 bytes'],
  ])('header %j: %s', (header, message) => {
    expect(() => parseIdx(Uint8Array.from(header), 'x')).toThrow(message);
    expect(() => parseIdx(Uint8Array.from(header), 'x')).toThrow(UserError);
  });

  test('what the format cannot hold is refused', () => {
    const data = new Uint8Array(2);
    expect(() => encodeIdx({ dtype: 'bool', shape: [2], data })).toThrow(RangeError);
    expect(() => encodeIdx({ dtype: 'uint8', shape: [3], data })).toThrow(RangeError);
  });
});

describe('compressed IDX', () => {
  test('round trip, and the same bytes on every system', async () => {
    const bytes = await encodeIdxGzip(sample);
    expect(await decodeIdx(bytes, 'x')).toEqual(sample);
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  });

  test('cut at any byte, it is refused', async () => {
    const bytes = gzipSync(encodeIdx(sample));
    for (let length = 0; length < bytes.length; length++) {
      expect(await decodeOrRefuse(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  test('with any byte changed, it is refused or read rightly, never wrongly', async () => {
    const bytes = gzipSync(encodeIdx(sample));
    let refused = 0;
    for (let position = 0; position < bytes.length; position++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const damaged = Uint8Array.from(bytes);
        damaged[position]! ^= change;
        const result = await decodeOrRefuse(damaged);
        if (result === undefined) refused += 1;
        else expect(result).toEqual(sample);
      }
    }
    // The time, system and compression level in the header change nothing: 6 bytes of them.
    expect(refused).toBeGreaterThanOrEqual((bytes.length - 7) * 3);
  });

  test('the checksum is that of the uncompressed bytes', async () => {
    const plain = encodeIdx(sample);
    const sha256 = createHash('sha256').update(plain).digest('hex');
    expect(await decodeIdx(gzipSync(plain), 'x', sha256)).toEqual(sample);
    expect(await decodeIdx(plain, 'x', sha256)).toEqual(sample);
    plain[plain.length - 1]! ^= 1;
    await expect(decodeIdx(plain, 'x', sha256)).rejects.toThrow('checksum is wrong');
  });

  test('files: missing, a folder, and right', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'idx-'));
    try {
      await expect(readIdxFile(join(folder, 'none'))).rejects.toThrow('cannot be read');
      await expect(readIdxFile(folder)).rejects.toThrow(UserError);
      await writeFile(join(folder, 'some.gz'), await encodeIdxGzip(sample));
      expect(await readIdxFile(join(folder, 'some.gz'))).toEqual(sample);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('images with labels', () => {
  const labels: HostTensor = { dtype: 'uint8', shape: [3], data: Uint8Array.of(2, 0, 1) };

  test('become [N, 1, H, W] on the same memory', () => {
    const examples = pairImagesWithLabels(sample, labels, 'x');
    expect(examples.values.shape).toEqual([3, 1, 4, 5]);
    expect(examples.values.data).toBe(sample.data);
    expect(examples.labels).toEqual(Int32Array.of(2, 0, 1));
  });

  test('wrong counts, types and axes are user errors', () => {
    const two: HostTensor = { ...labels, shape: [2], data: new Uint8Array(2) };
    expect(() => pairImagesWithLabels(sample, two, 'x')).toThrow('3 images, but there are 2');
    expect(() => pairImagesWithLabels(labels, labels, 'x')).toThrow('images are uint8 [N, H, W]');
    expect(() => pairImagesWithLabels(sample, sample, 'x')).toThrow('must be uint8 [N]');
    expect(() => pairImagesWithLabels(sample, two, 'x')).toThrow(UserError);
  });
});
