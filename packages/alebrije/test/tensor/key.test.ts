import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import wabt from 'wabt';
import {
  drawBernoulli,
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawUniform,
  fold,
  type Key,
  key,
} from '../../src/tensor/key.ts';
import { encrypt, streamWords } from '../../src/tensor/philox.ts';

const SOURCES = new URL('../../src/tensor/', import.meta.url);

type Counter = readonly [number, number, number, number];

const philox = (counter: Counter, source: Key) => encrypt(...counter, source).slice();

const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, '0'));

function meanOf(draws: ArrayLike<number>, of: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i < draws.length; i++) sum += of(draws[i]!);
  return sum / draws.length;
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / a.length;
}

const bits = (array: Float32Array) => [...new Uint32Array(array.buffer)];

describe('philox', () => {
  // Lines "philox4x32 10" of tests/kat_vectors of github.com/DEShawResearch/random123.
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('known answer for counter %j, key %j', (counter, [k0, k1], expected) => {
    expect(hex(philox(counter, { k0, k1 })).join(' ')).toBe(expected);
  });
});

describe('the module', () => {
  test('is what its source compiles to', async () => {
    const text = await readFile(new URL('philox.wat', SOURCES), 'utf8');
    const { parseWat } = await wabt();
    const { buffer } = parseWat('philox.wat', text, { simd: true }).toBinary({});
    const lines =
      Buffer.from(buffer)
        .toString('base64')
        .match(/.{1,90}/g) ?? [];
    const quoted = lines.map((line) => `  '${line}'`).join(' +\n');
    const module = `/** Of philox.wat. */\nexport const philoxModule =\n${quoted};\n`;
    await expect(module).toMatchFileSnapshot(
      new URL('generated/philox-module.ts', SOURCES).pathname,
    );
  });

  test('draws the words of the blocks, over several fillings of its memory', () => {
    const source = fold(key(5), 'words');
    const count = 100_003;
    const words = streamWords(source, count);
    const wrong = words.findIndex(
      (word, i) => word !== encrypt(Math.floor(i / 4), 0, 0, 0, source)[i % 4],
    );
    expect(words).toHaveLength(count);
    expect(wrong).toBe(-1);
  });
});

describe('keys', () => {
  test('are the seed itself in two words', () => {
    expect(key(7)).toEqual({ k0: 7, k1: 0 });
    expect(key(2 ** 32 + 5)).toEqual({ k0: 5, k1: 1 });
    expect(key(-1)).toEqual({ k0: 0xffffffff, k1: 0xffffffff });
  });

  test('refuse seeds and places that are no safe integers', () => {
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => key(bad)).toThrow('seed must be a whole number');
      expect(() => fold(key(0), bad)).toThrow('place must be');
    }
  });

  test('different places have different keys', () => {
    const places = fc.oneof(
      fc.maxSafeInteger(),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('', '\0', '\0\0', 'abcdef', 'abcdef\0', '0', '1', 0, 1, 2 ** 32, -1),
    );
    fc.assert(
      fc.property(places, places, fc.maxSafeInteger(), (a, b, seed) => {
        fc.pre(!Object.is(a, b) && !(a === 0 && b === 0));
        expect(fold(key(seed), a)).not.toEqual(fold(key(seed), b));
      }),
    );
  });

  test('a path is not the joined string, and order matters', () => {
    const root = key(1);
    const keys = [
      fold(root, 'ab'),
      fold(fold(root, 'a'), 'b'),
      fold(fold(root, 'b'), 'a'),
      fold(fold(root, 1), 2),
      fold(fold(root, 2), 1),
      fold(fold(root, 'abcdef'), 'g'),
      fold(root, 'abcdefg'),
    ];
    expect(new Set(keys.map((k) => `${k.k0} ${k.k1}`)).size).toBe(keys.length);
  });

  test('100,000 steps under one key do not collide', () => {
    const seen = new Set<string>();
    for (let step = 0; step < 100_000; step++) {
      const { k0, k1 } = fold(key(0), step);
      seen.add(`${k0} ${k1}`);
    }
    expect(seen.size).toBe(100_000);
  });

  test('streams of neighbouring seeds, steps and names are uncorrelated', () => {
    const n = 40_000;
    const streams = [
      key(0),
      key(1),
      fold(key(0), 0),
      fold(key(0), 1),
      fold(key(0), 'encoder'),
      fold(key(0), 'decoder'),
    ].map((source) => drawNormal(source, n));
    for (const [i, a] of streams.entries()) {
      // 4.5 standard errors of a product of independent normals.
      for (const b of streams.slice(i + 1)) {
        expect(Math.abs(correlation(a, b))).toBeLessThan(4.5 / Math.sqrt(n));
      }
    }
  });
});

describe('draws', () => {
  // From an independent implementation with Python's integers and math module.
  test('are pinned: a change here breaks the resumption of every run', () => {
    const source = fold(fold(key(42), 'decoder'), 3);
    expect(source).toEqual({ k0: 3888135044, k1: 2536097287 });
    expect([...drawUniform(source, 3)].map((x) => x * 2 ** 24)).toEqual([
      12107898, 12530392, 16193579,
    ]);
    expect(bits(drawNormal(source, 3))).toEqual([3162644818, 3209607447, 3196517015]);
    expect([...drawIntegers(source, 6, 1000)]).toEqual([721, 746, 965, 521, 456, 867]);
    expect([...drawPermutation(source, 8)]).toEqual([6, 1, 4, 2, 3, 7, 0, 5]);
  });

  test('uniform: in [0, 1), 24 bits, the right moments and no empty bins', () => {
    const n = 200_000;
    const draws = drawUniform(key(1), n);
    const bins = new Int32Array(100);
    expect(draws.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 24))).toBe(true);
    for (const x of draws) bins[Math.floor(x * 100)]! += 1;
    expect(meanOf(draws, (x) => x)).toBeCloseTo(0.5, 2);
    expect(meanOf(draws, (x) => x * x)).toBeCloseTo(1 / 3, 2);
    // Chi-square with 99 degrees of freedom: mean 99, standard deviation 14.
    const expected = n / bins.length;
    const chiSquare = meanOf(bins, (count) => (count - expected) ** 2 / expected) * bins.length;
    expect(chiSquare).toBeGreaterThan(50);
    expect(chiSquare).toBeLessThan(160);
  });

  test('normal: moments and tails', () => {
    const draws = drawNormal(key(2), 400_000);
    expect(draws.every(Number.isFinite)).toBe(true);
    expect(meanOf(draws, (x) => x)).toBeCloseTo(0, 2);
    expect(Math.abs(meanOf(draws, (x) => x * x) - 1)).toBeLessThan(0.01);
    expect(Math.abs(meanOf(draws, (x) => x ** 3))).toBeLessThan(0.03);
    expect(Math.abs(meanOf(draws, (x) => x ** 4) - 3)).toBeLessThan(0.08);
    expect(Math.abs(meanOf(draws, (x) => (Math.abs(x) > 1.96 ? 1 : 0)) - 0.05)).toBeLessThan(0.002);
    const shifted = draws.subarray(1);
    expect(Math.abs(correlation(draws.subarray(0, -1), shifted))).toBeLessThan(0.01);
  });

  test('normal: is the Box-Muller transform of the words, to float32', () => {
    const source = key(3);
    const n = 20_000;
    const draws = drawNormal(source, n);
    for (let i = 0; i < n; i += 4) {
      const words = philox([i / 4, 0, 0, 0], source);
      for (const pair of [0, 2]) {
        const radius = Math.sqrt(-2 * Math.log((words[pair]! + 1) / 2 ** 32));
        const angle = (2 * Math.PI * words[pair + 1]!) / 2 ** 32;
        expect(Math.abs(draws[i + pair]! - radius * Math.cos(angle))).toBeLessThan(4e-7);
        expect(Math.abs(draws[i + pair + 1]! - radius * Math.sin(angle))).toBeLessThan(4e-7);
      }
    }
  });

  test('bernoulli: the value where half a word is below the probability', () => {
    const source = key(6);
    const n = 70_000;
    const words = streamWords(source, n / 2);
    for (const probability of [0.6, 0.25, 1 / 3, 1e-9, 1 - 1e-9]) {
      const draws = drawBernoulli(source, n, probability, 2.5);
      const threshold = Math.min(Math.max(Math.round(probability * 2 ** 16), 1), 2 ** 16 - 1);
      const wrong = draws.findIndex((draw, i) => {
        const half = (words[i >> 1]! >>> (16 * (i % 2))) & 0xffff;
        return draw !== (half < threshold ? 2.5 : 0);
      });
      expect(wrong).toBe(-1);
      // Five standard errors.
      const error = Math.sqrt((probability * (1 - probability)) / n);
      expect(Math.abs(meanOf(draws, (x) => x / 2.5) - probability)).toBeLessThan(
        5 * error + 2 ** -16,
      );
    }
    for (const bad of [0, 1, -0.1, Number.NaN]) {
      expect(() => drawBernoulli(source, 1, bad)).toThrow('between 0 and 1');
    }
  });

  test('integers: in range, every value equally often', () => {
    const bound = 10;
    const counts = new Int32Array(bound);
    for (const draw of drawIntegers(key(4), 100_000, bound)) counts[draw]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(450);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.nat(), (limit, seed) => {
        for (const draw of drawIntegers(key(seed), 50, limit)) {
          expect(draw >= 0 && draw < limit).toBe(true);
        }
      }),
    );
    for (const bad of [0, -1, 1.5, 2 ** 31 + 1]) {
      expect(() => drawIntegers(key(0), 1, bad)).toThrow('bound must be');
    }
  });

  test('fewer draws are a prefix of more', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.maxSafeInteger(), (a, b, seed) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        const drawHalf = (source: Key, count: number) => drawBernoulli(source, count, 0.5);
        for (const draw of [drawUniform, drawNormal, drawHalf]) {
          const prefix = draw(key(seed), few);
          expect(prefix).toHaveLength(few);
          expect([...prefix]).toEqual([...draw(key(seed), many).subarray(0, few)]);
        }
      }),
    );
  });
});

describe('permutations', () => {
  test('hold every index once and repeat for the same key', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.maxSafeInteger(), (n, seed) => {
        const order = drawPermutation(key(seed), n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(drawPermutation(key(seed), n)).toEqual(order);
      }),
    );
  });

  test('reach all 24 orders of four equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const order = drawPermutation(key(seed), 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
