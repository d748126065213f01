/** Optimizers, schedules, clipping and averaging. */

export { averageUpdate, averageUpdates } from './averaging.ts';
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clipping.ts';
export {
  createOptimizer,
  type Optimizer,
  type OptimizerConfig,
  optimizerSchema,
} from './optimizer.ts';
export { createSchedule, type ScheduleConfig, scheduleSchema } from './schedules.ts';
export { withClippedWeights } from './weight-clipping.ts';
