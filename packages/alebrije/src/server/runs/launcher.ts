/**
 * Trainings as processes of their own: the command line's `train`, which no end of the server ends. A run's
 * lock tells who trains in it, so a server that starts later finds them, and those of a command line too.
 */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { datasetEntries, findDatasetEntry } from '../../data/registry.ts';
import type { Recipe, TrainingConfig } from '../../recipes/recipe.ts';
import { findRecipe } from '../../recipes/registry.ts';
import { configure } from '../../runs/config.ts';
import { errorCode, fileError } from '../../train/files/file-errors.ts';
import type { Json } from '../../train/files/json.ts';
import { processStart } from '../../train/files/process-alive.ts';
import { lockOwner } from '../../train/files/run-lock.ts';
import type { StartBody } from '../contract/runs.ts';
import { ApiError } from '../http/api-error.ts';
import {
  isLaunchAlive,
  launchLogPath,
  readLaunchRecord,
  writeLaunchRecord,
} from './launch-records.ts';
import { findRunFolder, isRealFolder } from './run-names.ts';
import type { RunStore } from './run-store.ts';

/** More trainings at once would only hinder each other. */
const MOST_TRAININGS = 8;
/** Of all settings together, which go on a command line. */
const MOST_SETTINGS_BYTES = 24_000;

export interface Launcher {
  /** @throws ApiError or UserError if it cannot be trained like this */
  start(body: StartBody): Promise<string>;
  /** Asks the run's process to save and end. @throws ApiError if none trains in it here */
  stop(name: string): Promise<void>;
  /** @throws ApiError if a process trains in it, or there is nothing left to train */
  resume(name: string, epochs: number | undefined): Promise<void>;
}

function defaultProgram(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fromSource ? '../../../dist/cli/main.js' : '../../cli/main.js';
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Texts `path=value`, whichever way they are given. */
function settingTexts(settings: StartBody['settings'] = []): string[] {
  if (Array.isArray(settings)) return [...settings];
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}

/** The last value that is set at a path, as far as it is a text. */
function textAt(settings: readonly string[], path: string): string | undefined {
  const text = settings
    .findLast((setting) => setting.startsWith(`${path}=`))
    ?.slice(path.length + 1);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return text;
  }
}

/** Data come by their name from here: no request may make the server read a path. */
async function expectKnownData(settings: readonly string[]): Promise<void> {
  const data = textAt(settings, 'data');
  if (data === undefined) return;
  const names = (await datasetEntries()).map(({ name }) => name);
  if (names.includes(data)) return;
  throw new ApiError(
    'unsuitable',
    `there is no dataset ${JSON.stringify(data)}; there are ${names.join(', ')}, and what is imported`,
  );
}

/** @throws ApiError if the data have to be fetched first */
async function expectDataThere({ data }: TrainingConfig): Promise<void> {
  const { isPresent, prepare, mend } = await findDatasetEntry(data);
  // Of Fashion-MNIST a part comes with the package, and is used in its place.
  if (data === 'fashion-mnist' || !isPresent || prepare || (await isPresent())) return;
  throw new ApiError(
    'not-there',
    `the dataset ${data} is not on this machine: ${mend ?? 'get it'}`,
  );
}

/** The settings with the codec's run by its path. @throws ApiError if it is none of these runs */
async function withCodec(
  runsFolder: string,
  { name, codecs }: Recipe,
  settings: readonly string[],
): Promise<readonly string[]> {
  if (!codecs) return settings;
  const codec = textAt(settings, 'codec');
  if (codec === undefined) {
    throw new ApiError(
      'unsuitable',
      `${name} learns the codes of a trained ${codecs.join(' or ')}: choose its run as the setting codec`,
    );
  }
  const path = await findRunFolder(runsFolder, codec);
  const others = settings.filter((setting) => !setting.startsWith('codec='));
  return [...others, `codec=${JSON.stringify(path)}`];
}

/** Makes the folder `<recipe>-<n>`, or that of the given name: mkdir decides between processes. */
function claimFolder(runsFolder: string, recipe: string, name: string | undefined): string {
  fs.mkdirSync(runsFolder, { recursive: true });
  if (name !== undefined) {
    try {
      fs.mkdirSync(join(runsFolder, name));
      return name;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw fileError('create', join(runsFolder, name), error);
      throw new ApiError('conflict', `there is a run ${name} already: choose another name`);
    }
  }
  for (let number = 1; ; number += 1) {
    try {
      fs.mkdirSync(join(runsFolder, `${recipe}-${number}`));
      return `${recipe}-${number}`;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw fileError('create a run in', runsFolder, error);
    }
  }
}

/** @param program the command line's entry; that of this package unless given */
export function createLauncher(store: RunStore, program: string = defaultProgram()): Launcher {
  const { folder } = store;

  async function expectRoom(): Promise<void> {
    const training = (await store.list()).filter(({ state }) =>
      ['starting', 'training', 'stopping'].includes(state),
    );
    if (training.length < MOST_TRAININGS) return;
    throw new ApiError(
      'busy',
      `${training.length} trainings are under way: let one end, or stop it`,
    );
  }

  async function launch(
    name: string,
    words: readonly string[],
    what: { readonly recipe: string; readonly settings: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    fs.mkdirSync(join(folder, '.studio'), { recursive: true });
    if (!(await isRealFolder(join(folder, '.studio')))) {
      throw new ApiError('conflict', `${join(folder, '.studio')} is a link: remove it`);
    }
    const log = fs.openSync(launchLogPath(folder, name), 'w');
    try {
      const child = spawn(process.execPath, [program, ...words], {
        detached: true,
        stdio: ['ignore', log, log],
        windowsHide: true,
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      const start = processStart(child.pid!);
      writeLaunchRecord(folder, name, {
        pid: child.pid!,
        ...(start !== undefined && { start }),
        launched: new Date().toISOString(),
        recipe: what.recipe,
        settings: what.settings as Record<string, Json>,
      });
    } finally {
      fs.closeSync(log);
    }
    await store.refresh();
  }

  /** The process that trains in a run, or is about to. */
  function processOf(name: string): number | undefined {
    const path = join(folder, name);
    const owner = lockOwner(path);
    if (owner && !owner.isHere) {
      throw new ApiError('conflict', `${name} is trained on ${owner.host}: stop it there`);
    }
    if (owner) return owner.pid;
    const record = readLaunchRecord(folder, name);
    return record && isLaunchAlive(record) ? record.pid : undefined;
  }

  return {
    async start({ recipe: recipeName, settings, name }) {
      const recipe = findRecipe(recipeName);
      const given = settingTexts(settings);
      if (given.join('').length > MOST_SETTINGS_BYTES) {
        throw new ApiError('too-large', 'the settings are too long');
      }
      await expectKnownData(given);
      const texts = await withCodec(folder, recipe, given);
      const config = configure(recipe, texts);
      if (!recipe.codecs) await expectDataThere(config);
      await expectRoom();
      const claimed = claimFolder(folder, recipe.name, name);
      const words = [
        'train',
        recipe.name,
        ...['--out', join(folder, claimed)],
        ...['--runs', folder],
        ...texts.map((text) => `--set=${text}`),
      ];
      try {
        await launch(claimed, words, { recipe: recipe.name, settings: { ...config } });
      } catch (error) {
        fs.rmSync(join(folder, claimed), { recursive: true, force: true });
        throw error;
      }
      return claimed;
    },
    async stop(name) {
      const run = await store.find(name);
      const pid = run.isActive ? processOf(name) : undefined;
      if (pid === undefined) throw new ApiError('conflict', `${name} is not being trained`);
      // A second signal would end it at once, without its last checkpoint.
      if (run.summary.state === 'stopping') return;
      try {
        process.kill(pid, 'SIGINT');
      } catch (error) {
        if (errorCode(error) === 'EPERM') {
          throw new ApiError(
            'conflict',
            `${name} is trained by another user: it cannot be stopped from here`,
          );
        }
        // It has just ended.
        if (errorCode(error) !== 'ESRCH') throw error;
      }
      store.noteStopping(name, pid);
      await store.find(name);
    },
    async resume(name, epochs) {
      const run = await store.find(name);
      const { summary } = run;
      if (run.isActive || processOf(name) !== undefined) {
        throw new ApiError('conflict', `${name} is still at work: wait for it, or stop it first`);
      }
      const { config } = await run.detail();
      const planned = epochs ?? summary.epochs.planned;
      if (summary.state === 'finished' && planned <= summary.epochs.done) {
        throw new ApiError(
          'conflict',
          `${name} has all its ${summary.epochs.done} epochs: say how many there shall be in all`,
        );
      }
      if (!fs.existsSync(join(run.path, 'config.json'))) {
        throw new ApiError('conflict', `${name} never began: start it anew`);
      }
      await expectRoom();
      const words = [
        ...['train', summary.recipe, '--resume'],
        ...['--out', run.path],
        ...['--runs', folder],
        ...(epochs === undefined ? [] : ['--epochs', String(epochs)]),
      ];
      await launch(name, words, { recipe: summary.recipe, settings: config });
    },
  };
}
