/** A trained model that is no longer trained, in one file: what it was built from, and its weights. */

import fs from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { Variables } from '../../nn/layer.ts';
import type { Codec, DataInfo, Recipe, TrainingConfig } from '../../recipes/recipe.ts';
import { findRecipe } from '../../recipes/registry.ts';
import { fold, key } from '../../tensor/key.ts';
import { fromHost, type Tensor } from '../../tensor/tensor.ts';
import { branch, unflattenTree } from '../../tensor/tree.ts';
import { assertCompatible } from '../../train/files/checkpoint.ts';
import { fileError } from '../../train/files/file-errors.ts';
import { checkAgainst, parseJson } from '../../train/files/json.ts';
import { decodeSafetensors, encodeSafetensors } from '../../train/files/safetensors.ts';
import type { System } from '../../train/system.ts';
import { namedTypes, type VariableLayouts, variableLayouts } from '../../train/variables.ts';
import { parseConfig } from '../config.ts';

export interface FrozenModel {
  /** Of the run that trained it. */
  readonly run: string;
  readonly recipe: Recipe;
  readonly config: TrainingConfig;
  /** Of the data that it was trained on. */
  readonly info: DataInfo;
  readonly system: System;
  /** `params.*` and `state.*` by name. */
  readonly variables: Readonly<Record<string, HostTensor>>;
}

const METADATA_KEY = 'alebrije-codec';

const descriptionSchema = z.object({
  format: z.literal(1),
  run: z.string(),
  recipe: z.string(),
  settings: z.record(z.string(), z.unknown()),
  info: z.object({
    kind: z.enum(['image', 'vector']),
    shape: z.array(z.int().positive()),
    classNames: z.array(z.string()).optional(),
    trainingCount: z.int(),
    totalSteps: z.int(),
  }),
});

export function layoutsOf(system: System, { seed }: TrainingConfig): VariableLayouts {
  return variableLayouts(system.init(fold(key(seed), 'init')));
}

/** As a safetensors file. */
export function encodeFrozenModel(model: FrozenModel): Uint8Array {
  const { run, recipe, config: settings, info, variables } = model;
  const description = { format: 1, run, recipe: recipe.name, settings, info };
  return encodeSafetensors(variables, { [METADATA_KEY]: JSON.stringify(description) });
}

/** @throws UserError if the file is missing, damaged, or of something else */
export function readFrozenModel(path: string): {
  readonly model: FrozenModel;
  readonly bytes: Uint8Array;
} {
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  const text = metadata[METADATA_KEY];
  if (text === undefined) throw new UserError(`${path} holds tensors, but no frozen model`);
  const where = `the description in ${path}`;
  const description = checkAgainst(descriptionSchema, parseJson(text, where), where);
  const recipe = findRecipe(description.recipe);
  const config = parseConfig(recipe, description.settings);
  const { classNames, ...rest } = description.info;
  const info: DataInfo = { ...rest, ...(classNames && { classNames }) };
  const system = recipe.build(config, info);
  assertCompatible(namedTypes(layoutsOf(system, config)), tensors, path);
  const { run } = description;
  return { model: { run, recipe, config, info, system, variables: tensors }, bytes };
}

/** The variables as constants of the graph that is being traced. */
function constantVariables({ system, variables }: FrozenModel): Variables<Tensor> {
  const tree = unflattenTree(
    Object.entries(variables).map(([name, tensor]) => [name, fromHost(tensor)] as const),
  );
  // Networks without parameters or without state have a branch too, if an empty one.
  const empty = Object.fromEntries(Object.keys(system.networks).map((name) => [name, {}]));
  return {
    params: { ...empty, ...branch(tree, 'params') },
    state: { ...empty, ...branch(tree, 'state') },
  };
}

/** What a recipe needs of the model that encoded its data. */
export function codecOf(model: FrozenModel): Codec {
  const { views } = model.system;
  const { discrete, dataShape } = views;
  const shown = (values: Tensor) => values.reshape([values.shape[0]!, ...dataShape]);
  if (!discrete) {
    return {
      dataShape,
      decode: (codes) => shown(views.decode(constantVariables(model), codes)),
    };
  }
  return {
    codes: discrete.codes,
    dataShape,
    decode: (codes) => {
      const places = codes.reshape([codes.shape[0]!, ...discrete.places]).cast('int32');
      return shown(discrete.decode(constantVariables(model), places));
    },
  };
}
