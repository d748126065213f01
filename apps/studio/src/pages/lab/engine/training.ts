/** A model of the lab in training, which goes on for as many iterations as it is told. */

import type { HostTensor } from '../../../../../../packages/alebrije/src/graph/types.ts';
import type {
  DeviceTensor,
  Runtime,
} from '../../../../../../packages/alebrije/src/runtime/runtime.ts';
import { drawIntegers, fold, key } from '../../../../../../packages/alebrije/src/tensor/key.ts';
import { batchesPerIteration } from '../../../../../../packages/alebrije/src/train/phases.ts';
import { uploadAll } from '../../../../../../packages/alebrije/src/train/resident.ts';
import { createStepRunner } from '../../../../../../packages/alebrije/src/train/step-runner.ts';
import type { System } from '../../../../../../packages/alebrije/src/train/system.ts';
import {
  evaluationVariables,
  initialState,
} from '../../../../../../packages/alebrije/src/train/training-state.ts';
import {
  packVariables,
  type VariableLayouts,
  variableLayouts,
} from '../../../../../../packages/alebrije/src/train/variables.ts';

export interface TrainingParts {
  readonly system: System;
  readonly runtime: Runtime;
  /** [N, 2]. */
  readonly points: Float32Array;
  readonly batchSize: number;
  readonly seed: number;
  /** Keeps the random numbers of models of one seed apart. */
  readonly name: string;
}

/** What one iteration reported: `loss`, its parts, `gradientNorm`. */
export type Metrics = Readonly<Record<string, number>>;

export interface LabTraining {
  /** Iterations done. */
  readonly step: number;
  readonly layouts: VariableLayouts;
  /** Packed variables on the device, averages where there are any; they move on with each iteration. */
  variables(): ReadonlyMap<string, DeviceTensor>;
  /**
   * Does as many iterations, or fewer once `isEnough` says so.
   * @returns the metrics of each
   * @throws NonFiniteError if the loss or a gradient leaves the finite numbers
   */
  advance(iterations: number, isEnough?: () => boolean): Promise<readonly Metrics[]>;
  /** Other points [N, 2], as many as before, from the next iteration on. */
  replacePoints(points: Float32Array): void;
  /** Frees what it holds on the device. */
  dispose(): void;
}

const asTensor = (points: Float32Array): HostTensor => ({
  dtype: 'float32',
  shape: [points.length / 2, 2],
  data: points,
});

export async function createTraining(parts: TrainingParts): Promise<LabTraining> {
  const { system, runtime, points, batchSize, seed, name } = parts;
  const count = points.length / 2;
  const own = fold(key(seed), name);
  const initial = system.init(fold(own, 'init'));
  const layouts = variableLayouts(initial);
  const resident = uploadAll(runtime, {
    ...initialState(system, layouts, packVariables(layouts, initial)),
    'data.values': asTensor(points),
  });
  let finished: Metrics[] = [];
  const runner = await createStepRunner({
    system,
    runtime,
    resident,
    key: own,
    firstStep: 0,
    shapesOf: (definition) => ({
      system,
      definition,
      layouts,
      data: { values: { dtype: 'float32', shape: [count, 2] } },
      batchSize,
    }),
    onIteration: (metrics) => finished.push(metrics),
  });
  const drawn = batchSize * batchesPerIteration(system);
  let step = 0;
  return {
    layouts,
    get step() {
      return step;
    },
    variables: () => evaluationVariables(layouts, resident),
    async advance(iterations, isEnough = () => false) {
      const end = step + iterations;
      while (step < end && !isEnough()) {
        // With replacement, so that any number of points makes batches of any size.
        await runner.issue(step, drawIntegers(fold(fold(own, 'batch'), step), drawn, count));
        step += 1;
      }
      await runner.drain();
      const metrics = finished;
      finished = [];
      return metrics;
    },
    replacePoints(replacement) {
      if (replacement.length !== points.length) throw new Error('there must be as many points');
      resident.get('data.values')!.dispose();
      resident.set('data.values', runtime.upload(asTensor(replacement)));
    },
    dispose() {
      runner.dispose();
      for (const tensor of resident.values()) tensor.dispose();
    },
  };
}
