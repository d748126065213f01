/** How far a diffusion is on its way from noise to data, and what it looks like there. */

import { UserError } from '../../../errors.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { shownShape } from '../../../runs/pictures/picture.ts';
import { spreadPlaces } from '../../../runs/solvers.ts';
import type { StepNumbers } from '../../../samplers/solver-step.ts';
import { expectDenoising } from '../../../train/model-session.ts';
import { type SamplingRequest, samplingBatch } from '../../../train/step-sampler.ts';
import { encodePreview } from '../arrays.ts';
import type { Task } from '../jobs.ts';

export interface WatchedSteps {
  readonly steps: readonly StepNumbers<number>[];
  readonly count: number;
  /** How many moments are shown. */
  readonly moments: number;
}

export interface SamplingWatch {
  readonly hooks: Required<Pick<SamplingRequest, 'watch' | 'onStep'>>;
  /** Resolves when all moments were told. */
  finish(): Promise<void>;
}

/** @throws UserError if the moments of more are asked for than the network takes at once */
export function watchSampling(
  model: OpenModel,
  { steps, count, moments }: WatchedSteps,
  { signal, tell }: Task,
): SamplingWatch {
  const { session, system } = model;
  const { shape } = expectDenoising(system.views, 'sampling in steps');
  const most = samplingBatch(shape);
  if (moments > 0 && count > most) {
    throw new UserError(`the way from noise to data is shown of at most ${most} at once`);
  }
  const shown = moments > 0 ? spreadPlaces(steps.length, moments) : new Set<number>();
  const total = steps.length * Math.ceil(count / most);
  const example = shownShape(model);
  let done = 0;
  let told: Promise<void> = Promise.resolve();

  async function tellMoment(
    index: number,
    x: Parameters<typeof session.showDiffused>[0],
    x0: typeof x,
  ) {
    tell({
      what: 'moment',
      done: index,
      total: steps.length,
      time: steps[index]!.time,
      x: encodePreview(await session.showDiffused(x), example),
      x0: encodePreview(await session.showDiffused(x0), example),
    });
  }

  return {
    hooks: {
      watch(index) {
        // Asked at every step, so the place where work that nobody waits for ends.
        signal.throwIfAborted();
        done += 1;
        tell({ what: 'working', done, total });
        return shown.has(index);
      },
      onStep({ index, x, x0 }) {
        told = told.then(() => tellMoment(index, x, x0));
        told.catch(() => undefined);
      },
    },
    finish: () => told,
  };
}
