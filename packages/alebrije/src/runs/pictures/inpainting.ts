/** Images of which a part is missing, filled by a diffusion model that was not trained for it. */

import { readPngFiles } from '../../data/png-files.ts';
import { UserError } from '../../errors.ts';
import { imageGrid } from '../../explore/figures/index.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import { resampledSteps } from '../../samplers/inpainting.ts';
import type { StepNumbers } from '../../samplers/solver-step.ts';
import { samplingTimes } from '../../samplers/times.ts';
import { fold, key } from '../../tensor/key.ts';
import { expectDenoising, hostFloats } from '../../train/model-session.ts';
import type { SamplingRequest } from '../../train/step-sampler.ts';
import type { SamplerSettings } from '../../train/system.ts';
import type { OpenModel } from '../open-model.ts';
import {
  describeGuidance,
  noiseLike,
  type SolverOptions,
  samplerSettings,
  solverName,
} from '../solvers.ts';
import { type ChosenImage, chosenImage, sameLabels } from './chosen-image.ts';
import { asImages, expectShownImages, type Picture, repeatRow, shownShape } from './picture.ts';

export interface InpaintOptions extends SolverOptions {
  /** Index of a validation image, or a PNG file. */
  readonly image: number | string;
  /** A PNG file, white where the image is to be filled. */
  readonly mask?: string | undefined;
  /** In place of a mask: so many pixels on every side are to be filled. */
  readonly outpaint?: number | undefined;
  /** How often each stretch of steps is done, so that the parts come to agree. Default 4. */
  readonly resample?: number | undefined;
  /** Fills to show. Default 6. */
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** Name or number of the class to fill it as, in place of the image's own. */
  readonly class?: string | undefined;
}

export interface Inpainted extends Picture {
  /** [N, C, H, W] in [0, 1]; what was known is as it was, bit by bit. */
  readonly fills: HostTensor;
  /** [1, C, H, W]. */
  readonly original: HostTensor;
  /** 1 where the original is known, [1, C, H, W]. */
  readonly known: HostTensor;
  readonly notes: readonly string[];
}

const FILLS = 6;
const PASSES = 4;
/** Noise in every step lets what is filled give way to what is known. */
const USUAL = { solver: { name: 'ddim', eta: 1 }, steps: 50 } as const;
/** Steps that are repeated together: the paper's 10 of 250. */
const STRETCH_SHARE = 10 / 250;
/** Of missing pixels, in [0, 1]. */
const MISSING = 0.5;

/** Brighter is white. */
const HALF = 127;

/** 1 where known: for every pixel of an image of this shape, the same in all channels. */
export function maskOf(
  [channels, height, width]: Shape,
  isKnown: (y: number, x: number) => boolean,
) {
  const area = height! * width!;
  const data = Float32Array.from({ length: channels! * area }, (_, place) => {
    const pixel = place % area;
    return isKnown(Math.floor(pixel / width!), pixel % width!) ? 1 : 0;
  });
  return hostFloats([1, channels!, height!, width!], data);
}

export const knownShare = ({ data }: HostTensor): number =>
  Array.from(data).filter((value) => value === 1).length / data.length;

async function knownOf(shape: Shape, { mask, outpaint }: InpaintOptions): Promise<HostTensor> {
  const [, height, width] = shape as readonly [number, number, number];
  if ((mask === undefined) === (outpaint === undefined)) {
    throw new UserError(
      'say what is to be filled: give either --mask <file.png>, white there, or --outpaint <pixels>',
    );
  }
  if (outpaint !== undefined) {
    if (outpaint >= 1 && 2 * outpaint < Math.min(height, width)) {
      return maskOf(
        shape,
        (y, x) => Math.min(y, height - 1 - y) >= outpaint && Math.min(x, width - 1 - x) >= outpaint,
      );
    }
    throw new UserError(
      `--outpaint ${outpaint} leaves nothing of ${width}x${height} pixels: give 1 to ${Math.ceil(Math.min(height, width) / 2) - 1}`,
    );
  }
  const { values, names } = await readPngFiles(mask!, [1, height, width]);
  if (names.length !== 1) {
    throw new UserError(`${mask} holds ${names.length} masks: give one PNG file`);
  }
  const known = maskOf(shape, (y, x) => values.data[y * width + x]! <= HALF);
  const share = knownShare(known);
  if (share === 1) throw new UserError(`${mask} is nowhere white, so there is nothing to fill`);
  if (share === 0) {
    throw new UserError(`${mask} is white everywhere, so nothing is known: see sample`);
  }
  return known;
}

/** The steps of a fill. */
export interface FillPlan {
  readonly settings: SamplerSettings;
  readonly steps: readonly StepNumbers<number>[];
  /** How many are repeated together. */
  readonly stretch: number;
}

/**
 * @param passes how often each stretch of steps is done
 * @throws UserError for a model that is no diffusion, or what does not suit it
 */
export function planFill(model: OpenModel, options: SolverOptions, passes: number): FillPlan {
  const { schedule } = expectDenoising(model.system.views, 'inpaint');
  const settings = samplerSettings(model, options, USUAL);
  const stretch = Math.max(1, Math.round(STRETCH_SHARE * settings.steps));
  const times = samplingTimes(schedule.steps, settings.steps, settings.spacing);
  const steps = resampledSteps(settings.solver, schedule, times, { stretch, passes });
  return { settings, steps, stretch };
}

/** Of an image, what is known of it: 1 where it is, [1, C, H, W]. */
export interface KnownImage {
  readonly chosen: ChosenImage;
  readonly known: HostTensor;
}

/**
 * Fills what is missing of an image from different noise.
 * @returns [count, C, H, W] in [0, 1]; what was known is as it was, bit by bit
 */
export async function fillMissing(
  model: OpenModel,
  { chosen, known }: KnownImage,
  { settings, steps }: FillPlan,
  {
    count,
    seed,
    ...hooks
  }: { readonly count: number; readonly seed: number } & Pick<SamplingRequest, 'watch' | 'onStep'>,
): Promise<HostTensor> {
  const { session, system } = model;
  const source = fold(key(seed), 'inpainting');
  const fills = await session.sample({
    ...hooks,
    steps,
    count,
    key: source,
    labels: sameLabels(chosen, count),
    guidanceScale: settings.guidanceScale,
    start: noiseLike(expectDenoising(system.views, 'inpaint'), source, count),
    known: { examples: repeatRow(chosen.values, count), mask: repeatRow(known, count) },
  });
  return { ...fills, shape: [count, ...shownShape(model)] };
}

/**
 * The original, the part that is known, and fills from different noise. Numbers: `count`, `seed`,
 * `known`, the share of known pixels, `steps`, `resample`, `evaluations`.
 * @throws UserError for points, a model that is no diffusion, or what does not exist or fit
 */
export async function inpaintPicture(
  model: OpenModel,
  options: InpaintOptions,
): Promise<Inpainted> {
  expectDenoising(model.system.views, 'inpaint');
  expectShownImages(model, 'inpaint');
  const { count = FILLS, seed = model.config.seed, resample = PASSES } = options;
  const plan = planFill(model, options, resample);
  const { settings, steps, stretch } = plan;
  const shape = shownShape(model);
  const chosen = await chosenImage(model, options.image, options.class);
  const known = await knownOf(shape, options);
  const fills = await fillMissing(model, { chosen, known }, plan, { count, seed });
  const original = await model.session.prepare(chosen.values);
  const masked = original.data.map((value, place) => (known.data[place] === 1 ? value : MISSING));
  const tiles = Float32Array.from([...original.data, ...masked, ...fills.data]);
  const share = knownShare(known);
  const png = await imageGrid({
    title: `${chosen.name}, filled where it is missing`,
    subtitle: `${Math.round(100 * (1 - share))} % was missing; known pixels are exactly those of the original. ${solverName(settings.solver)}, ${settings.steps} steps, each stretch of ${stretch} done ${resample === 1 ? 'once' : `${resample} times`}${describeGuidance(model, settings)}. Seed ${seed}.`,
    images: asImages(hostFloats([count + 2, ...shape], tiles), shape),
    columns: count + 2,
    columnLabels: [
      'original',
      'known',
      ...Array.from({ length: count }, (_, fill) => `fill ${fill + 1}`),
    ],
  });
  return {
    png,
    numbers: {
      count,
      seed,
      known: share,
      steps: settings.steps,
      resample,
      evaluations: steps.length,
    },
    details: { solver: solverName(settings.solver) },
    fills,
    original,
    known,
    notes: chosen.notes,
  };
}
