/** Models that stay open between jobs: a few, and each as new as its run's checkpoint. */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenModel, openModel } from '../../runs/open-model.ts';
import { ApiError } from '../http/api-error.ts';
import type { Task } from './jobs.ts';

const MOST_OPEN = 3;

interface Entry {
  readonly run: string;
  readonly version: string;
  readonly model: Promise<OpenModel>;
  users: number;
  used: number;
  isRetired: boolean;
}

/** Differs when the run's configuration or its newest checkpoint does. */
async function versionOf(run: string): Promise<string> {
  const files = [
    'config.json',
    'checkpoints/last.safetensors',
    'checkpoints/last.next.safetensors',
  ];
  const found = await Promise.all(
    files.map((file) => fs.stat(join(run, file)).catch(() => undefined)),
  );
  if (!found[1] && !found[2]) {
    throw new ApiError('no-checkpoint', 'this run has no checkpoint yet: wait for its first epoch');
  }
  return found.map((each) => (each ? `${each.mtimeMs} ${each.size}` : '')).join('; ');
}

export interface OpenModels {
  /** Opens a run's model, or takes the one that is open, for as long as the work takes. */
  use<T>(run: string, task: Task, work: (model: OpenModel) => Promise<T>): Promise<T>;
}

export function createOpenModels(): OpenModels {
  let entries: Entry[] = [];
  let clock = 0;

  async function close(entry: Entry): Promise<void> {
    const model = await entry.model.catch(() => undefined);
    await model?.dispose();
  }

  function retire(entry: Entry): void {
    entry.isRetired = true;
    entries = entries.filter((each) => each !== entry);
    if (entry.users === 0) void close(entry);
  }

  function makeRoom(): void {
    const idle = entries.filter(({ users }) => users === 0).sort((a, b) => a.used - b.used);
    for (const entry of idle.slice(0, Math.max(0, entries.length - MOST_OPEN + 1))) retire(entry);
  }

  async function take(run: string, { tell, signal }: Task): Promise<Entry> {
    const version = await versionOf(run);
    const known = entries.find((entry) => entry.run === run);
    if (known?.version === version) return known;
    if (known) retire(known);
    makeRoom();
    tell({ what: 'opening' });
    const model = openModel(run, {
      signal,
      onProgress: ({ what, done, total }) => tell({ what: 'opening', text: what, done, total }),
    });
    const entry: Entry = { run, version, model, users: 0, used: 0, isRetired: false };
    entries.push(entry);
    // What cannot be opened now may be later.
    model.catch(() => retire(entry));
    return entry;
  }

  return {
    async use(run, task, work) {
      const entry = await take(run, task);
      entry.users += 1;
      entry.used = ++clock;
      try {
        return await work(await entry.model);
      } finally {
        entry.users -= 1;
        if (entry.isRetired && entry.users === 0) await close(entry);
      }
    },
  };
}
