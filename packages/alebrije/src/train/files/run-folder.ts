/** Runs are folders: everything about a training run lies in one, and nothing lies elsewhere. */

import fs from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { errorCode, fileError } from './file-errors.ts';
import { checkAgainst, jsonSchema, parseJson } from './json.ts';
import { acquireRunLock, type RunLock } from './run-lock.ts';

const configSchema = z.object({
  format: z.literal(1, { error: 'it is of another version of Alebrije; this one reads format 1' }),
  recipe: z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'a recipe name has letters, digits, . - _'),
  seed: z.int(),
  /** All other settings of the recipe, data and training: all that is needed to repeat the run. */
  settings: z.record(z.string(), jsonSchema),
});

export type RunConfig = z.infer<typeof configSchema>;

export interface Run {
  readonly name: string;
  /** Absolute path of the run's folder; the fields below lie in it. */
  readonly path: string;
  readonly config: RunConfig;
  readonly metricsFile: string;
  readonly checkpoints: string;
  readonly samples: string;
  readonly model: string;
}

/** A run that this process, and no other, may write to until the lock is released. */
export interface LockedRun extends Run {
  readonly lock: RunLock;
}

export interface NewRun {
  readonly config: Omit<RunConfig, 'format'>;
  /** Folder of all runs, in which the run gets the next free name `<recipe>-<n>`. */
  readonly runsFolder: string;
  /** The run's own folder instead: missing or empty. */
  readonly out?: string | undefined;
}

function configPath(path: string): string {
  return join(path, 'config.json');
}

function describeRun(path: string, config: RunConfig): Run {
  return {
    name: basename(path),
    path,
    config,
    metricsFile: join(path, 'metrics.jsonl'),
    checkpoints: join(path, 'checkpoints'),
    samples: join(path, 'samples'),
    model: join(path, 'model'),
  };
}

/** Runs a file operation and turns its failure into a UserError. */
function attempt<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw fileError(action, path, error);
  }
}

/** Makes the folder `<recipe>-<n>` with n above all that exist; mkdir decides between processes. */
function claimName(runsFolder: string, recipe: string): string {
  return attempt('create a run in', runsFolder, () => {
    fs.mkdirSync(runsFolder, { recursive: true });
    const prefix = `${recipe}-`;
    const taken = fs
      .readdirSync(runsFolder)
      .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
      .map((name) => Number(name.slice(prefix.length)));
    for (let number = Math.max(0, ...taken) + 1; ; number += 1) {
      const path = join(runsFolder, prefix + number);
      try {
        fs.mkdirSync(path);
        return path;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  });
}

function assertUnused(path: string): void {
  if (fs.existsSync(configPath(path))) {
    throw new UserError(
      `${path} already holds a run: resume it with --resume, or give another folder`,
    );
  }
  // The lock is our own; the folder of a run killed while it was made holds nothing else.
  if (fs.readdirSync(path).some((name) => name !== 'run.lock')) {
    throw new UserError(`${path} is not empty and not a run: give an empty or a new folder`);
  }
}

function makeSubfolders(run: Run): void {
  for (const folder of [run.checkpoints, run.samples, run.model]) {
    attempt('create', folder, () => fs.mkdirSync(folder, { recursive: true }));
  }
}

/** Locks a folder and makes or opens its run there; gives the lock back if that fails. */
function lockAndOpen(path: string, open: () => Run): LockedRun {
  const lock = acquireRunLock(path);
  try {
    const run = open();
    makeSubfolders(run);
    return { ...run, lock };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Creates a run's folder with `config.json`, `checkpoints/`, `samples/` and `model/`, locked.
 * @throws UserError if the folder holds a run or anything else, is in use, or cannot be written
 */
export function createRun({ config, runsFolder, out }: NewRun): LockedRun {
  const whole = checkAgainst(configSchema, { format: 1, ...config }, 'the configuration');
  const path = resolve(out ?? claimName(runsFolder, config.recipe));
  attempt('create', path, () => {
    fs.mkdirSync(path, { recursive: true });
    // Before the lock, so that nothing at all is written into a folder of another purpose.
    if (!fs.existsSync(join(path, 'run.lock'))) assertUnused(path);
  });
  return lockAndOpen(path, () => {
    attempt('read', path, () => assertUnused(path));
    writeFileAtomic(configPath(path), `${JSON.stringify(whole, null, 2)}\n`);
    return describeRun(path, whole);
  });
}

/**
 * Reads a run's description; writes nothing.
 * @param folder the run's folder
 * @throws UserError if it does not exist, is not a run, or its config.json is damaged
 */
export function openRun(folder: string): Run {
  const path = resolve(folder);
  let text: string;
  try {
    text = fs.readFileSync(configPath(path), 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw fileError('read', configPath(path), error);
    throw new UserError(
      fs.existsSync(path)
        ? `${path} is not a run: it has no config.json; give the folder of a run`
        : `there is no run ${path}: check the path`,
    );
  }
  const file = configPath(path);
  return describeRun(path, checkAgainst(configSchema, parseJson(text, file), file));
}

/**
 * Opens a run to go on with it, locked.
 * @throws UserError as `openRun`, and if another live process is training in it
 */
export function resumeRun(folder: string): LockedRun {
  const { path } = openRun(folder);
  return lockAndOpen(path, () => openRun(path));
}

/**
 * Writes changed settings into a run's config.json; all others stay as they stand there.
 * @throws UserError if it cannot be written; what was there stays
 */
export function changeSettings(run: LockedRun, changes: RunConfig['settings']): LockedRun {
  const config = { ...run.config, settings: { ...run.config.settings, ...changes } };
  writeFileAtomic(configPath(run.path), `${JSON.stringify(config, null, 2)}\n`);
  return { ...run, config };
}

/**
 * All runs in a folder, by name, numbers in numeric order; a missing folder has none.
 * @returns the runs, and one line for each run whose config.json is damaged
 * @throws UserError if the folder cannot be read
 */
export function listRuns(runsFolder: string): { runs: Run[]; problems: string[] } {
  let names: string[];
  try {
    names = fs.readdirSync(runsFolder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { runs: [], problems: [] };
    throw fileError('read', runsFolder, error);
  }
  const runs: Run[] = [];
  const problems: string[] = [];
  const collator = new Intl.Collator('en', { numeric: true });
  for (const name of names.sort(collator.compare)) {
    const path = join(runsFolder, name);
    if (!fs.existsSync(configPath(path))) continue;
    try {
      runs.push(openRun(path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  return { runs, problems };
}
