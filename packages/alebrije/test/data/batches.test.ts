import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochBatches } from '../../src/data/batches.ts';
import { UserError } from '../../src/errors.ts';
import { key } from '../../src/tensor/key.ts';

const size = fc.integer({ min: 1, max: 60 });

test('every example once; all batches full but the last', () => {
  fc.assert(
    fc.property(size, size, fc.boolean(), fc.nat(), (count, batchSize, shuffle, epoch) => {
      const batches = epochBatches(key(1), epoch, count, batchSize, { shuffle });
      const indices = batches.flatMap((batch) => [...batch]);
      expect(indices.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(batches).toHaveLength(Math.ceil(count / batchSize));
      for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(batchSize);
    }),
  );
});

test('dropRemainder keeps the full batches alone', () => {
  fc.assert(
    fc.property(size, size, (count, batchSize) => {
      fc.pre(batchSize <= count);
      const all = epochBatches(key(1), 0, count, batchSize);
      const full = epochBatches(key(1), 0, count, batchSize, { dropRemainder: true });
      expect(full).toEqual(all.filter((batch) => batch.length === batchSize));
    }),
  );
});

test('the order depends on the key and the epoch and on nothing else', () => {
  const order = (seed: number, epoch: number) => epochBatches(key(seed), epoch, 100, 100)[0];
  expect(order(1, 0)).toEqual(order(1, 0));
  expect(order(1, 0)).not.toEqual(order(1, 1));
  expect(order(1, 0)).not.toEqual(order(2, 0));
});

test('without shuffling the order is that of the dataset', () => {
  const batches = epochBatches(key(1), 3, 5, 2, { shuffle: false });
  expect(batches.map((batch) => [...batch])).toEqual([[0, 1], [2, 3], [4]]);
});

test('batches are views on one array', () => {
  const buffers = epochBatches(key(1), 0, 10, 3).map((batch) => batch.buffer);
  expect(new Set(buffers).size).toBe(1);
});

test('impossible sizes are user errors', () => {
  for (const bad of [0, -1, 1.5, Number.NaN]) {
    expect(() => epochBatches(key(1), 0, bad, 1)).toThrow(UserError);
    expect(() => epochBatches(key(1), 0, 1, bad)).toThrow('batch size must be');
  }
  expect(() => epochBatches(key(1), 0, 5, 6, { dropRemainder: true })).toThrow('not one full');
});
