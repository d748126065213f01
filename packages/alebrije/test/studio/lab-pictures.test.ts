/** What the lab's pictures are computed from: lines, fields, glides, films and histories. */

import { expect, test } from 'vitest';
import { contour } from '../../../../apps/studio/src/pages/lab/drawing/contour.ts';
import { arrowAt } from '../../../../apps/studio/src/pages/lab/drawing/field.ts';
import {
  filmPlace,
  pathPoints,
  valueAlong,
} from '../../../../apps/studio/src/pages/lab/drawing/film.ts';
import { createTween } from '../../../../apps/studio/src/pages/lab/drawing/tween.ts';
import {
  emptyHistory,
  extendHistory,
  type LossHistory,
  latestOf,
  seriesOf,
} from '../../../../apps/studio/src/pages/lab/engine/loss-history.ts';
import { planeGrid } from '../../../../apps/studio/src/pages/lab/engine/plane.ts';
import { createBudget } from '../../../../apps/studio/src/pages/lab/engine/views/budget.ts';
import {
  gridCodes,
  likeCodes,
  rangesOf,
} from '../../../../apps/studio/src/pages/lab/engine/views/code-grid.ts';
import { shadesOf } from '../../../../apps/studio/src/pages/lab/engine/views/gan-viewer.ts';

test('a contour of a distance is a circle', () => {
  const side = 41;
  const grid = planeGrid(side);
  const distances = Float32Array.from({ length: side ** 2 }, (_, i) =>
    Math.hypot(grid[2 * i]!, grid[2 * i + 1]!),
  );
  const segments = contour(distances, 1.2);
  expect(segments.length).toBeGreaterThan(40);
  for (const [x1, y1, x2, y2] of segments) {
    for (const [x, y] of [
      [x1, y1],
      [x2, y2],
    ]) {
      expect(Math.hypot(x! / 10 - 2, y! / 10 - 2)).toBeCloseTo(1.2, 2);
    }
  }
});

test('a saddle has two lines, and a constant none', () => {
  expect(contour(Float32Array.of(1, 0, 0, 1), 0.5)).toHaveLength(2);
  expect(contour(new Float32Array(9).fill(1), 0.5)).toEqual([]);
});

test('between the points of its grid a field of a linear map is that map', () => {
  const grid = planeGrid(7);
  const field = grid.map((value, i) => (i % 2 === 0 ? 2 * value : -value));
  const [across, up] = arrowAt(field, 0.37, -1.21);
  expect(across).toBeCloseTo(0.74, 5);
  expect(up).toBeCloseTo(1.21, 5);
  // Beyond the border it is that of the border.
  expect(arrowAt(field, 9, 0)[0]).toBeCloseTo(4, 2);
});

test('pictures glide to the next ones in the time between the frames', () => {
  const tween = createTween();
  const at = (value: number) => ({ samples: Float32Array.of(value, -value) });
  tween.aim(at(0), 1000);
  expect(tween.at(1000).pictures.samples).toEqual(Float32Array.of(0, -0));
  tween.aim(at(1), 1100);
  expect(tween.at(1150)).toEqual({
    pictures: { samples: Float32Array.of(0.5, -0.5) },
    hasArrived: false,
  });
  // From where it is, if the next comes early.
  tween.aim(at(2), 1150);
  expect(tween.at(1150).pictures.samples![0]).toBe(0.5);
  expect(tween.at(1200)).toMatchObject({ hasArrived: true, pictures: at(2) });
});

test('pictures of another size are shown at once', () => {
  const tween = createTween();
  tween.aim({ grid: new Float32Array(4) }, 0);
  tween.at(0);
  tween.aim({ grid: new Float32Array(6).fill(1) }, 100);
  expect(tween.at(101).pictures.grid).toEqual(new Float32Array(6).fill(1));
});

test('a film runs from noise to data, and rests there', () => {
  expect(filmPlace(0)).toBe(0);
  expect(filmPlace(2250)).toBeCloseTo(0.5);
  expect(filmPlace(5000)).toBe(1);
  expect(filmPlace(6000)).toBe(0);
  const paths = Float32Array.of(0, 0, 10, 20, 20, 60);
  expect(pathPoints(paths, 3, 0.25)).toEqual(Float32Array.of(5, 10));
  expect(pathPoints(paths, 3, 0)).toEqual(Float32Array.of(0, 0));
  expect(pathPoints(paths, 3, 1)[1]).toBeCloseTo(60, 1);
  expect(valueAlong(Float32Array.of(1, 0.5, 0), 0.25)).toBeCloseTo(0.75);
});

test('a history keeps its room, its means and its end', () => {
  let history: LossHistory = emptyHistory;
  const total = 5000;
  for (let start = 0; start < total; start += 8) {
    const values = Float32Array.from({ length: 16 }, (_, i) =>
      i % 2 === 0 ? start + i / 2 : -(start + (i - 1) / 2),
    );
    history = extendHistory(history, { names: ['loss', 'kl'], values });
  }
  const loss = seriesOf(history, 'loss');
  expect(loss.length).toBeLessThan(240);
  expect(loss.length).toBeGreaterThan(100);
  // Entry i is the mean of stride iterations.
  expect(loss[3]).toBeCloseTo(history.stride * 3 + (history.stride - 1) / 2);
  expect(seriesOf(history, 'kl')).toEqual(loss.map((value) => -value));
  expect(seriesOf(history, 'nothing')).toEqual([]);
  expect(latestOf(history, 'loss')).toBeGreaterThan(0.9 * total);
  expect(latestOf(emptyHistory, 'loss')).toBeUndefined();
});

test('costly work rests for as long as it takes, unless nothing else is under way', async () => {
  let time = 0;
  const budget = createBudget(100, () => time);
  const work = async () => {
    time += 50;
    return 'done';
  };
  expect(await budget.spend(work, 'spare')).toBe('done');
  time += 150;
  expect(await budget.spend(work, 'spare')).toBeUndefined();
  expect(await budget.spend(work, 'none')).toBeUndefined();
  expect(await budget.spend(work, 'all')).toBe('done');
  time += 201;
  expect(await budget.spend(work, 'spare')).toBe('done');
});

test('codes on a line or a square reach from the least to the largest', () => {
  const codes = Float32Array.of(1, -5, 3, 0, 2, 5);
  expect(rangesOf(codes, 2)).toEqual([
    [1, 3],
    [-5, 5],
  ]);
  const line = gridCodes([[1, 3]]);
  expect([line[0], line.at(-1)]).toEqual([1, 3]);
  const square = gridCodes(rangesOf(codes, 2));
  expect([...square.subarray(0, 2)]).toEqual([1, -5]);
  expect([...square.subarray(-2)]).toEqual([3, 5]);
});

test('drawn codes have the mean and the deviation of codes', () => {
  const codes = Float32Array.of(4, 0, 6, 0, 4, 2, 6, 2);
  expect([...likeCodes(codes, Float32Array.of(0, 0, 1, -2), 2)]).toEqual([5, 1, 6, -1]);
});

test('scores become shades: probabilities where there are some, else sides of what divides them', () => {
  expect(shadesOf(Float32Array.of(0, 100), 'non-saturating')).toEqual(Float32Array.of(0.5, 1));
  const squares = shadesOf(Float32Array.of(0.5, 1.5, -0.5), 'least-squares');
  expect(squares[0]).toBe(0.5);
  expect(squares[1]).toBeGreaterThan(0.8);
  expect(squares[2]).toBeLessThan(0.2);
  // A critic's scores count beside each other only.
  expect(shadesOf(Float32Array.of(7, 9, 8), 'wasserstein')[2]).toBe(0.5);
});
