/** Drawing in the lab: strokes without gaps, and points that stay where they are. */

import { expect, test } from 'vitest';
import { type DataChoice, labData } from '../../../../apps/studio/src/pages/lab/engine/datasets.ts';
import {
  type Drawing,
  dabsBetween,
  paint,
  pointOf,
} from '../../../../apps/studio/src/pages/lab/engine/drawn-points.ts';
import {
  choosePoints,
  initialSettings,
} from '../../../../apps/studio/src/pages/lab/engine/settings.ts';

const line: Drawing = dabsBetween({ x: -1.5, y: 0 }, { x: 1.5, y: 0 }, 0.1).reduce<Drawing>(
  (drawing, place, number) => paint(drawing, { ...place, radius: 0.1 }, number),
  [],
);

const choice: DataChoice = { data: 'drawn', points: 1000, noise: 0, seed: 3 };

/** How often each place is learned. */
function countsOf(points: Float32Array): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < points.length; i += 2) {
    const place = `${points[i]} ${points[i + 1]}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

const placesOf = (drawing: Drawing) =>
  drawing.map((cell) => pointOf(cell).map(Math.fround).join(' '));

test('a stroke has its dabs in equal distances, wherever the hand was seen', () => {
  const places = dabsBetween({ x: 0, y: 0 }, { x: 0.35, y: 0 }, 0.2);
  expect(places.map(({ x }) => x)).toEqual([0.1, 0.2, 0.3].map((x) => expect.closeTo(x)));
  expect(dabsBetween({ x: 0, y: 0 }, { x: 0.05, y: 0.05 }, 0.2)).toEqual([]);
  expect(dabsBetween({ x: 1, y: 1 }, { x: 1, y: 1 }, 0.2)).toEqual([]);
});

test('every drawn point is learned, each as often as the others or once more', () => {
  const counts = countsOf(labData({ choice, drawing: line })!.points);
  expect([...counts.keys()].sort()).toEqual(placesOf(line).sort());
  const times = [...counts.values()];
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
});

test('where more is drawn than learned, what is added displaces no more than itself', () => {
  const few = { ...choice, points: 100 };
  const before = countsOf(labData({ choice: few, drawing: line })!.points);
  const more = paint(line, { x: 0, y: 1, radius: 0.1 }, 1000);
  const after = countsOf(labData({ choice: few, drawing: more })!.points);
  const gone = [...before.keys()].filter((place) => !after.has(place));
  expect(gone.length).toBeLessThanOrEqual(more.length - line.length);
});

test('the noise of a drawn point stays when more is drawn', () => {
  const noisy = { ...choice, points: 2000, noise: 0.1 };
  const before = countsOf(labData({ choice: noisy, drawing: line })!.points);
  const more = paint(line, { x: 0, y: 1, radius: 0.1 }, 1000);
  const after = countsOf(labData({ choice: noisy, drawing: more })!.points);
  const kept = [...before.keys()].filter((place) => after.has(place));
  expect(kept.length).toBeGreaterThan(0.95 * before.size);
});

test('each kind of points has its own noise, unless the user has chosen one', () => {
  const letters = choosePoints(initialSettings, 'text');
  expect(letters).toEqual({ data: 'text', noise: 0.01 });
  expect(choosePoints(letters, 'moons')).toEqual({ data: 'moons', noise: 0.05 });
  // What was drawn on other data has lost its noise; the next data have theirs again.
  expect(choosePoints({ data: 'drawn', noise: 0 }, 'rings').noise).toBe(0.05);
  expect(choosePoints({ data: 'moons', noise: 0.2 }, 'text').noise).toBe(0.2);
});
