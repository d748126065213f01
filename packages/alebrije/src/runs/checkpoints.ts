/** Snapshots of a training as checkpoint files, and back. */

import { UserError } from '../errors.ts';
import type { TensorType } from '../graph/types.ts';
import type { TrainingConfig } from '../recipes/recipe.ts';
import { findRecipe } from '../recipes/registry.ts';
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
import { parseConfig } from './config.ts';

type PlainConfig = { readonly [name: string]: Json };

/**
 * Settings without those that may differ between a run and its continuation: how long it goes on.
 */
function comparable(settings: PlainConfig): PlainConfig {
  const { epochs: _, patience: __, classes, ...rest } = settings;
  // Left out where it says nothing, as the first checkpoints with it did.
  return { ...rest, ...(classes && { classes }) };
}

/** Of the settings as config.json holds them. Not as they are read: a newer version adds settings. */
function configHash({ config }: Run): string {
  return hashConfig(comparable(config.settings));
}

/**
 * Whether a checkpoint was made with the settings of config.json, or with those and the defaults of what
 * config.json leaves out: some versions counted them in.
 */
function hasSettingsOf(run: Run, meta: CheckpointMeta): boolean {
  if (meta.configHash === configHash(run)) return true;
  const whole = parseConfig(findRecipe(run.config.recipe), run.config.settings);
  return meta.configHash === hashConfig(comparable(whole as unknown as PlainConfig));
}

function metaOf(run: Run, seed: number, progress: Progress): CheckpointMeta {
  const { epoch, step, batch, sums, epochSeconds, seconds, history, best } = progress;
  return {
    format: 1,
    recipe: run.config.recipe,
    configHash: configHash(run),
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
  if (!hasSettingsOf(run, meta)) {
    throw new UserError(
      `the checkpoint in ${run.checkpoints} was made with other settings than config.json has now; restore config.json`,
    );
  }
  return { tensors, progress: progressOf(meta), warnings };
}
