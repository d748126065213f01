/** The lab's points. */

import { expect, test } from 'vitest';
import {
  type DataChoice,
  type Ink,
  labData,
  pointsInInk,
} from '../../../../apps/studio/src/pages/lab/engine/datasets.ts';
import { paint, pointOf } from '../../../../apps/studio/src/pages/lab/engine/drawn-points.ts';
import { EXTENT } from '../../../../apps/studio/src/pages/lab/engine/plane.ts';
import { SETTINGS } from '../../../../apps/studio/src/pages/lab/engine/settings.ts';
import { key } from '../../src/tensor/key.ts';

const choiceOf = (data: DataChoice['data']): DataChoice => ({
  data,
  points: 400,
  noise: 0.03,
  seed: 7,
});

/** An L: its upright on the left, its foot on the right. */
const letter: Ink = {
  width: 4,
  height: 3,
  amounts: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255),
};
const drawing = paint(paint([], { x: 1, y: 1, radius: 0.2 }, 1), { x: -1, y: -1, radius: 0.2 }, 2);

test.each(SETTINGS.data.choices)('%s fits on the plane and is the same again', (name) => {
  const sources = { choice: choiceOf(name), drawing, ink: letter };
  const data = labData(sources)!;
  expect(data.points).toHaveLength(800);
  expect(Math.max(...data.points.map(Math.abs))).toBeLessThan(EXTENT);
  expect(labData(sources)).toEqual(data);
  expect(labData({ ...sources, choice: { ...choiceOf(name), seed: 8 } })!.points).not.toEqual(
    data.points,
  );
  expect(data.hues).toHaveLength(400);
  expect(Math.min(...data.hues)).toBe(0);
  expect(Math.max(...data.hues)).toBe(1);
});

test('without a drawing or a text there are no points', () => {
  expect(labData({ choice: choiceOf('drawn'), drawing: [] })).toBeUndefined();
  expect(labData({ choice: choiceOf('text'), drawing: [] })).toBeUndefined();
  const blank = { ...letter, amounts: new Uint8Array(12) };
  expect(labData({ choice: choiceOf('text'), drawing: [], ink: blank })).toBeUndefined();
});

test('the two classes of the moons have colours of their own', () => {
  const { hues } = labData({ choice: choiceOf('moons'), drawing: [] })!;
  const first = hues.filter((_, index) => index % 2 === 0);
  const second = hues.filter((_, index) => index % 2 === 1);
  expect(Math.max(...first)).toBeLessThan(Math.min(...second));
});

test('points of a text lie where its ink is, upright', () => {
  const points = pointsInInk(letter, { source: key(1), count: 600, noise: 0 });
  // A pixel is 3.5 / 4 wide; the letter is 4 pixels wide and 3 high, about the middle.
  const pixel = 3.5 / 4;
  let foot = 0;
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor(points[i]! / pixel + 2);
    const row = Math.floor(1.5 - points[i + 1]! / pixel);
    expect(letter.amounts[row * 4 + column]).toBe(255);
    if (row === 2) foot += 1;
  }
  // Four of six pixels.
  expect(foot / 600).toBeCloseTo(4 / 6, 1);
});

test('drawn points are learned about equally often, each near its place', () => {
  const choice = { ...choiceOf('drawn'), noise: 0 };
  const { points } = labData({ choice, drawing })!;
  const counts = new Map<string, number>();
  for (let i = 0; i < points.length; i += 2) {
    const place = `${points[i]} ${points[i + 1]}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const drawn = drawing.map((cell) => pointOf(cell).map(Math.fround).join(' '));
  expect([...counts.keys()].sort()).toEqual(drawn.sort());
});
