/** One run as the studio sees it: read when its files change, and what changed told as events. */

import fs from 'node:fs/promises';
import { join } from 'node:path';
import { findRecipe } from '../../recipes/registry.ts';
import { liveProgressPath, parseLiveProgress } from '../../train/files/live-progress.ts';
import { openRun } from '../../train/files/run-folder.ts';
import { lockOwner } from '../../train/files/run-lock.ts';
import type {
  LiveProgress,
  RunDetail,
  RunFinding,
  RunPicture,
  RunSummary,
} from '../contract/runs.ts';
import type { Emit } from '../events/event-log.ts';
import { isLaunchAlive, launchError, readLaunchRecord } from './launch-records.ts';
import { createMetricsReader } from './metrics-reader.ts';
import { countParameters } from './parameter-count.ts';
import {
  type RunFolder,
  type RunPictures,
  readModels,
  readPictures,
  thumbnailOf,
} from './run-files.ts';
import { fileUrl } from './run-names.ts';
import { conditionOf } from './run-state.ts';
import { summaryCurve } from './summary-curve.ts';

/** What is looked at to see whether anything changed; a folder changes when a file in it is replaced. */
const WATCHED = [
  'config.json',
  'metrics.jsonl',
  'progress.json',
  'run.lock',
  'samples',
  'model',
  'report.html',
] as const;

type Stamps = Readonly<Record<(typeof WATCHED)[number], string>>;

export interface RunConfiguration {
  readonly recipe: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface WatchedRun extends RunFolder {
  readonly summary: RunSummary;
  /** Whether a process trains in it, or is about to. */
  readonly isActive: boolean;
  detail(): Promise<RunDetail>;
  /**
   * Looks again, and tells what changed; the first time only that it is there.
   * @param stopping process that was asked to save and end
   * @throws UserError if the folder holds neither a run nor one that was launched
   */
  look(stopping: number | undefined, emit: Emit): Promise<void>;
}

async function stampsOf(path: string): Promise<Stamps> {
  const entries = await Promise.all(
    WATCHED.map(async (file) => {
      const found = await fs.stat(join(path, file)).catch(() => undefined);
      return [file, found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''] as const;
    }),
  );
  return Object.fromEntries(entries) as Stamps;
}

async function modifiedAt(path: string): Promise<number> {
  return (await fs.stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

/** When a run began: its first event file is named by the second, and keeps its name when it is copied. */
async function createdAt(path: string): Promise<number> {
  const names = await fs.readdir(path).catch(() => []);
  const seconds = names.flatMap((name) => {
    const [, digits] = /^events\.out\.tfevents\.(\d+)\./.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  if (seconds.length > 0) return 1000 * Math.min(...seconds);
  return (await modifiedAt(join(path, 'config.json'))) || modifiedAt(path);
}

/** @returns undefined for a recipe that this version does not know */
function recipeNamed(name: string) {
  try {
    return findRecipe(name);
  } catch {
    return undefined;
  }
}

const BESIDES = new Set(['epoch', 'phase', 'step', 'seconds']);

const withoutLive = ({ progress: _, updated: __, ...rest }: RunSummary) => JSON.stringify(rest);

/** Nothing is known of it before its first look. */
export async function watchRun(runsFolder: string, run: RunFolder): Promise<WatchedRun> {
  const { name, path } = run;
  const reader = createMetricsReader(join(path, 'metrics.jsonl'));
  const created = new Date(await createdAt(path)).toISOString();
  let stamps: Stamps | undefined;
  let life = '';
  let summary: RunSummary | undefined;
  let configuration: RunConfiguration | undefined;
  let shown: RunPictures = { pictures: [], films: [] };
  let findings: readonly RunFinding[] = [];
  let parameters: number | undefined;

  function configurationOf(): RunConfiguration & { readonly isRun: boolean } {
    const launch = readLaunchRecord(runsFolder, name);
    try {
      const { recipe, settings } = openRun(path).config;
      return { recipe, config: settings, isRun: true };
    } catch (error) {
      if (!launch) throw error;
      return { recipe: launch.recipe, config: launch.settings, isRun: false };
    }
  }

  async function summarise(stopping: number | undefined): Promise<RunSummary> {
    const { recipe, config, isRun } = configurationOf();
    configuration = { recipe, config };
    const text = await fs.readFile(liveProgressPath(path), 'utf8').catch(() => '');
    const progress = parseLiveProgress(text);
    const last = reader.records.at(-1);
    const planned = Number(config.epochs ?? 0);
    const recorded = Number(last?.epoch ?? 0);
    const epochs = { done: Math.min(Math.max(progress?.epoch ?? 0, recorded), planned), planned };
    const launch = readLaunchRecord(runsFolder, name);
    const owner = lockOwner(path);
    const condition = conditionOf({
      isRun,
      owner,
      progress,
      launch,
      isLaunchAlive: launch !== undefined && isLaunchAlive(launch),
      stopping,
      epochs,
      launchError: () => launchError(runsFolder, name),
    });
    findings = progress?.findings ?? [];
    parameters ??= await countParameters(path);
    const { title, family } = recipeNamed(recipe) ?? { title: recipe, family: 'unknown' };
    const picture = thumbnailOf(shown.pictures);
    const curve = summaryCurve(reader.records);
    const isTraining = condition.state === 'training' || condition.state === 'stopping';
    const changes = await Promise.all(
      ['config.json', 'metrics.jsonl', 'progress.json', 'report.html'].map((file) =>
        modifiedAt(join(path, file)),
      ),
    );
    return {
      name,
      recipe,
      title,
      family,
      ...condition,
      created,
      updated: new Date(Math.max(...changes, Date.parse(created))).toISOString(),
      epochs,
      seconds: reader.records.reduce((total, { seconds }) => total + Number(seconds ?? 0), 0),
      seed: Number(config.seed ?? 0),
      data: String(config.data ?? ''),
      ...(parameters !== undefined && { parameters }),
      last: Object.fromEntries(
        Object.entries(last ?? {}).flatMap(([metric, value]) =>
          BESIDES.has(metric) || typeof value !== 'number' ? [] : [[metric, value]],
        ),
      ),
      ...(picture && {
        thumbnail: `/api/runs/${encodeURIComponent(name)}/thumbnail?v=${Date.parse(picture.modified)}`,
      }),
      ...(curve && { curve }),
      alerts: findings.length,
      ...(isTraining && progress && { progress: liveOf(progress) }),
    };
  }

  /** A process may die without changing a file. */
  function lifeOf(stopping: number | undefined): string {
    const launch = readLaunchRecord(runsFolder, name);
    const isAlive = launch !== undefined && isLaunchAlive(launch);
    return JSON.stringify([lockOwner(path), launch?.launched, isAlive, stopping]);
  }

  async function tellMetrics(emit: Emit): Promise<void> {
    const { added, rewoundTo } = await reader.read();
    if (rewoundTo !== undefined) emit('rewound', { run: name, step: rewoundTo });
    for (const record of added) emit('metrics', { run: name, record });
  }

  async function tellPictures(emit: Emit): Promise<void> {
    const before = new Map(shown.pictures.map(({ file, modified }) => [file, modified]));
    shown = await readPictures(run);
    for (const { file, url, kind, epoch, modified } of shown.pictures) {
      if (before.get(file) === modified) continue;
      emit('picture', { run: name, kind, file, url, ...(epoch !== undefined && { epoch }) });
    }
  }

  return {
    ...run,
    get summary() {
      return summary!;
    },
    get isActive() {
      return ['starting', 'training', 'stopping'].includes(summary!.state);
    },
    async look(stopping, emit) {
      const now = await stampsOf(path);
      const lives = lifeOf(stopping);
      const changed = WATCHED.filter((file) => now[file] !== stamps?.[file]);
      if (changed.length === 0 && lives === life) return;
      const before = summary;
      const known = findings;
      const tell: Emit = before ? emit : () => undefined;
      if (changed.includes('metrics.jsonl')) await tellMetrics(tell);
      if (changed.includes('samples')) await tellPictures(tell);
      const next = await summarise(stopping);
      for (const finding of findings) {
        const isKnown = known.some(
          ({ cause, what }) => cause === finding.cause && what === finding.what,
        );
        if (!isKnown) tell('alert', { run: name, finding });
      }
      const hasFiles = changed.includes('model') || changed.includes('report.html');
      if (!before || hasFiles || withoutLive(next) !== withoutLive(before)) emit('run', next);
      if (next.progress && changed.includes('progress.json')) {
        tell('progress', { run: name, ...next.progress });
      }
      [summary, stamps, life] = [next, now, lives];
    },
    async detail() {
      const [models, trained, reported] = await Promise.all([
        readModels(run),
        modifiedAt(join(path, 'checkpoints', 'last.safetensors')),
        modifiedAt(join(path, 'report.html')),
      ]);
      return {
        ...summary!,
        config: configuration!.config,
        metrics: reader.records,
        findings,
        pictures: shown.pictures as RunPicture[],
        films: shown.films,
        models,
        ...(reported > 0 && { report: fileUrl(name, 'report.html') }),
        modelsAreStale: models.some(({ modified }) => Date.parse(modified) < Math.floor(trained)),
      };
    },
  };
}

function liveOf(progress: LiveProgress): LiveProgress {
  const { epoch, epochs, step, steps, perSecond, secondsLeft, means } = progress;
  return { epoch, epochs, step, steps, perSecond, secondsLeft, means };
}
