import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeThumbnails } from '../../src/explore/figures/thumbnail-placement.ts';

const spaces = fc.record({
  width: fc.integer({ min: 30, max: 400 }),
  height: fc.integer({ min: 30, max: 400 }),
  tileWidth: fc.integer({ min: 5, max: 40 }),
  tileHeight: fc.integer({ min: 5, max: 40 }),
  gap: fc.integer({ min: 0, max: 12 }),
});
const points = fc.array(
  fc.tuple(
    fc.double({ min: -20, max: 420, noNaN: true }),
    fc.double({ min: -20, max: 420, noNaN: true }),
  ),
  { maxLength: 150 },
);

describe('thumbnails', () => {
  it('never overlap, stay in the plot, and leave none out that has room', () => {
    fc.assert(
      fc.property(spaces, points, (space, list) => {
        const { width, height, tileWidth, tileHeight, gap } = space;
        const x = list.map(([value]) => value);
        const y = list.map(([, value]) => value);
        const taken = placeThumbnails(x, y, space);
        const isInside = (index: number) =>
          x[index]! - tileWidth / 2 >= 0 &&
          x[index]! + tileWidth / 2 <= width &&
          y[index]! - tileHeight / 2 >= 0 &&
          y[index]! + tileHeight / 2 <= height;
        const areApart = (a: number, b: number) =>
          Math.abs(x[a]! - x[b]!) >= tileWidth + gap || Math.abs(y[a]! - y[b]!) >= tileHeight + gap;
        for (const [place, index] of taken.entries()) {
          expect(isInside(index)).toBe(true);
          for (const other of taken.slice(0, place)) expect(areApart(index, other)).toBe(true);
        }
        for (let index = 0; index < list.length; index++) {
          if (taken.includes(index) || !isInside(index)) continue;
          const earlier = taken.filter((other) => other < index);
          expect(earlier.some((other) => !areApart(index, other))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are taken in the order given', () => {
    const space = { width: 100, height: 100, tileWidth: 20, tileHeight: 20, gap: 2 };
    expect(placeThumbnails([50, 60, 72, 5], [50, 50, 50, 50], space)).toEqual([0, 2]);
  });
});
