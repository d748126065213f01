/** Variations of an image: Meng et al., "SDEdit" (ICLR 2022). Noised in part, and denoised again. */

import { imageGrid } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';
import { levelAt } from '../../samplers/noise-schedule.ts';
import { solverSteps } from '../../samplers/solvers.ts';
import { lastPart, samplingTimes } from '../../samplers/times.ts';
import { fold, key } from '../../tensor/key.ts';
import { expectDenoising, hostFloats } from '../../train/model-session.ts';
import type { OpenModel } from '../open-model.ts';
import {
  describeGuidance,
  noiseLike,
  type SolverOptions,
  samplerSettings,
  solverName,
} from '../solvers.ts';
import { chosenImage, sameLabels } from './chosen-image.ts';
import { asImages, expectShownImages, type Picture, repeatRow, shownShape } from './picture.ts';

export interface VariationOptions extends SolverOptions {
  /** Index of a validation image, or a PNG file. */
  readonly image: number | string;
  /** Shares of the way to noise and back, each a row; above 0, and 1 forgets the image. */
  readonly strengths?: readonly number[] | undefined;
  /** Of each strength. Default 8. */
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** Name or number of the class to turn it into, in place of the image's own. */
  readonly class?: string | undefined;
}

export interface Variations extends Picture {
  /** By strength, then by noise: [N, C, H, W] in [0, 1]. */
  readonly variations: HostTensor;
  readonly notes: readonly string[];
}

const COUNT = 8;
const STRENGTHS = [0.6];
/** More steps than samples take: only a part of them is done. */
const USUAL = { steps: 50 };

/**
 * The image and its variations, a row for each strength. Numbers: `count`, `seed`, `steps`, and of a single
 * strength `strength`.
 * @throws UserError for points, a model that is no diffusion, or what does not exist or fit
 */
export async function variationPicture(
  model: OpenModel,
  options: VariationOptions,
): Promise<Variations> {
  const { session, system } = model;
  const denoising = expectDenoising(system.views, 'vary');
  expectShownImages(model, 'vary');
  const { count = COUNT, seed = model.config.seed, strengths = STRENGTHS } = options;
  const settings = samplerSettings(model, options, USUAL);
  const shape = shownShape(model);
  const times = samplingTimes(denoising.schedule.steps, settings.steps, settings.spacing);
  const parts = strengths.map((strength) => lastPart(times, strength));
  const chosen = await chosenImage(model, options.image, options.class);
  const source = fold(key(seed), 'variations');
  const copies = repeatRow(chosen.values, count);
  // The same noise at every strength.
  const noise = noiseLike(denoising, source, count);
  const original = await session.prepare(chosen.values);
  const rows: Float32Array[] = [];
  for (const part of parts) {
    const level = levelAt(denoising.schedule, part[0]!);
    const made = await session.sample({
      steps: solverSteps(settings.solver, denoising.schedule, part),
      count,
      key: source,
      labels: sameLabels(chosen, count),
      guidanceScale: settings.guidanceScale,
      start: await session.diffuse(copies, noise, new Array(count).fill(level)),
    });
    rows.push(made.data as Float32Array);
  }
  const tiles = rows.flatMap((row) => [...original.data, ...row]);
  const png = await imageGrid({
    title: `${chosen.name}, varied`,
    subtitle: `Noised a part of the way and denoised again. ${solverName(settings.solver)}, ${settings.steps} steps for the whole way${describeGuidance(model, settings)}. Seed ${seed}.`,
    images: asImages(
      hostFloats([rows.length * (count + 1), ...shape], Float32Array.from(tiles)),
      shape,
    ),
    columns: count + 1,
    columnLabels: ['original', ...Array.from({ length: count }, () => '')],
    rowLabels: strengths.map((strength) => `strength ${formatNumber(strength)}`),
    framed: rows.flatMap(() => [true, ...new Array<boolean>(count).fill(false)]),
  });
  const only = strengths.length === 1 && { strength: strengths[0]! };
  return {
    png,
    numbers: { count, seed, steps: settings.steps, ...only },
    details: { solver: solverName(settings.solver), strengths },
    variations: hostFloats(
      [rows.length * count, ...shape],
      Float32Array.from(rows.flatMap((row) => [...row])),
    ),
    notes: chosen.notes,
  };
}
