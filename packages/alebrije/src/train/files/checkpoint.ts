/**
 * Checkpoints: one safetensors file each, tensors and progress together, so that one rename makes
 * both new. The progress is one JSON text under the metadata key `alebrije`.
 *
 * `last` is written as `last.next`, then `last` becomes `last.previous` and `last.next` becomes
 * `last`. Whatever the moment of a SIGKILL, one of the three is whole, and the newest whole one is
 * read: a `last.next` that exists is newer than `last`.
 */

import fs from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { HostTensor, TensorType } from '../../graph/types.ts';
import { renameDurably, writeFileAtomic } from './atomic.ts';
import { errorCode, fileError } from './file-errors.ts';
import { checkAgainst, jsonSchema, parseJson } from './json.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const METADATA_KEY = 'alebrije';

const count = z.int().nonnegative();

const metaSchema = z.strictObject({
  format: z.literal(1, { error: 'it is of another version of Alebrije; this one reads format 1' }),
  recipe: z.string(),
  /** `hashConfig` of the run's configuration. */
  configHash: z.string(),
  /** Whole epochs done. */
  epoch: count,
  /** Training steps done since the start of the run. */
  step: count,
  /** Batches of the current epoch that are done. */
  batchInEpoch: count,
  seed: z.int(),
  /** One record per epoch done; a number that was not finite becomes null. */
  history: z.array(z.record(z.string(), z.number().nullable())),
  /** The best epoch so far and the metric that decides. */
  best: z.strictObject({ metric: z.string(), value: z.number(), epoch: count }).nullable(),
  /** Whatever else a recipe needs to go on. */
  extra: z.record(z.string(), jsonSchema),
});

/** All of a run's progress that is not tensors. */
export type CheckpointMeta = z.infer<typeof metaSchema>;

export interface Checkpoint {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly meta: CheckpointMeta;
}

/** The newest name first; the others are what it falls back to. */
function candidates(name: string): readonly string[] {
  return name === 'last' ? ['last.next', 'last', 'last.previous'] : [name];
}

function checkpointPath(folder: string, name: string): string {
  return join(folder, `${name}.safetensors`);
}

function assertName(name: string): void {
  if (!/^[\w-]+$/.test(name)) {
    throw new UserError(
      `a checkpoint cannot be named ${JSON.stringify(name)}: use letters, digits, - and _`,
    );
  }
}

/**
 * Writes `<folder>/<name>.safetensors` atomically; for `last`, keeps the one before it as
 * `last.previous.safetensors`.
 * @param folder an existing folder
 * @throws UserError for a full disk, missing permission and the like; what was there stays
 */
export function writeCheckpoint(
  folder: string,
  name: 'last' | 'best' | (string & {}),
  checkpoint: Checkpoint,
): void {
  assertName(name);
  const path = checkpointPath(folder, name);
  const text = JSON.stringify(checkpoint.meta);
  // Never write what could not be read back.
  checkAgainst(metaSchema, JSON.parse(text), `the new checkpoint ${path}`);
  const bytes = encodeSafetensors(checkpoint.tensors, { [METADATA_KEY]: text });
  if (name !== 'last') {
    writeFileAtomic(path, bytes);
    return;
  }
  const next = checkpointPath(folder, 'last.next');
  writeFileAtomic(next, bytes);
  if (fs.existsSync(path)) renameDurably(path, checkpointPath(folder, 'last.previous'));
  renameDurably(next, path);
}

/** The file's bytes, or undefined if there is no such file. */
function readIfThere(path: string): Uint8Array | undefined {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError('read', path, error);
  }
}

function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const text = metadata[METADATA_KEY];
  if (text === undefined) {
    throw new UserError(`${path} is no checkpoint: it holds tensors, but no progress of a run`);
  }
  const where = `the progress in ${path}`;
  return { tensors, meta: checkAgainst(metaSchema, parseJson(text, where), where) };
}

/**
 * Reads a checkpoint and verifies its checksums. If `last` is damaged, the one before it is read.
 * @returns the checkpoint, and one line for each file that had to be passed over
 * @throws UserError if there is none, or none is whole
 */
export function readCheckpoint(
  folder: string,
  name: 'last' | 'best' | (string & {}),
): Checkpoint & { readonly warnings: readonly string[] } {
  assertName(name);
  const problems: string[] = [];
  for (const candidate of candidates(name)) {
    const path = checkpointPath(folder, candidate);
    const bytes = readIfThere(path);
    if (bytes === undefined) {
      if (candidate === name) problems.push(`there is no ${path}`);
      continue;
    }
    try {
      const checkpoint = decodeCheckpoint(bytes, path);
      return {
        ...checkpoint,
        warnings: problems.map(
          (problem) => `${problem}; reading ${path} of step ${checkpoint.meta.step} instead`,
        ),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  throw new UserError(`${problems.join('; ')}: give another checkpoint or run, or train again`);
}

/**
 * Checks that a checkpoint belongs to a recipe.
 * @param source names the checkpoint in the error
 * @throws UserError if it is of another one
 */
export function assertSameRecipe(
  recipe: string,
  meta: CheckpointMeta,
  source = 'the checkpoint',
): void {
  if (meta.recipe !== recipe) {
    throw new UserError(
      `${source} is of recipe '${meta.recipe}', not '${recipe}': give a run of '${recipe}'`,
    );
  }
}

function describe(type: TensorType): string {
  return `${type.dtype} [${type.shape.join(', ')}]`;
}

/**
 * Checks that a checkpoint has exactly the tensors that a model needs.
 * @param source names the checkpoint in the error
 * @throws UserError that names the first tensor that is missing, of another type, or too many
 */
export function assertCompatible(
  expected: Readonly<Record<string, TensorType>>,
  actual: Readonly<Record<string, TensorType>>,
  source = 'the checkpoint',
): void {
  const remedy = 'use the configuration that it was written with';
  for (const [name, type] of Object.entries(expected)) {
    const found = Object.hasOwn(actual, name) ? actual[name] : undefined;
    if (found === undefined) throw new UserError(`${source} lacks tensor '${name}': ${remedy}`);
    if (describe(found) !== describe(type)) {
      throw new UserError(
        `${source} has tensor '${name}' as ${describe(found)}, but the model needs ` +
          `${describe(type)}: ${remedy}`,
      );
    }
  }
  for (const name of Object.keys(actual)) {
    if (!Object.hasOwn(expected, name)) {
      throw new UserError(`${source} has tensor '${name}', unknown to the model: ${remedy}`);
    }
  }
}
