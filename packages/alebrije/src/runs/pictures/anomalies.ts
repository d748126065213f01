/** Pictures of a run's anomalies: the worst examples, all scores, and how well they tell. */

import {
  type AnomalyBand,
  anomalyGrid,
  rocCurves,
  type ScoreGroup,
  scoreHistogram,
} from '../../explore/figures/index.ts';
import { formatNumber } from '../../explore/figures/theme.ts';
import type { HostTensor, Shape } from '../../graph/types.ts';
import type { AnomalyScore } from '../../metrics/anomaly.ts';
import { upperThreshold } from '../../metrics/anomaly.ts';
import { PCA_COMPONENTS } from '../anomalies/detector.ts';
import type { ScoredRun, Separation } from '../anomalies/score-run.ts';
import { asImages, pickRows } from './picture.ts';

export const SCORE_NAMES: Readonly<Record<AnomalyScore, string>> = {
  weighted: 'weighted error',
  plain: 'squared error',
};

/** Indices by score, the highest first. */
export function worstFirst({ scores }: Pick<ScoredRun, 'scores'>): number[] {
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
}

/** Of the shown pixels' errors: what is drawn brightest, so that single pixels do not darken all others. */
const BRIGHTEST = 0.995;

/** Errors of [C, H, W] as one number per pixel [N, H, W]: the mean over the channels. */
function pixelErrors({ data, shape }: HostTensor, [channels, height, width]: Shape): Float64Array {
  const area = height! * width!;
  const pixels = new Float64Array(shape[0]! * area);
  for (let i = 0; i < data.length; i++) {
    const image = Math.floor(i / (channels! * area));
    pixels[image * area + (i % area)]! += data[i]! / channels!;
  }
  return pixels;
}

interface Band {
  readonly heading?: string;
  readonly indices: readonly number[];
}

/** What is shown: the worst; where it is known what is normal, also where the scores go wrong. */
function bandsOf(scored: ScoredRun, count: number): Band[] {
  const { isNormal } = scored;
  const order = worstFirst(scored);
  const worst = order.slice(0, count);
  if (!isNormal) return [{ indices: worst }];
  return [
    { heading: 'Highest scores of all', indices: worst },
    {
      heading: 'Normal images with the highest scores: false alarms come from here',
      indices: order.filter((index) => isNormal[index]).slice(0, count),
    },
    {
      heading: 'Anomalies with the lowest scores: what is missed',
      indices: order
        .filter((index) => !isNormal[index])
        .reverse()
        .slice(0, count),
    },
  ];
}

function percent(share: number): string {
  return `${formatNumber(100 * share, 3)} %`;
}

export function flaggedShare({ scores, threshold }: ScoredRun): number {
  return scores.filter((score) => score > threshold).length / scores.length;
}

/**
 * Images with the highest scores above their reconstructions and their errors.
 * @param shape of one image, [C, H, W]
 * @param count images side by side
 */
export function anomaliesPicture(
  scored: ScoredRun,
  shape: Shape,
  count: number,
): Promise<Uint8Array> {
  const { scores, threshold, names, quantile } = scored;
  const bands = bandsOf(scored, count);
  const [, height, width] = shape as readonly [number, number, number];
  const drawn = bands.map(({ heading, indices }): AnomalyBand => {
    const pick = (values: HostTensor) => pickRows(values, indices);
    const errors = pixelErrors(pick(scored.weighed), shape);
    return {
      heading,
      images: asImages(pick(scored.original), shape),
      reconstructions: asImages(pick(scored.reconstruction), shape),
      errors: {
        data: errors,
        count: indices.length,
        height,
        width,
      },
      captions: indices.map((index) => `${formatNumber(scores[index]!, 3)}\n${names[index]}`),
      framed: indices.map((index) => scores[index]! > threshold),
      brightest: upperThreshold(errors, BRIGHTEST) || 1,
    };
  });
  return anomalyGrid({
    title: 'What the model cannot reconstruct',
    subtitle: `Score: mean ${SCORE_NAMES[scored.score]}. Framed: above the threshold ${formatNumber(threshold, 3)}, which ${percent(1 - quantile)} of the training images exceed. Errors from violet, none, to yellow, the largest of their row.`,
    bands: drawn,
    columns: Math.max(...bands.map(({ indices }) => indices.length)),
  });
}

/** All scores as a histogram, normal examples apart where they are known. */
export function scoresPicture(scored: ScoredRun): Promise<Uint8Array> {
  const { scores, isNormal, threshold, quantile } = scored;
  const part = (normal: boolean) => scores.filter((_, index) => isNormal![index] === normal);
  const groups: ScoreGroup[] = isNormal
    ? [
        { name: 'Normal test images', scores: part(true) },
        { name: 'Anomalies', scores: part(false) },
      ]
    : [{ name: 'Scored images', scores }];
  const shares = groups.map(({ name, scores: members }) => {
    const above = Array.from(members).filter((score) => score > threshold).length;
    return `${percent(above / members.length)} of ${members.length.toLocaleString('en-US')} ${name.toLowerCase()}`;
  });
  return scoreHistogram({
    title: 'Scores, and the threshold',
    subtitle: `The threshold leaves ${percent(quantile)} of the training images below it. Above it: ${shares.join(', ')}.`,
    groups,
    threshold,
    thresholdName: 'Threshold',
    xName: `Mean ${SCORE_NAMES[scored.score]}, logarithmic`,
  });
}

/** How a separation is called in pictures and tables. */
export function separationName({ by, score }: Pick<Separation, 'by' | 'score'>): string {
  return `${by === 'model' ? 'This run' : `PCA, ${PCA_COMPONENTS} components`}: ${SCORE_NAMES[score]}`;
}

/** Only for runs of which it is known what is normal. */
export function rocPicture(
  scored: ScoredRun,
  separations: readonly Separation[],
  normal: string,
): Promise<Uint8Array> {
  const { scores, threshold, isNormal = [] } = scored;
  const normals = scores.filter((_, index) => isNormal[index]);
  const alarms = normals.filter((score) => score > threshold).length / normals.length;
  return rocCurves({
    title: `Telling ${normal} from all other classes`,
    subtitle: `Each point is a threshold; the area is the share of pairs in which the anomaly scores higher. Vertical: false alarms at the threshold in use, ${percent(alarms)}.`,
    curves: separations.map((separation) => ({
      name: `${separationName(separation)}\narea ${separation.auroc.toFixed(3)}`,
      points: separation.curve,
      dashed: separation.by === 'pca',
    })),
    falseAlarms: alarms,
  });
}
