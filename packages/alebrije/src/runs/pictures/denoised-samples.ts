/** New data of a diffusion model, by any solver, and the way there as a film. */

import { UserError } from '../../errors.ts';
import { imageGrid, pictureFilm, planePanels, pointPairs } from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor } from '../../graph/types.ts';
import { fold, key } from '../../tensor/key.ts';
import { expectDenoising, type Labels } from '../../train/model-session.ts';
import { samplingBatch } from '../../train/step-sampler.ts';
import type { OpenModel } from '../open-model.ts';
import {
  describeGuidance,
  describeSettings,
  type Moment,
  type SolverOptions,
  samplerSettings,
  sampleWatched,
  solverName,
  spreadPlaces,
  stepsOf,
} from '../solvers.ts';
import {
  OF_EACH_CLASS,
  resolveTrainedClass,
  toldClassNames,
  trainedClasses,
} from './class-samples.ts';
import { priorCodes } from './codes.ts';
import { asImages, type Picture, shownShape, showsImages } from './picture.ts';
import { distanceToData, meanDistance } from './point-distances.ts';
import { pointsOf, shownPoints } from './reconstructions.ts';

export interface DenoisedSampleOptions extends SolverOptions {
  /** Default 64 images, or of a model that is told classes 10 of each; 2,000 points. */
  readonly count?: number | undefined;
  /** Default: the run's. */
  readonly seed?: number | undefined;
  /** Name or number of the only class to show, with a model that is told classes. */
  readonly class?: string | undefined;
  /** Whether the way from noise to data is wanted as a film. Default false. */
  readonly film?: boolean | undefined;
}

const IMAGES = 64;
const POINTS = 2000;
/** Of a film, besides its end. */
const FRAMES = 40;
/** Frames of a film a second. */
const FRAME_MS = 100;

/** Which class each sample has, and how they are laid out. */
interface Layout {
  readonly count: number;
  readonly labels: Labels;
  readonly columns?: number;
  readonly rowLabels?: readonly string[];
  readonly what: string;
}

function layoutOf(model: OpenModel, { count, class: only }: DenoisedSampleOptions): Layout {
  if (model.system.views.classes === undefined) {
    if (only !== undefined) {
      throw new UserError(
        'this run’s model is not told classes, so none can be asked for: leave --class out',
      );
    }
    const total = count ?? (showsImages(model) ? IMAGES : POINTS);
    const columns = Math.ceil(Math.sqrt(total));
    const rows = Math.ceil(total / columns);
    return {
      count: total,
      labels: undefined,
      columns,
      // By these numbers other commands take samples up.
      rowLabels: Array.from({ length: rows }, (_, row) => `${row * columns + 1} …`),
      what: `${total} samples`,
    };
  }
  const names = toldClassNames(model);
  if (only !== undefined) {
    const label = resolveTrainedClass(model, only);
    const total = count ?? IMAGES;
    const labels = new Int32Array(total).fill(label);
    return { count: total, labels, what: `${total} samples of the class ${names[label]}` };
  }
  const classes = trainedClasses(model);
  const each = count ?? OF_EACH_CLASS;
  return {
    count: classes.length * each,
    labels: Int32Array.from({ length: classes.length * each }, (_, row) =>
      Number(classes[Math.floor(row / each)]),
    ),
    columns: each,
    rowLabels: classes.map((label) => names[label]!),
    what: `${each} samples of each class`,
  };
}

/**
 * Noise of N(0, I) made into data. With the run's own solver and seed sample n is what the code n of other
 * commands decodes to. Numbers: `count`, `seed`, `steps`, `evaluations`, of models that are told classes
 * `guidanceScale`, and of points in the plane the distances of `samplePicture`.
 * @throws UserError for what does not exist or does not suit the model
 */
export async function denoisedSamplesPicture(
  model: OpenModel,
  options: DenoisedSampleOptions = {},
): Promise<Picture> {
  const { seed = model.config.seed, film = false } = options;
  const { views } = model.system;
  const denoising = expectDenoising(views, 'denoising in steps');
  const settings = samplerSettings(model, options);
  const steps = stepsOf(denoising, settings);
  const layout = layoutOf(model, options);
  const most = samplingBatch(denoising.shape);
  if (film && layout.count > most) {
    throw new UserError(`--film shows at most ${most} at once: lower --count`);
  }
  const { samples, moments } = await sampleWatched(model, {
    steps,
    start: priorCodes(views, seed, layout.count),
    key: fold(key(seed), 'denoising'),
    labels: layout.labels,
    guidanceScale: settings.guidanceScale,
    ...(film && { watch: spreadPlaces(steps.length, FRAMES) }),
  });
  const told = views.classes !== undefined;
  const numbers = {
    count: layout.count,
    seed,
    steps: settings.steps,
    evaluations: steps.length,
    ...(told && { guidanceScale: settings.guidanceScale }),
  };
  const how = `${describeSettings(settings, steps.length)}${describeGuidance(model, settings)}. Seed ${seed}.`;
  const drawing = { model, layout, how };
  const drawn = showsImages(model)
    ? await imagesPicture(drawing, samples)
    : await pointsPicture(drawing, samples);
  const frames = film ? await filmOf(drawing, moments, samples) : undefined;
  return {
    png: drawn.png,
    numbers: { ...numbers, ...drawn.numbers },
    details: { solver: solverName(settings.solver) },
    ...(frames && { film: frames }),
  };
}

interface Drawing {
  readonly model: OpenModel;
  readonly layout: Layout;
  /** The solver, in words. */
  readonly how: string;
}

const gridOf = ({ model, layout }: Drawing, images: HostTensor, title: string, subtitle: string) =>
  imageGrid({
    title,
    subtitle,
    images: asImages(images, shownShape(model)),
    ...(layout.columns !== undefined && { columns: layout.columns }),
    ...(layout.rowLabels && { rowLabels: layout.rowLabels }),
  });

async function imagesPicture(drawing: Drawing, samples: HostTensor) {
  const { layout, how } = drawing;
  const title = `${layout.what}, made from noise`;
  const png = await gridOf(drawing, samples, title, `Nothing was picked. ${how}`);
  return { png, numbers: {} };
}

async function pointsPicture({ model, how }: Drawing, samples: HostTensor) {
  const { values, colour } = shownPoints(model);
  const originals = await model.session.prepare(values);
  const sampleDistance = await distanceToData(model, samples);
  const coverDistance = meanDistance(originals, samples);
  const png = await pointPairs({
    title: 'Data, and samples made from noise',
    subtitle: `Mean distance of samples to the nearest training point: ${formatNumber(sampleDistance, 2)}; of data to the nearest sample: ${formatNumber(coverDistance, 2)}. ${how}`,
    panels: [
      { title: 'Original', ...pointsOf(originals), values: colour },
      { title: 'Samples', ...pointsOf(samples) },
    ],
    valueName: 'Place on the curve',
  });
  return { png, numbers: { sampleDistance, coverDistance } };
}

/** One frame a moment: the state, from noise to data. */
async function filmOf(
  drawing: Drawing,
  moments: readonly Moment[],
  samples: HostTensor,
): Promise<Uint8Array> {
  const { model, layout } = drawing;
  const states = [...moments.map(({ time, x }) => ({ time, x })), { time: 0, x: samples }];
  const frames: Uint8Array[] = [];
  for (const { time, x } of states) {
    const title = `${layout.what} at t = ${time}`;
    frames.push(
      showsImages(model)
        ? await gridOf(drawing, x, title, 'From noise to data.')
        : await pointFrame(x, title),
    );
  }
  return pictureFilm(frames, { frameMs: FRAME_MS });
}

/** Where most of N(0, I) lies, and most data of about unit variance. */
export const PLANE_REACH = 3;

const pointFrame = (points: HostTensor, title: string): Promise<Uint8Array> =>
  planePanels({
    panels: [{ title, points: pointsOf(points) }],
    columns: 1,
    range: [-PLANE_REACH, PLANE_REACH],
    side: 440,
  });
