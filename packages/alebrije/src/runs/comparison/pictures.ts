/** The picture of a comparison: the same examples through each run, above the validation curves. */

import {
  type CurvePanel,
  imageGrid,
  overlaidCurves,
  type PointPanel,
  pointPairs,
  stackedFigures,
} from '../../explore/figures/index.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { HostTensor } from '../../graph/types.ts';
import { covarianceOf } from '../../metrics/covariance.ts';
import { fitPca, pcaTransform } from '../../metrics/pca.ts';
import { hostFloats, rowsOf } from '../../train/model-session.ts';
import { asImages, coordinate, pickRows } from '../pictures/picture.ts';
import { MOST_POINTS } from '../pictures/reconstructions.ts';
import type { Subject } from './subject.ts';

/** What the picture shows of one run. */
export interface PicturedRun {
  readonly label: string;
  readonly mse: number;
  /** Of all the subject's examples, [N, ...] as they are stored. */
  readonly reconstruction: HostTensor;
  readonly curve: {
    readonly quantity: string;
    readonly points: readonly (readonly [epoch: number, value: number])[];
  };
}

export interface ComparisonHeading {
  readonly title: string;
  readonly subtitle: string;
}

const labelOf = ({ label, mse }: PicturedRun) => `${label}  ${mse.toPrecision(3)}`;

function joined(parts: readonly HostTensor[]): HostTensor {
  const shape = parts[0]!.shape.slice(1);
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const data = new Float32Array(count * sizeOf(shape));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return hostFloats([count, ...shape], data);
}

function imageRows(
  { values, chosen, examples, classNames }: Subject,
  runs: readonly PicturedRun[],
  heading: ComparisonHeading,
): Promise<Uint8Array> {
  const rows = [values, ...runs.map(({ reconstruction }) => reconstruction)];
  const images = joined(rows.map((row) => pickRows(row, chosen)));
  const { labels } = examples;
  return imageGrid({
    ...heading,
    images: asImages(images, values.shape.slice(1)),
    columns: chosen.length,
    rowLabels: ['Original', ...runs.map(labelOf)],
    ...(labels &&
      classNames && { columnLabels: chosen.map((index) => classNames[labels[index]!] ?? '') }),
  });
}

/** Panels side by side. */
const PANELS = 4;

/** Points of two numbers as they are, of more along their two principal components. */
async function pointPanels(
  { values, examples }: Subject,
  runs: readonly PicturedRun[],
  heading: ComparisonHeading,
): Promise<Uint8Array[]> {
  const shown = Math.min(MOST_POINTS, values.shape[0]!);
  const dimensions = values.shape[1]!;
  const pca = dimensions === 2 ? undefined : fitPca(covarianceOf(values), 2);
  const panel = (title: string, points: HostTensor): PointPanel => {
    const plane = pca ? pcaTransform(pca, rowsOf(points, 0, shown)) : rowsOf(points, 0, shown);
    const colour = examples.colour?.subarray(0, shown);
    return { title, x: coordinate(plane, 0), y: coordinate(plane, 1), values: colour };
  };
  const original = panel('Original', values);
  const panels = runs.map((run) => panel(labelOf(run), run.reconstruction));
  const pictures: Uint8Array[] = [];
  for (let begin = 0; begin < panels.length; begin += PANELS - 1) {
    pictures.push(
      await pointPairs({
        ...(begin === 0 && heading),
        panels: [original, ...panels.slice(begin, begin + PANELS - 1)],
        valueName: 'Place on the curve',
      }),
    );
  }
  return pictures;
}

/** One panel for each quantity, in the order of the runs; a run keeps its colour. */
export function curvePanels(runs: readonly Pick<PicturedRun, 'label' | 'curve'>[]): CurvePanel[] {
  const drawn = runs
    .map(({ label, curve }, index) => ({
      quantity: curve.quantity,
      named: { name: label, points: curve.points, colour: index },
    }))
    .filter(({ named }) => named.points.length > 0);
  return [...new Set(drawn.map(({ quantity }) => quantity))].map((title) => ({
    title,
    curves: drawn.filter(({ quantity }) => quantity === title).map(({ named }) => named),
  }));
}

/** PNG bytes. */
export async function comparisonPicture(
  subject: Subject,
  runs: readonly PicturedRun[],
  heading: ComparisonHeading,
): Promise<Uint8Array> {
  const examples =
    subject.kind === 'image'
      ? [await imageRows(subject, runs, heading)]
      : await pointPanels(subject, runs, heading);
  const panels = curvePanels(runs);
  if (panels.length === 0) return stackedFigures(examples);
  const curves = await overlaidCurves({
    title: 'Validation, epoch by epoch',
    subtitle: 'Each run on the validation examples of its own training.',
    panels,
  });
  return stackedFigures([...examples, curves]);
}
