/**
 * All runs of a folder, looked at again and again: file systems do not tell of every change (network disks,
 * containers, a process that dies), and a look at a run that rests costs a few calls of `stat`.
 */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { RunDetail, RunSummary } from '../contract/runs.ts';
import type { EventLog } from '../events/event-log.ts';
import { ApiError } from '../http/api-error.ts';
import { findRunFolder, isRealFolder, isRunName } from './run-names.ts';
import { type WatchedRun, watchRun } from './watched-run.ts';

/** Milliseconds between two looks at runs that train, and at those that rest. */
const LIVELY_MS = 500;
const RESTING_MS = 2000;

export interface RunStore {
  readonly folder: string;
  /** By name. */
  list(): Promise<readonly RunSummary[]>;
  /** @throws ApiError if there is no such run */
  detail(name: string): Promise<RunDetail>;
  /** @throws ApiError if there is no such run */
  find(name: string): Promise<WatchedRun>;
  /** Looks at every run now. */
  refresh(): Promise<void>;
  /** Notes that a process was asked to save and end. */
  noteStopping(name: string, pid: number): void;
  close(): void;
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** @param folder absolute; it need not be there yet */
export async function openRunStore(folder: string, events: EventLog): Promise<RunStore> {
  const runs = new Map<string, WatchedRun>();
  const stopping = new Map<string, number>();
  let refreshing: Promise<void> | undefined;
  let lastFull = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function namesThere(): Promise<string[]> {
    const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && isRunName(entry.name))
      .map(({ name }) => name);
  }

  /** A folder that holds no run, or a damaged one, is none. */
  async function lookAt(name: string): Promise<boolean> {
    try {
      const known = runs.get(name) ?? (await watchRun(folder, { name, path: join(folder, name) }));
      await known.look(stopping.get(name), events.emit);
      runs.set(name, known);
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  function forget(name: string): void {
    if (runs.delete(name)) events.emit('removed', { run: name });
    stopping.delete(name);
  }

  async function lookAtAll(): Promise<void> {
    const names = await namesThere();
    for (const name of names) if (!(await lookAt(name))) forget(name);
    const there = new Set(names);
    for (const name of [...runs.keys()]) if (!there.has(name)) forget(name);
    lastFull = performance.now();
  }

  async function lookAtActive(): Promise<void> {
    for (const { name, path, isActive } of [...runs.values()]) {
      if (!isActive) continue;
      if (!(await isRealFolder(path)) || !(await lookAt(name))) forget(name);
    }
  }

  /** One look at a time: a second would tell the same changes again. */
  function alone(look: () => Promise<void>): Promise<void> {
    const before = refreshing ?? Promise.resolve();
    const next = before.catch(() => undefined).then(look);
    refreshing = next;
    return next;
  }

  function schedule(): void {
    if (isClosed) return;
    timer = setTimeout(async () => {
      const isDue = performance.now() - lastFull >= RESTING_MS;
      await alone(isDue ? lookAtAll : lookAtActive).catch(reportOnce);
      schedule();
    }, LIVELY_MS);
    timer.unref();
  }

  const reported = new Set<string>();
  function reportOnce(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (reported.has(text) || reported.size > 20) return;
    reported.add(text);
    process.stderr.write(`studio: while looking at ${folder}: ${text}\n`);
  }

  async function find(name: string): Promise<WatchedRun> {
    await findRunFolder(folder, name);
    await alone(async () => {
      if (!(await lookAt(name))) forget(name);
    });
    const run = runs.get(name);
    if (run) return run;
    throw new ApiError('not-found', `${JSON.stringify(name)} holds no run that can be read`);
  }

  await lookAtAll();
  schedule();
  return {
    folder,
    find,
    refresh: () => alone(lookAtAll),
    async list() {
      await alone(lookAtAll);
      return [...runs.values()]
        .map(({ summary }) => summary)
        .sort((a, b) => compare(a.name, b.name));
    },
    async detail(name) {
      const run = await find(name);
      return run.detail();
    },
    noteStopping(name, pid) {
      stopping.set(name, pid);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
