/** Training in phases: which one an epoch belongs to, and what is trained there. */

import type { StepDefinition, TrainableSystem } from './system.ts';

export interface TrainingPhase {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  /** Epochs before it; it lasts until the next phase, the last one until the end. */
  readonly firstEpoch: number;
  readonly isLast: boolean;
  /** The system with the steps and the validation of this phase. */
  readonly system: TrainableSystem;
}

/** All phases in order; a system without phases is one. */
export function phasesOf(system: TrainableSystem): readonly TrainingPhase[] {
  const { earlier, lastName } = system.phases ?? { earlier: [], lastName: 'training' };
  let firstEpoch = 0;
  const phases = earlier.map(({ name, epochs, steps, validate }, index): TrainingPhase => {
    const phase = { name, number: index + 1, firstEpoch, isLast: false };
    firstEpoch += epochs;
    return { ...phase, system: { ...system, steps, validate } };
  });
  const last = { name: lastName, number: phases.length + 1, firstEpoch, isLast: true, system };
  return [...phases, last];
}

/** Batches that an iteration draws: a step takes the first, or as many as it has repetitions. */
export function batchesPerIteration({ steps }: Pick<TrainableSystem, 'steps'>): number {
  return Math.max(...steps.map(({ repeat = 1, onOneBatch }) => (onOneBatch ? 1 : repeat)));
}

/** How the training examples are cut into batches. */
export interface BatchSizes {
  readonly examples: number;
  readonly batchSize: number;
}

/** Iterations of one epoch; what does not fill the last one is left out. */
function iterationsPerEpoch(
  { system }: TrainingPhase,
  { examples, batchSize }: BatchSizes,
): number {
  return Math.floor(examples / (batchSize * batchesPerIteration(system)));
}

/** Iterations of all epochs before one. @param epoch whole epochs done */
export function iterationsBefore(
  phases: readonly TrainingPhase[],
  epoch: number,
  sizes: BatchSizes,
): number {
  return phases.reduce((total, phase, index) => {
    const end = Math.min(phases[index + 1]?.firstEpoch ?? epoch, epoch);
    return total + Math.max(0, end - phase.firstEpoch) * iterationsPerEpoch(phase, sizes);
  }, 0);
}

/** @param epoch whole epochs done */
export function phaseAt(phases: readonly TrainingPhase[], epoch: number): TrainingPhase {
  return phases.findLast(({ firstEpoch }) => firstEpoch <= epoch)!;
}

/**
 * The steps of all phases; each keeps its optimizer's memory under its name.
 * @throws Error if two have one name
 */
export function allSteps(system: TrainableSystem): readonly StepDefinition[] {
  const steps = phasesOf(system).flatMap((phase) => phase.system.steps);
  const names = new Set(steps.map(({ name }) => name));
  if (names.size < steps.length) {
    throw new Error(`steps of one system need names of their own, unlike ${[...names].join(', ')}`);
  }
  return steps;
}
