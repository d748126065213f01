/** The numbers of a report, beside what to judge them by. */

import { exampleCount, takeFirst } from '../../data/dataset.ts';
import type { Headline, Reference, ReportSection } from '../../explore/report/index.ts';
import { METRICS } from '../../metrics/registry.ts';
import type { ExpectedNumber } from '../../recipes/recipe.ts';
import { evaluationData } from '../evaluation-data.ts';
import type { Measurement } from '../measurement.ts';
import { measures } from '../measurements.ts';
import type { OpenModel } from '../open-model.ts';
import { sampleMeasures } from '../sample-measurements.ts';
import { isComparable } from './repetition.ts';

const formatCount = (count: number): string => count.toLocaleString('en-US');

export type Measurements = Readonly<Record<string, Measurement>>;

/** Held-out examples that a report measures on; `alebrije evaluate` takes them all. */
const MEASURED = 1000;
/** Training examples that simpler methods are fitted to; all of a large set would take long. */
const FITTED = 10_000;
/** Left to `alebrije evaluate`: each takes longer than all the rest. */
const SLOW: ReadonlySet<string> = new Set([
  'classAccuracy',
  'iwae',
  'linearProbe',
  'dciDisentanglement',
  'dciCompleteness',
  'dciInformativeness',
  ...Object.keys(sampleMeasures),
]);

/** All metrics that suit the model and are quickly measured. */
export async function measureQuickly(model: OpenModel): Promise<Measurements> {
  const train = takeFirst(model.data.train, Math.min(FITTED, exampleCount(model.data.train)));
  const data = evaluationData({ ...model, data: { ...model.data, train } }, { limit: MEASURED });
  const measured: Record<string, Measurement> = {};
  for (const { name, families } of METRICS) {
    const { obstacle, measure } = measures[name];
    if (SLOW.has(name) || !families.includes(model.recipe.family) || obstacle?.(data)) continue;
    measured[name] = await measure(data);
  }
  return measured;
}

const LABELS: Readonly<Record<string, string>> = {
  valLoss: 'Validation loss',
  valReconstruction: 'Reconstruction part of the validation loss',
  valKl: 'KL part of the validation loss',
  valPenalty: 'Penalty part of the validation loss',
  valQuantized: 'Validation error with codes as they are kept',
  valDenoised: 'Error of what was denoised, validation',
  valBce: 'Validation cross-entropy per pixel',
  valMse: 'Validation squared error per value',
};

export function labelOf(metric: string): string {
  return LABELS[metric] ?? metric;
}

const KINDS: Readonly<Record<ExpectedNumber['kind'], string>> = {
  reach: 'published, to be met',
  floor: 'floor, to be beaten',
  limit: 'best possible',
};

function epochsOf(number: ExpectedNumber, { recipe }: OpenModel): number {
  return number.epochs ?? recipe.defaults.epochs;
}

/** The published number for the epoch reached, else that of the latest epoch. */
function targetFor(metric: string, model: OpenModel): Reference | undefined {
  const reached = model.progress.history.at(-1)?.epoch;
  const published = model.recipe.expected
    .filter((number) => number.metric === metric && number.kind === 'reach')
    .sort((a, b) => epochsOf(a, model) - epochsOf(b, model));
  const number = published.find((n) => epochsOf(n, model) === reached) ?? published.at(-1);
  if (!number) return undefined;
  return { label: `published, after ${epochsOf(number, model)} epochs`, value: number.value };
}

/** The lowest reference of a kind: the hardest floor. */
function lowest(
  kind: 'floor' | 'limit',
  metric: string,
  { recipe }: OpenModel,
): Reference | undefined {
  const [number] = recipe.expected
    .filter((candidate) => candidate.kind === kind && candidate.metric === metric)
    .sort((a, b) => a.value - b.value);
  return number && { label: number.source, value: number.value };
}

/** Of networks that play against each other, whose losses say little: what the doctor saw last. */
function gameHeadlines({
  diversity,
  missingClasses,
}: Readonly<Record<string, number>>): Headline[] {
  return [
    ...(diversity === undefined
      ? []
      : [
          {
            label: 'Variance of the samples over that of the data',
            value: 100 * diversity,
            unit: '%',
          },
        ]),
    ...(missingClasses === undefined
      ? []
      : [{ label: 'Classes with hardly a sample', value: missingClasses }]),
  ];
}

function trainedHeadlines(model: OpenModel): Headline[] {
  const last = model.progress.history.at(-1);
  if (!last) return [];
  if (model.system.lossRanks === false) {
    return gameHeadlines(last as unknown as Readonly<Record<string, number>>);
  }
  const comparable = isComparable(model);
  const expected = comparable ? model.recipe.expected.map(({ metric }) => metric) : [];
  return [...new Set(['valLoss', ...expected])].flatMap((metric) => {
    const value = last[metric];
    if (value === undefined) return [];
    const references = {
      target: targetFor(metric, model),
      floor: lowest('floor', metric, model),
      limit: lowest('limit', metric, model),
    };
    return [{ label: labelOf(metric), value, ...(comparable && references) }];
  });
}

interface Shown {
  readonly label: string;
  readonly better: 'lower' | 'higher';
  /** Of the value, and of what it is compared with. */
  readonly factor?: number;
  readonly unit?: string;
}

/** Metrics that open a report, where they could be measured. */
const OPENING: Readonly<Record<string, Shown>> = {
  mse: { label: 'Squared error of reconstructions', better: 'lower' },
  pcaMseRatio: { label: 'Error over that of PCA', better: 'lower' },
  principalAngle: { label: 'Angle to the plane of PCA', better: 'lower', unit: 'degrees' },
  knnAccuracy: {
    label: 'Classes told from codes',
    better: 'higher',
    factor: 100,
    unit: '%',
  },
};

/** Errors that PCA has the least of, where the model is linear. */
const isError = (name: string) => name === 'mse' || name === 'pcaMseRatio';

function measuredHeadlines(measured: Measurements): Headline[] {
  const isPcaBest = measured.pcaMseRatio !== undefined;
  return Object.entries(OPENING).flatMap(([name, shown]) => {
    const measurement = measured[name];
    if (!measurement) return [];
    const { label, better, factor = 1, unit } = shown;
    const comparison = isPcaBest && isError(name) ? 'limit' : 'floor';
    const { value, floor, floorName = '' } = measurement;
    const reference = floor !== undefined && { label: floorName, value: factor * floor };
    return [
      { label, value: factor * value, unit, better, ...(reference && { [comparison]: reference }) },
    ];
  });
}

/** The numbers that the report opens with. */
export function headlines(
  model: OpenModel,
  measured: Measurements,
  samples: Readonly<Record<string, number>>,
): Headline[] {
  const { inHoles } = samples;
  const holes: Headline[] =
    inHoles === undefined
      ? []
      : [
          {
            label: model.system.views.hasNormalPrior
              ? 'Samples that fall into holes'
              : 'Evenly drawn codes that fall into holes',
            value: 100 * inHoles,
            unit: '%',
          },
        ];
  const trained = trainedHeadlines(model);
  // One squared error is enough; that of the training draws codes where they are random.
  const { mse, ...others } = measured;
  const isTold = trained.some(({ label }) => label === labelOf('valMse'));
  return [...trained, ...measuredHeadlines(isTold || !mse ? others : measured), ...holes];
}

/** The recipe's expected numbers beside the run's own, epoch by epoch; nothing if there are none. */
export function expectedSection(model: OpenModel): ReportSection | undefined {
  const { recipe, progress } = model;
  if (recipe.expected.length === 0) return undefined;
  const rows = recipe.expected.map((number) => {
    const epoch = epochsOf(number, model);
    const record =
      number.kind === 'reach'
        ? progress.history.find((candidate) => candidate.epoch === epoch)
        : progress.history.at(-1);
    return [
      labelOf(number.metric),
      number.kind === 'reach' ? epoch : (record?.epoch ?? ''),
      record?.[number.metric] ?? '–',
      number.value,
      KINDS[number.kind],
      number.source,
    ];
  });
  return {
    id: 'expected',
    title: 'Beside floors and published numbers',
    paragraphs: [
      'A loss means little by itself. A floor is what a model scores that knows next to nothing, such as one that always answers the mean image: whoever does not beat it has learned nothing. A published number is what others reached with the same model. A best possible number is what no model can beat: the cross-entropy of grey pixels, for example, cannot fall to 0.',
      ...(isComparable(model)
        ? []
        : [
            `These numbers are for the recipe as it stands, trained on ${recipe.defaults.data}. This run changed it, so the comparison is not quite fair; the floors measured on its own data, further down, are.`,
          ]),
    ],
    table: {
      columns: ['Number', 'After epoch', 'This run', 'Compared with', 'Which is', 'Source'],
      rows,
      caption: 'A dash: the run did not reach that epoch.',
    },
  };
}

/** What was measured on held-out examples, each number with its meaning. */
export function measuredSection(measured: Measurements): ReportSection {
  const rows = METRICS.flatMap(({ name, description }) => {
    const measurement = measured[name];
    if (!measurement) return [];
    const { value, floor, floorName } = measurement;
    return [[name, value, floor ?? '–', floorName ?? '–', description]];
  });
  return {
    id: 'measured',
    title: 'Measured for this report',
    paragraphs: [
      `Errors are means over ${formatCount(measured.mse?.samples ?? MEASURED)} held-out examples. Beside most numbers stands what a simpler method scores on the same examples: always answering the mean training example, or PCA, the best that straight lines can do with codes of the same size (fitted to at most ${formatCount(FITTED)} training examples). “alebrije evaluate” measures more, and on all held-out examples.`,
    ],
    table: { columns: ['Metric', 'This run', 'Compared with', 'Of', 'What it is'], rows },
  };
}
