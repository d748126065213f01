import { expect, test } from 'vitest';
import { annealedShare, annealingSchema } from '../../src/recipes/systems/kl-annealing.ts';

const shares = (annealing: unknown, steps: readonly number[], totalSteps = 100) => {
  const share = annealedShare(annealingSchema.parse(annealing), totalSteps)!;
  return steps.map(share);
};

test('without annealing nothing changes', () => {
  expect(annealedShare({ name: 'none' }, 100)).toBeUndefined();
});

test('linear annealing rises once from 0 to 1 and stays there', () => {
  expect(shares({ name: 'linear' }, [0, 10, 25, 50, 75, 99, 100, 1000])).toEqual([
    0, 0.2, 0.5, 1, 1, 1, 1, 1,
  ]);
  expect(shares({ name: 'linear', rise: 1 }, [50, 99])).toEqual([0.5, 0.99]);
});

test('cyclical annealing begins again with each cycle, and ends with the whole weight', () => {
  const fu = { name: 'cyclical', cycles: 4, rise: 0.5 };
  expect(shares(fu, [0, 5, 12, 13, 24])).toEqual([0, 0.4, 0.96, 1, 1]);
  expect(shares(fu, [25, 30, 50, 75, 80, 99])).toEqual([0, 0.4, 0, 0, 0.4, 1]);
  expect(shares(fu, [100, 105])).toEqual([1, 1]);
});

test('a rise is a part of the steps', () => {
  expect(() => annealingSchema.parse({ name: 'linear', rise: 0 })).toThrow();
  expect(() => annealingSchema.parse({ name: 'cyclical', cycles: 0 })).toThrow();
});
