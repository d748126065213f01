/** Run folders as a training leaves them, without the training. */

import fs from 'node:fs';
import { join } from 'node:path';
import type { TaskRecord } from '../../../../results/record.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { writeCheckpoint } from '../../src/train/files/checkpoint.ts';
import type { Json } from '../../src/train/files/json.ts';
import { openMetricsLog } from '../../src/train/files/metrics-log.ts';
import { createRun } from '../../src/train/files/run-folder.ts';

export interface RecordedTraining {
  readonly recipe: string;
  readonly seed: number;
  readonly settings?: readonly string[];
  /** Validation loss after each epoch. */
  readonly valLoss: readonly number[];
  /** Values of evaluation.json. */
  readonly evaluation?: Readonly<Record<string, number>>;
  /** Epochs that the checkpoint knows of. Default: all. */
  readonly saved?: number;
}

/** Writes `<folder>/<recipe>-<seed>` with two parameters of four numbers, 10 s an epoch. */
export function recordTraining(folder: string, training: RecordedTraining): string {
  const { recipe, seed, settings = [], valLoss, evaluation, saved = valLoss.length } = training;
  const out = join(folder, `${recipe}-${seed}`);
  const config = configure(findRecipe(recipe), [`seed=${seed}`, ...settings]);
  const run = createRun({
    config: { recipe, seed, settings: config as unknown as Record<string, Json> },
    runsFolder: folder,
    out,
  });
  run.lock.release();
  const log = openMetricsLog(run.metricsFile, 0);
  const history = valLoss.map((value, index) => ({
    epoch: index + 1,
    valLoss: value,
    seconds: 10,
  }));
  for (const record of history) log.append({ step: 100 * record.epoch, ...record });
  log.close();
  const values = { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) } as const;
  writeCheckpoint(run.checkpoints, 'last', {
    tensors: {
      'params.encoder.kernel': values,
      'state.encoder.mean': values,
      'train.encoder.kernel': values,
    },
    meta: {
      format: 1,
      recipe,
      configHash: '',
      epoch: saved,
      step: 100 * saved,
      batchInEpoch: 0,
      seed,
      history: history.slice(0, saved),
      best: null,
      extra: {},
    },
  });
  if (evaluation) {
    const metrics = Object.fromEntries(
      Object.entries(evaluation).map(([name, value]) => [name, { value, samples: 10 }]),
    );
    fs.writeFileSync(join(out, 'evaluation.json'), JSON.stringify({ metrics }));
  }
  return out;
}

/** Validation losses of 20 epochs. */
export const losses = (last: number) => [...new Array<number>(19).fill(0.02), last];

/** What a task leaves behind that took so many seconds. */
export const taskRecord = (
  args: readonly string[],
  seconds: number,
  answer?: TaskRecord['answer'],
): TaskRecord => ({
  args,
  seconds,
  machine: { cores: 2, processor: 'EPYC', node: '20.20.2' },
  ...(answer && { answer }),
});
