import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Examples, splitLast, takeFirst } from '../../src/data/dataset.ts';
import { UserError } from '../../src/errors.ts';

function numbered(count: number): Examples {
  return {
    values: {
      dtype: 'uint8',
      shape: [count, 1, 2, 3],
      data: Uint8Array.from({ length: count * 6 }, (_, i) => i),
    },
    labels: Int32Array.from({ length: count }, (_, i) => 100 + i),
    colour: Float32Array.from({ length: count }, (_, i) => i / 2),
    attributes: {
      names: ['even', 'odd'],
      values: Uint8Array.from({ length: 2 * count }, (_, at) =>
        Number(Math.floor(at / 2) % 2 === at % 2),
      ),
    },
    factors: {
      names: ['tens', 'ones', 'zero'],
      sizes: [10, 10, 1],
      values: Int32Array.from(
        Array.from({ length: count }, (_, i) => [Math.floor(i / 10), i % 10, 0]).flat(),
      ),
    },
  };
}

test('splitLast: the parts are views and together the whole', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (total, wanted) => {
      const count = Math.min(total, wanted);
      const examples = numbered(total);
      const [rest, last] = splitLast(examples, count);
      expect(rest.values.shape).toEqual([total - count, 1, 2, 3]);
      expect(last.values.shape).toEqual([count, 1, 2, 3]);
      expect([...rest.values.data, ...last.values.data]).toEqual([...examples.values.data]);
      expect([...rest.labels!, ...last.labels!]).toEqual([...examples.labels!]);
      expect([...rest.colour!, ...last.colour!]).toEqual([...examples.colour!]);
      for (const what of ['attributes', 'factors'] as const) {
        const { values, ...described } = examples[what]!;
        expect([...rest[what]!.values, ...last[what]!.values]).toEqual([...values]);
        expect(last[what]).toMatchObject(described);
        expect(last[what]!.values).toHaveLength(count * described.names.length);
      }
      expect(last.values.data.buffer).toBe(examples.values.data.buffer);
      expect(takeFirst(examples, total - count)).toEqual(rest);
    }),
  );
});

test('examples without labels or colour stay without', () => {
  const { values } = numbered(3);
  expect(Object.keys(takeFirst({ values }, 2))).toEqual(['values']);
});

test('more examples than there are, or no whole number, is a user error', () => {
  for (const count of [4, -1, 1.5, Number.NaN]) {
    expect(() => takeFirst(numbered(3), count)).toThrow(UserError);
    expect(() => splitLast(numbered(3), count)).toThrow('from 0 to 3');
  }
});
