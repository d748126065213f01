/** What is shown of a diffusion: where its network sends every place of the plane, and samples on their way. */

import type { HostTensor } from '../../../../../../../packages/alebrije/src/graph/types.ts';
import { levelAt } from '../../../../../../../packages/alebrije/src/samplers/noise-schedule.ts';
import { noiseFrom } from '../../../../../../../packages/alebrije/src/samplers/prediction.ts';
import { samplingTimes } from '../../../../../../../packages/alebrije/src/samplers/times.ts';
import { fold, key } from '../../../../../../../packages/alebrije/src/tensor/key.ts';
import { hostScalar } from '../../../../../../../packages/alebrije/src/train/resident.ts';
import {
  createStepSampler,
  tableOf,
} from '../../../../../../../packages/alebrije/src/train/step-sampler.ts';
import { planeGrid } from '../plane.ts';
import type { LiveSettings } from '../systems.ts';
import { createBudget } from './budget.ts';
import { createLookThrough, rows, type Subject } from './look-through.ts';
import { FIELD_SIDE, type Look, type Pictures, SAMPLES, type Viewer } from './pictures.ts';
import { sampleDistance } from './sample-distance.ts';

const DISTANCE_REST = 1000;
const SAMPLING_REST = 250;

export function createDiffusionViewer(subject: Subject, live: LiveSettings): Viewer {
  const { system, runtime, layouts, variables, seed } = subject;
  const denoising = system.views.denoising!;
  const { schedule } = denoising;
  const { run, dispose } = createLookThrough(subject);
  const sample = createStepSampler(system, denoising, runtime, layouts, variables);
  const plane = planeGrid(FIELD_SIDE);
  const samplingBudget = createBudget(SAMPLING_REST);
  const distanceBudget = createBudget(DISTANCE_REST);

  /**
   * −σ ε: from each place x to α x₀, where the network thinks that the noise was added; the slope of the
   * log density of noisy data times σ².
   */
  async function field(level: number): Promise<Float32Array> {
    const time = Math.min(schedule.steps, Math.max(1, Math.round(level * schedule.steps)));
    const { signal, deviation } = levelAt(schedule, time);
    const scalars: Record<string, HostTensor> = {
      time: hostScalar(time),
      signal: hostScalar(signal),
      deviation: hostScalar(deviation),
    };
    const { arrows } = await run('field', { x: rows(plane, 2), ...scalars }, (v, inputs) => {
      const { predict, target } = denoising.network(v, undefined, 1);
      const at = { signal: inputs.signal!, deviation: inputs.deviation! };
      const x = inputs.x!;
      const noise = noiseFrom(target, x, predict(x, inputs.time!.broadcastTo([x.shape[0]!])), at);
      return { arrows: noise.mul(at.deviation).neg() };
    });
    return arrows;
  }

  async function paths() {
    const solver = { name: live()['diffusion.solver'] };
    const settings = { solver, steps: live()['diffusion.steps'], spacing: 'leading' } as const;
    const steps = tableOf(schedule, settings);
    const states: Float32Array[] = [];
    const samples = await sample({
      steps,
      count: SAMPLES,
      key: fold(key(seed), 'sample codes'),
      watch: () => true,
      onStep: ({ x }) => states.push(x.data as Float32Array),
    });
    const times = samplingTimes(schedule.steps, settings.steps, settings.spacing);
    // Solvers that ask twice a step are shown once a step.
    const stride = steps.length > times.length ? 2 : 1;
    const kept = [
      ...states.filter((_, index) => index % stride === 0),
      samples.data as Float32Array,
    ];
    const joined = new Float32Array(kept.length * 2 * SAMPLES);
    for (const [index, state] of kept.entries()) joined.set(state, index * 2 * SAMPLES);
    return {
      samples: samples.data as Float32Array,
      paths: joined,
      pathLevels: Float32Array.from(times, (time) => time / schedule.steps),
    };
  }

  async function look({ show, level, effort }: Look): Promise<Pictures> {
    const sampled = await samplingBudget.spend(paths, effort);
    const distance =
      sampled &&
      (await distanceBudget.spend(() => sampleDistance(subject, sampled.samples), effort));
    return {
      ...sampled,
      ...(show.includes('field') && { field: await field(level) }),
      ...(distance && { distance }),
    };
  }

  return { look, dispose };
}
