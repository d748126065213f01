/** A recipe's configuration from its defaults, command-line settings and run folders. */

import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { datasetPath, importedFile } from '../data/dataset-path.ts';
import { DATASETS } from '../data/entries.ts';
import { UserError } from '../errors.ts';
import type { Recipe, TrainingConfig } from '../recipes/recipe.ts';

type Plain = { [name: string]: unknown };

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON where it parses (numbers, true, null, [1,2], "text"), else the text itself. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Every path of a configuration that can be set. */
export function settablePaths(config: unknown, prefix = ''): string[] {
  if (!isPlain(config)) return [];
  return Object.entries(config).flatMap(([name, value]) => [
    `${prefix}${name}`,
    ...settablePaths(value, `${prefix}${name}.`),
  ]);
}

function setPath(config: Plain, path: string, value: unknown, whole: Plain): Plain {
  const [name, ...rest] = path.split('.') as [string, ...string[]];
  const inner = config[name];
  if (rest.length === 0) return { ...config, [name]: value };
  if (!isPlain(inner)) throw unknownPath(path, whole);
  return { ...config, [name]: setPath(inner, rest.join('.'), value, whole) };
}

function unknownPath(path: string, config: Plain): UserError {
  const known = settablePaths(config).filter((candidate) => candidate !== path);
  return new UserError(
    `there is no setting ${JSON.stringify(path)}; there are ${known.join(', ')}`,
  );
}

/** One line for the first thing that is wrong with a configuration. */
function describeIssue(error: z.ZodError, config: Plain): UserError {
  const issue = error.issues[0]!;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = [...issue.path, issue.keys[0]].join('.');
    return unknownPath(key, config);
  }
  const value = issue.path.reduce<unknown>(
    (inner, name) =>
      isPlain(inner) || Array.isArray(inner) ? (inner as Plain)[String(name)] : undefined,
    config,
  );
  return new UserError(`${path} cannot be ${JSON.stringify(value)}: ${issue.message}`);
}

/** @throws UserError of one line if the configuration does not fit the recipe */
export function parseConfig(recipe: Recipe, config: unknown): TrainingConfig {
  const result = recipe.schema.safeParse(config);
  if (result.success) return result.data;
  throw describeIssue(result.error, isPlain(config) ? config : {});
}

/**
 * The recipe's defaults with settings `path=value` applied in order.
 * @throws UserError that names a setting without '=', an unknown path or an unfit value
 */
export function configure(recipe: Recipe, settings: readonly string[]): TrainingConfig {
  let config = recipe.defaults as unknown as Plain;
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    if (equals < 1) {
      throw new UserError(`${JSON.stringify(setting)} is no setting: write path=value`);
    }
    const path = setting.slice(0, equals);
    // Choosing another optimizer or schedule drops the options of the one before.
    const [parent, leaf] = [path.split('.').slice(0, -1).join('.'), path.split('.').at(-1)];
    const value = parseValue(setting.slice(equals + 1));
    if (leaf === 'name' && isPlain(config[parent])) {
      const { learningRate } = config[parent] as { learningRate?: unknown };
      config = {
        ...config,
        [parent]: { name: value, ...(learningRate !== undefined && { learningRate }) },
      };
    } else {
      config = setPath(config, path, value, config);
    }
  }
  return resolveData(recipe, parseConfig(recipe, config), settings);
}

/**
 * The user's own data: a path whole, so that the run finds them from any folder, images of the shape of
 * the recipe's own, and all examples, unless settings ask for anything else.
 */
function resolveData(
  recipe: Recipe,
  config: TrainingConfig,
  settings: readonly string[],
): TrainingConfig {
  if (DATASETS.some(({ name }) => name === config.data)) return config;
  const path = datasetPath(config.data);
  if (path === undefined && !existsSync(importedFile(config.data))) return config;
  const isCounted = settings.some((setting) => setting.startsWith('examples='));
  const counted = isCounted ? config : { ...config, examples: null };
  if (path === undefined) return counted;
  const own = DATASETS.find(({ name, kind }) => name === recipe.defaults.data && kind === 'image');
  const [channels, height] = own?.shape ?? [];
  return {
    ...counted,
    data: path,
    imageSize: config.imageSize ?? height ?? null,
    imageChannels: config.imageChannels ?? (channels === 1 || channels === 3 ? channels : null),
  };
}
