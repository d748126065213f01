/**
 * Alebrije: deep generative modelling in TypeScript. Each layer has its own entry point
 * (`alebrije/graph`, `alebrije/tensor`, ...); this one has what a program needs to train and use models.
 */

export { UserError } from './errors.ts';
export * from './recipes/index.ts';
export * from './runs/index.ts';
export { createRuntime } from './runtime/index.ts';
export * from './train/index.ts';
