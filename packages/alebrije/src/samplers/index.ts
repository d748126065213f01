/** Diffusion samplers: noise schedules, times, solvers and inpainting. */

export { type Condition, guided } from './guidance.ts';
export { type Known, keepKnown, type Resampling, resampledSteps } from './inpainting.ts';
export * from './noise-schedule.ts';
export * from './prediction.ts';
export * from './solver-step.ts';
export { type SolverConfig, solverSchema, solverSteps } from './solvers.ts';
export * from './times.ts';
