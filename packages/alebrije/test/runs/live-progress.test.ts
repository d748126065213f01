/** Whether a training tells how far it is or not, it comes to the same weights. */

import fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from '../../src/train/files/checkpoint.ts';
import { liveProgressPath, parseLiveProgress } from '../../src/train/files/live-progress.ts';
import { openRun } from '../../src/train/files/run-folder.ts';
import { trainRun } from './trained-runs.ts';

const SETTINGS = ['examples=400', 'epochs=2'];

test('telling how far it is changes no weight', async () => {
  const telling = await trainRun('swiss-roll-ae', { settings: SETTINGS });
  const silent = await trainRun('swiss-roll-ae', { settings: SETTINGS, liveProgress: false });
  expect(fs.existsSync(liveProgressPath(silent))).toBe(false);
  expect(parseLiveProgress(fs.readFileSync(liveProgressPath(telling), 'utf8'))).toMatchObject({
    state: 'finished',
    epoch: 2,
    epochs: 2,
    step: 4,
    steps: 4,
  });
  const [one, other] = [telling, silent].map((run) =>
    readCheckpoint(join(run, 'checkpoints'), 'last'),
  );
  expect(Object.keys(one!.tensors).length).toBeGreaterThan(0);
  expect(one!.tensors).toEqual(other!.tensors);
  // A copied run does not need it.
  fs.rmSync(liveProgressPath(telling));
  expect(openRun(telling).config.recipe).toBe('swiss-roll-ae');
});
