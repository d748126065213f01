import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { resolveTerms } from '../../src/runs/attributes/terms.ts';
import type { NamedVectors } from '../../src/runs/attributes/vectors.ts';

const vectors: NamedVectors = {
  kind: 'attributes',
  names: ['smiling', 'T-shirt/top', 'ratio 2:1'],
  vector: (place) => Float64Array.of(place, 1),
};

const resolve = (add: readonly string[], subtract: readonly string[] = []) =>
  resolveTerms(vectors, { add, subtract });

describe('terms', () => {
  it('have a name, a strength and a vector', () => {
    expect(resolve(['Smiling:1.5'], ['t-shirt/TOP'])).toEqual([
      { place: 0, name: 'smiling', strength: 1.5, vector: Float64Array.of(0, 1) },
      { place: 1, name: 'T-shirt/top', strength: -1, vector: Float64Array.of(1, 1) },
    ]);
  });

  it('may have a colon in the name', () => {
    expect(resolve(['ratio 2:1'])).toMatchObject([{ place: 2, strength: 1 }]);
    expect(resolve(['ratio 2:1:3'])).toMatchObject([{ place: 2, strength: 3 }]);
  });

  it('take any strength above 0 up to 10', () => {
    const strengths = fc.double({ min: 0.001, max: 10, noNaN: true });
    fc.assert(
      fc.property(strengths, (strength) => {
        expect(resolve([], [`smiling:${strength}`])[0]!.strength).toBe(-strength);
      }),
    );
  });

  it('are right, or refused in one line', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('smiling', 'bald'), fc.string()).map((parts) => parts.join(':')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { place, strength } = resolve([text])[0]!;
          expect([0, 1, 2]).toContain(place);
          expect(strength > 0 && strength <= 10).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
