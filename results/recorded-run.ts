/** What a run's folder says of it, read without the model. */

import fs from 'node:fs';
import path from 'node:path';
import { sizeOf } from '../packages/alebrije/src/graph/shape.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import { configure, parseConfig } from '../packages/alebrije/src/runs/config.ts';
import { readCheckpoint } from '../packages/alebrije/src/train/files/checkpoint.ts';
import { hashConfig, type Json } from '../packages/alebrije/src/train/files/json.ts';
import { readMetrics } from '../packages/alebrije/src/train/files/metrics-log.ts';
import { openRun, type Run } from '../packages/alebrije/src/train/files/run-folder.ts';

export interface RecordedRun {
  /** The folder's name. */
  readonly name: string;
  readonly path: string;
  readonly recipe: string;
  readonly seed: number;
  /** One record per epoch, as in metrics.jsonl. */
  readonly history: readonly Readonly<Record<string, number>>[];
  /** Values of evaluation.json by metric; empty without one. */
  readonly evaluation: Readonly<Record<string, number>>;
  /** Of training steps, in all epochs. */
  readonly seconds: number;
  /** Numbers that the networks hold; nothing without a checkpoint. */
  readonly parameters?: number;
  /** Whether all epochs are done and saved. */
  readonly isFinished: boolean;
}

function readEvaluation(folder: string): Record<string, number> {
  const file = path.join(folder, 'evaluation.json');
  if (!fs.existsSync(file)) return {};
  const { metrics } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    metrics: Record<string, { value: number }>;
  };
  return Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
}

function isNetworks(name: string): boolean {
  return name.startsWith('params.') || name.startsWith('state.');
}

function readSaved({ checkpoints }: Run): { epoch: number; parameters: number } | undefined {
  const isSaved =
    fs.existsSync(checkpoints) &&
    fs.readdirSync(checkpoints).some((file) => file.startsWith('last'));
  if (!isSaved) return undefined;
  const { tensors, meta } = readCheckpoint(checkpoints, 'last');
  const parameters = Object.entries(tensors)
    .filter(([name]) => isNetworks(name))
    .reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0);
  return { epoch: meta.epoch, parameters };
}

/** @throws UserError if the folder is no run, or damaged */
export function readRun(folder: string): RecordedRun {
  const run = openRun(folder);
  const history = readMetrics(run.metricsFile) as unknown as Record<string, number>[];
  const { epochs } = run.config.settings as { epochs: number };
  const saved = readSaved(run);
  return {
    name: run.name,
    path: run.path,
    recipe: run.config.recipe,
    seed: run.config.seed,
    history,
    evaluation: readEvaluation(run.path),
    seconds: history.reduce((sum, { seconds = 0 }) => sum + seconds, 0),
    ...(saved && { parameters: saved.parameters }),
    isFinished: saved !== undefined && saved.epoch >= epochs,
  };
}

/** Whether a folder holds a run at all: one that was killed while it was made does not. */
export function holdsRun(folder: string): boolean {
  return fs.existsSync(path.join(folder, 'config.json'));
}

type Settings = { readonly [name: string]: Json };

/**
 * Why a run is not what would be trained now; nothing if it is.
 * @param settings as `path=value`, besides the recipe's own
 */
export function staleness(folder: string, settings: readonly string[]): string | undefined {
  const { config } = openRun(folder);
  const recipe = findRecipe(config.recipe);
  const wanted = configure(recipe, settings) as unknown as Settings;
  let found: Settings;
  try {
    found = parseConfig(recipe, config.settings) as unknown as Settings;
  } catch (error) {
    return (error as Error).message;
  }
  const names = Object.keys(wanted).filter(
    (name) => hashConfig({ value: wanted[name]! }) !== hashConfig({ value: found[name]! }),
  );
  if (names.length === 0) return undefined;
  const changes = names.map(
    (name) => `${name} was ${JSON.stringify(found[name])}, is ${JSON.stringify(wanted[name])}`,
  );
  return changes.join('; ');
}
