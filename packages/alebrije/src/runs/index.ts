/** Runs as folders: start, continue, open. */

export { configure, parseConfig } from './config.ts';
export { type OpenModel, openModel } from './open-model.ts';
export { continueRun, startRun, type TrainedRun } from './train-run.ts';
