/** The numbers that a recipe must reach, and whether recorded runs do. */

import type { Recipe } from '../packages/alebrije/src/recipes/recipe.ts';
import type { RecordedRun } from './recorded-run.ts';

export interface Goal {
  readonly metric: string;
  /** The number is that of this epoch's record; without one, that of evaluation.json. */
  readonly epoch?: number;
  /** 'atMost', 'atLeast': to be reached or stayed under or above; 'about': to be come close to from either side. */
  readonly kind: 'atMost' | 'atLeast' | 'about';
  readonly target: number;
  /** Share of the target by which it may be missed. */
  readonly tolerance: number;
  readonly source: string;
}

/** How far from a published number still counts as repeating it. */
const PUBLISHED_TOLERANCE = 0.05;

const atMost = (metric: string, target: number, source: string): Goal => ({
  metric,
  kind: 'atMost',
  target,
  tolerance: 0,
  source,
});

const atLeast = (metric: string, target: number, source: string): Goal => ({
  ...atMost(metric, target, source),
  kind: 'atLeast',
});

/** Goals that are no published loss; evaluation.json has their numbers. */
const OWN_GOALS: Readonly<Record<string, readonly Goal[]>> = {
  'pca-ae': [
    atMost('pcaMseRatio', 1.01, 'Within 1 % of the squared error of PCA'),
    atMost('principalAngle', 1, 'Less than 1° between the planes'),
  ],
  'swiss-roll-ae': [atMost('relativeMse', 0.001, '0.1 % of the variance left')],
  'sparse-kl-ae': [
    {
      metric: 'meanActivity',
      kind: 'about',
      target: 0.1,
      tolerance: 0.2,
      source: 'The target activity, 10 %, give or take 2',
    },
  ],
  'k-sparse-ae': [atMost('mostActive', 25, 'k')],
  'conditional-gan': [
    atLeast('classAccuracy', 0.9, 'Nine of ten samples are of the class that was asked for'),
  ],
  'conditional-ddpm': [
    atLeast(
      'classAccuracy',
      0.95,
      'Nineteen of twenty samples are of the class that was asked for',
    ),
  ],
  'conditional-vae': [
    atLeast('classAccuracy', 0.9, 'Nine of ten samples are of the class that was asked for'),
  ],
};

/** All goals of a recipe in the order of the epochs, the published ones first. */
export function goalsOf(recipe: Recipe): Goal[] {
  const published = recipe.expected
    .filter(({ kind }) => kind === 'reach')
    .map(({ metric, epochs, value, source }) => ({
      metric,
      kind: 'atMost' as const,
      epoch: epochs ?? recipe.defaults.epochs,
      target: value,
      tolerance: PUBLISHED_TOLERANCE,
      source,
    }))
    .sort((a, b) => a.epoch - b.epoch);
  return [...published, ...(OWN_GOALS[recipe.name] ?? [])];
}

/** A run's number for a goal; nothing if it has none yet. */
export function valueFor({ metric, epoch }: Goal, run: RecordedRun): number | undefined {
  if (epoch === undefined) return run.evaluation[metric];
  return run.history.find((record) => record.epoch === epoch)?.[metric];
}

/** By what share of the target a number misses it; not above 0 if it does not. */
function miss(value: number, { kind, target }: Goal): number {
  const excess = value / target - 1;
  if (kind === 'about') return Math.abs(excess);
  return kind === 'atLeast' ? -excess : excess;
}

export type Verdict = 'met' | 'within 5 %' | 'missed';

export function verdictOn(value: number, goal: Goal): Verdict {
  const { kind, tolerance } = goal;
  const missed = miss(value, goal);
  if (missed <= (kind === 'about' ? tolerance : 0)) return 'met';
  return missed <= tolerance ? 'within 5 %' : 'missed';
}

/** The best number for a goal among runs. */
export function bestFor(goal: Goal, runs: readonly RecordedRun[]): number | undefined {
  const values = runs.map((run) => valueFor(goal, run)).filter((value) => value !== undefined);
  return values.sort((a, b) => miss(a, goal) - miss(b, goal))[0];
}

/** Whether every goal is reached by one run or another. */
export function areReached(goals: readonly Goal[], runs: readonly RecordedRun[]): boolean {
  return goals.every((goal) => {
    const best = bestFor(goal, runs);
    return best !== undefined && verdictOn(best, goal) !== 'missed';
  });
}

/** The run with the best number for the last published goal, or the last goal; the first without goals. */
export function bestRun(
  goals: readonly Goal[],
  runs: readonly RecordedRun[],
): RecordedRun | undefined {
  const goal = goals.findLast(({ epoch }) => epoch !== undefined) ?? goals.at(-1);
  if (!goal) return runs[0];
  const best = bestFor(goal, runs);
  return runs.find((run) => valueFor(goal, run) === best) ?? runs[0];
}
