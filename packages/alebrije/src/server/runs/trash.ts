/** Deleted runs: moved into `.trash/` of the runs folder, from where they can come back. */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { openRun } from '../../train/files/run-folder.ts';
import { acquireRunLock, lockOwner } from '../../train/files/run-lock.ts';
import type { TrashItem } from '../contract/runs.ts';
import { ApiError } from '../http/api-error.ts';
import { isLaunchAlive, readLaunchRecord, removeLaunchRecord } from './launch-records.ts';
import { findRunFolder, isRealFolder, isRunName } from './run-names.ts';

const FOLDER = '.trash';

/** `<name>~<milliseconds since 1970>`. */
function parseId(id: string): { readonly name: string; readonly time: number } | undefined {
  const [, name, digits] = /^(.+)~(\d{13})$/su.exec(id) ?? [];
  if (name === undefined || !isRunName(name)) return undefined;
  return { name, time: Number(digits) };
}

function recipeOf(path: string): string | undefined {
  try {
    return openRun(path).config.recipe;
  } catch {
    return undefined;
  }
}

function describe(runsFolder: string, id: string): TrashItem | undefined {
  const parsed = parseId(id);
  if (!parsed) return undefined;
  const recipe = recipeOf(join(runsFolder, FOLDER, id));
  return {
    id,
    name: parsed.name,
    deleted: new Date(parsed.time).toISOString(),
    ...(recipe !== undefined && { recipe }),
  };
}

/** The newest first. */
export async function listTrash(runsFolder: string): Promise<TrashItem[]> {
  const entries = await fs
    .readdir(join(runsFolder, FOLDER), { withFileTypes: true })
    .catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => describe(runsFolder, name) ?? [])
    .sort((a, b) => b.deleted.localeCompare(a.deleted));
}

async function findItem(runsFolder: string, id: string) {
  const path = join(runsFolder, FOLDER, id);
  const parsed = parseId(id);
  if (parsed && (await isRealFolder(path))) return { path, ...parsed };
  throw new ApiError('not-found', `there is no ${JSON.stringify(id.slice(0, 250))} in the trash`);
}

/** @throws ApiError if it is not there, or is being trained */
export async function moveToTrash(runsFolder: string, name: string): Promise<TrashItem> {
  const path = await findRunFolder(runsFolder, name);
  const launch = readLaunchRecord(runsFolder, name);
  const isStarting = launch !== undefined && isLaunchAlive(launch);
  if (isStarting || lockOwner(path)) {
    throw new ApiError('conflict', `${name} is at work: stop it before it is deleted`);
  }
  const trash = join(runsFolder, FOLDER);
  await fs.mkdir(trash, { recursive: true });
  if (!(await isRealFolder(trash))) throw new ApiError('conflict', `${trash} is no folder`);
  let time = Date.now();
  while (await isRealFolder(join(trash, `${name}~${time}`))) time += 1;
  const id = `${name}~${time}`;
  // Held until it has gone, so that no training begins in it meanwhile.
  const lock = acquireRunLock(path);
  try {
    await fs.rename(path, join(trash, id));
    await fs.rm(join(trash, id, 'run.lock'), { force: true });
  } finally {
    lock.release();
  }
  removeLaunchRecord(runsFolder, name);
  return describe(runsFolder, id)!;
}

/** @throws ApiError if it is not in the trash, or another run has its name */
export async function restoreFromTrash(runsFolder: string, id: string): Promise<string> {
  const { path, name } = await findItem(runsFolder, id);
  const target = join(runsFolder, name);
  if (await fs.lstat(target).catch(() => undefined)) {
    throw new ApiError('conflict', `there is another run ${name} now: delete that one first`);
  }
  await fs.rename(path, target);
  return name;
}

/** For ever. @throws ApiError if it is not in the trash */
export async function removeFromTrash(runsFolder: string, id: string): Promise<void> {
  const { path } = await findItem(runsFolder, id);
  await fs.rm(path, { recursive: true, force: true });
}
