/** Snapshots of a training as checkpoint files, and back. */

import { UserError } from '../errors.ts';
import type { TensorType } from '../graph/types.ts';
import type { TrainingConfig } from '../recipes/recipe.ts';
import {
  assertCompatible,
  assertSameRecipe,
  type CheckpointMeta,
  readCheckpoint,
  writeCheckpoint,
} from '../train/files/checkpoint.ts';
import { hashConfig, type Json } from '../train/files/json.ts';
import type { Run } from '../train/files/run-folder.ts';
import type { EpochRecord, Progress } from '../train/progress.ts';
import type { Snapshot } from '../train/trainer.ts';

type PlainConfig = { readonly [name: string]: Json };

/**
 * The settings as config.json holds them, without those that may differ between a run and its
 * continuation, how long it goes on. Not as they are read: a newer version adds settings.
 */
function comparable({ config }: Run): PlainConfig {
  const { epochs: _, patience: __, classes, ...rest } = config.settings;
  // Left out where it says nothing, as the first checkpoints with it did.
  return { ...rest, ...(classes && { classes }) };
}

function metaOf(run: Run, seed: number, progress: Progress): CheckpointMeta {
  const { epoch, step, batch, sums, epochSeconds, seconds, history, best } = progress;
  return {
    format: 1,
    recipe: run.config.recipe,
    configHash: hashConfig(comparable(run)),
    epoch,
    step,
    batchInEpoch: batch,
    seed,
    history: history as CheckpointMeta['history'],
    best: best ? { metric: 'valLoss', value: best.value, epoch: best.epoch } : null,
    extra: { sums, epochSeconds, seconds },
  };
}

function progressOf(meta: CheckpointMeta): Progress {
  const { sums, epochSeconds, seconds } = meta.extra as {
    sums: Record<string, number>;
    epochSeconds: number;
    seconds: number;
  };
  return {
    epoch: meta.epoch,
    batch: meta.batchInEpoch,
    step: meta.step,
    sums,
    epochSeconds,
    seconds,
    history: meta.history as EpochRecord[],
    best: meta.best ? { epoch: meta.best.epoch, value: meta.best.value } : undefined,
  };
}

export function saveSnapshot(
  run: Run,
  name: 'last' | 'best',
  config: TrainingConfig,
  { tensors, progress }: Snapshot,
): void {
  const meta = metaOf(run, config.seed, progress);
  writeCheckpoint(run.checkpoints, name, { tensors, meta });
}

export interface LoadedSnapshot extends Snapshot {
  readonly warnings: readonly string[];
}

/**
 * @param expected names and types of the tensors the system has
 * @throws UserError if there is no whole checkpoint, or it belongs to another model or configuration
 */
export function loadSnapshot(
  run: Run,
  name: 'last' | 'best',
  expected: Readonly<Record<string, TensorType>>,
): LoadedSnapshot {
  const { tensors, meta, warnings } = readCheckpoint(run.checkpoints, name);
  assertSameRecipe(run.config.recipe, meta);
  assertCompatible(expected, tensors);
  if (meta.configHash !== hashConfig(comparable(run))) {
    throw new UserError(
      `the checkpoint in ${run.checkpoints} was made with other settings than config.json has now; restore config.json`,
    );
  }
  return { tensors, progress: progressOf(meta), warnings };
}
