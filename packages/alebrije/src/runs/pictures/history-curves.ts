/** Loss curves of a training, with the numbers to judge them by. */

import {
  type HistoryEntry,
  type LossCurvesOptions,
  lossCurves,
  lossCurvesSvg,
  type ReferenceLine,
} from '../../explore/figures/index.ts';
import type { ExpectedNumber } from '../../recipes/recipe.ts';
import { validationName } from '../../train/progress.ts';
import type { OpenModel } from '../open-model.ts';
import type { Picture } from './picture.ts';

/** Parts of the loss in words, where their names alone would not tell. */
export const PART_NAMES: Readonly<Record<string, string>> = {
  loss: 'Loss',
  reconstruction: 'Reconstruction, weighted',
  kl: 'KL divergence, weighted',
  bce: 'Cross-entropy per pixel',
  mse: 'Squared error per value',
};

/** What was measured on both training and validation examples; times and norms are no losses. */
function lossParts(history: readonly HistoryEntry[]): string[] {
  const names = new Set(history.flatMap((entry) => Object.keys(entry)));
  return [...names].filter((name) => names.has(validationName(name)));
}

function labelOf({ kind, epochs, source }: ExpectedNumber): string {
  if (kind === 'floor') return source;
  if (kind === 'limit') return 'best possible';
  return epochs === undefined ? 'published' : `published, epoch ${epochs}`;
}

/** The one to judge by among references of one kind: the latest published, the hardest floor. */
function isMoreTelling(a: ExpectedNumber, b: ExpectedNumber): boolean {
  return a.kind === 'reach' ? (a.epochs ?? 0) > (b.epochs ?? 0) : a.value < b.value;
}

function referencesFor(
  parts: readonly string[],
  expected: readonly ExpectedNumber[],
): ReferenceLine[] {
  const isTelling = (number: ExpectedNumber) =>
    !expected.some(
      (other) =>
        other.metric === number.metric &&
        other.kind === number.kind &&
        isMoreTelling(other, number),
    );
  return expected.filter(isTelling).flatMap((number) => {
    const part = parts.find((name) => validationName(name) === number.metric);
    return part ? [{ part, label: labelOf(number), value: number.value }] : [];
  });
}

function curvesOf({ progress, recipe }: OpenModel): LossCurvesOptions {
  const history = progress.history as readonly HistoryEntry[];
  const parts = lossParts(history);
  return {
    title: 'Training and validation, epoch by epoch',
    history,
    parts,
    partNames: PART_NAMES,
    references: referencesFor(parts, recipe.expected),
  };
}

/** Numbers: the last epoch's record. @throws UserError if no epoch is done */
export async function historyPicture(model: OpenModel): Promise<Picture> {
  const png = await lossCurves(curvesOf(model));
  return { png, numbers: model.progress.history.at(-1)! };
}

/** The same curves as an SVG element. @throws UserError if no epoch is done */
export function historySvg(model: OpenModel): Promise<string> {
  return lossCurvesSvg({ ...curvesOf(model), title: undefined });
}
