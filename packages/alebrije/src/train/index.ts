/** The trainer: systems, steps, snapshots, and trained models at work. */

export type { Finding } from './finding.ts';
export { createModelSession, type ModelSession } from './model-session.ts';
export { NonFiniteError } from './non-finite.ts';
export type { EpochRecord, Progress } from './progress.ts';
export type {
  Batch,
  Network,
  Phase,
  Phases,
  StepContext,
  StepDefinition,
  StepOutcome,
  System,
  TrainableSystem,
  Views,
} from './system.ts';
export { initNetworks } from './system.ts';
export { type Snapshot, type TrainingOptions, type TrainingResult, train } from './trainer.ts';
