/** When a training's checkpoints are written. */

import fs from 'node:fs';
import type { TrainingConfig } from '../recipes/recipe.ts';
import type { Run } from '../train/files/run-folder.ts';
import type { Snapshot, TrainingMoment } from '../train/trainer.ts';
import { saveSnapshot } from './checkpoints.ts';

/** Epochs shorter than this share a checkpoint: one costs a few syncs of the disk. */
const CHECKPOINT_SECONDS = 1;

export interface Saver {
  /** After an epoch; remembers the best one until it is written. */
  epoch(moment: TrainingMoment, isBest: boolean): Promise<void>;
  /** Writes `last`, and `best` if there is a new one. */
  flush(moment: TrainingMoment): Promise<void>;
}

export function createSaver(run: Run, config: TrainingConfig): Saver {
  let best: Snapshot | undefined;
  let saved = Number.NEGATIVE_INFINITY;
  async function flush(moment: TrainingMoment): Promise<void> {
    if (best) saveSnapshot(run, 'best', config, best);
    best = undefined;
    saveSnapshot(run, 'last', config, await moment.snapshot());
    saved = performance.now();
  }
  return {
    async epoch(moment, isBest) {
      if (isBest) best = await moment.snapshot();
      if (performance.now() - saved >= CHECKPOINT_SECONDS * 1000) await flush(moment);
    },
    flush,
  };
}

/** Whether a run has anything to go on from. */
export function hasCheckpoint(run: Run): boolean {
  return fs.readdirSync(run.checkpoints).some((name) => name.startsWith('last'));
}
