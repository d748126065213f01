/** How a run can be repeated: the settings that it changed, and the commands. */

import { createRequire } from 'node:module';
import os from 'node:os';
import type { TrainingConfig } from '../../recipes/recipe.ts';
import type { OpenModel } from '../open-model.ts';

type Plain = { readonly [name: string]: unknown };

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Settings that choose an algorithm; what stands beside them are its options. */
const isChoice = (name: string) => name === 'name';

function changesOf(
  config: Plain,
  defaults: Plain,
  prefix: string,
): (readonly [path: string, value: unknown])[] {
  // Another algorithm has other options, all of which count as changed; its name comes first.
  const isOther = config.name !== defaults.name;
  const names = Object.keys(config).sort((a, b) => Number(isChoice(b)) - Number(isChoice(a)));
  return names.flatMap((name) => {
    const [value, standard] = [config[name], defaults[name]];
    if (isPlain(value)) {
      return changesOf(value, isPlain(standard) ? standard : {}, `${prefix}${name}.`);
    }
    const isSame = !isOther && JSON.stringify(value) === JSON.stringify(standard);
    return isSame ? [] : [[`${prefix}${name}`, value] as const];
  });
}

/** The settings in which a run's configuration differs from its recipe's, by path. */
export function changedSettings(
  config: TrainingConfig,
  defaults: TrainingConfig,
): (readonly [path: string, value: unknown])[] {
  return changesOf(config as unknown as Plain, defaults as unknown as Plain, '');
}

/** Whether a run trained what the recipe's expected numbers are for; how long and from which seed is open. */
export function isComparable({ config, recipe }: OpenModel): boolean {
  const open = new Set(['seed', 'epochs', 'patience', 'codec']);
  return changedSettings(config, recipe.defaults).every(([path]) => open.has(path));
}

/** An argument as shells of all systems read it. */
function quoted(argument: string): string {
  return /^[\w./=:,-]+$/.test(argument) ? argument : `'${argument}'`;
}

/** Settings that have an option of their own. */
const OPTIONS: ReadonlySet<string> = new Set(['data', 'seed', 'epochs']);

function optionOf([path, value]: readonly [path: string, value: unknown]): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return OPTIONS.has(path) ? [`--${path}`, quoted(text)] : ['--set', quoted(`${path}=${text}`)];
}

/** The commands that train the same model again, report on it and measure it further. */
export function repeatCommands({ run, recipe, config, progress }: OpenModel): string[] {
  const epochs = Math.max(config.epochs, progress.epoch);
  const settings = changedSettings({ ...config, epochs }, recipe.defaults);
  const isCutShort =
    progress.batch > 0 || (progress.epoch < config.epochs && config.patience === null);
  const steps = isCutShort ? ['--steps', String(progress.step)] : [];
  const folder = quoted(`runs/${run.name}-again`);
  const train = ['train', recipe.name, ...settings.flatMap(optionOf), ...steps, '--out', folder];
  return [
    `npx alebrije ${train.join(' ')}`,
    `npx alebrije report ${folder}`,
    `npx alebrije evaluate ${folder}`,
  ];
}

/** Where the data came from, how long it took, and what the report was made with. */
export function environmentLines({ data, progress, runtime }: OpenModel): string[] {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
    version: string;
  };
  const { seconds, step } = progress;
  const pace = step > 0 ? `, ${((1000 * seconds) / step).toPrecision(3)} ms a step` : '';
  const [processor] = os.cpus();
  return [
    `Data: ${data.dataset.name}, ${data.dataset.source}`,
    `Training: ${step.toLocaleString('en-US')} steps in ${seconds.toFixed(1)} s${pace}`,
    `Report made on ${os.type()} ${os.release()} (${os.arch()}), ${processor ? `${processor.model.trim()}, ` : ''}${os.cpus().length} processors`,
    `Node ${process.version}, ONNX Runtime ${version}, backend ${runtime.name}`,
  ];
}
