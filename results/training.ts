/** What a training entry means: which recipe, with which settings, and what it must reach. */

import type { Recipe } from '../packages/alebrije/src/recipes/recipe.ts';
import { findRecipe } from '../packages/alebrije/src/recipes/registry.ts';
import type { Entry, TrainEntry } from './entry.ts';
import { type Goal, goalsOf } from './goals.ts';

export interface Training {
  /** Its runs lie in `<name>-<seed>`. */
  readonly name: string;
  readonly recipe: Recipe;
  /** Besides the recipe's own, as `path=value`. */
  readonly settings: readonly string[];
  /** Whether they change the recipe: a run that it builds on does not. */
  readonly isChanged: boolean;
  /** None for a changed recipe: nothing was published for it. */
  readonly goals: readonly Goal[];
  /** Train at least so many seeds. */
  readonly seeds: number;
  /** Draw pictures after the epochs. */
  readonly pictures: boolean;
}

/** `{name}` in a setting stands for a run of that training. */
export const RUN_OF = /\{([^}]+)\}/g;

/** @throws UserError if there is no such recipe */
export function trainingOf(entry: TrainEntry): Training {
  const recipe = findRecipe(entry.recipe);
  const { name = recipe.name, settings = [], seeds = 1, pictures = false } = entry;
  const isChanged = settings.some((setting) => setting.match(RUN_OF) === null);
  const goals = isChanged ? [] : goalsOf(recipe);
  return { name, recipe, settings, isChanged, goals, seeds, pictures };
}

/** All trainings by name, in the order of the entries. */
export function trainingsOf(entries: readonly Entry[]): ReadonlyMap<string, Training> {
  const trainings = entries.flatMap((entry) => (entry.kind === 'train' ? [trainingOf(entry)] : []));
  return new Map(trainings.map((training) => [training.name, training]));
}

/** Metrics that `alebrije evaluate` must measure for the goals. */
export function evaluatedMetrics({ goals }: Training): string[] {
  return goals.flatMap(({ metric, epoch }) => (epoch === undefined ? [metric] : []));
}
