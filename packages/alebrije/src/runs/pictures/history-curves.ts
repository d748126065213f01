/** Loss curves of a training, with the numbers to judge them by. */

import {
  type HistoryEntry,
  type LossCurvesOptions,
  lossCurves,
  lossCurvesSvg,
  type ReferenceLine,
} from '../../explore/figures/index.ts';
import type { ExpectedNumber } from '../../recipes/recipe.ts';
import { phasesOf, type TrainingPhase } from '../../train/phases.ts';
import { validationName } from '../../train/progress.ts';
import type { OpenModel } from '../open-model.ts';
import type { Picture } from './picture.ts';

/** Parts of the loss in words, where their names alone would not tell. */
export const PART_NAMES: Readonly<Record<string, string>> = {
  loss: 'Loss',
  reconstruction: 'Reconstruction, weighted',
  kl: 'KL divergence, weighted',
  penalty: 'Penalty on the code, weighted',
  denoised: 'Error of what was denoised',
  bce: 'Cross-entropy per pixel',
  mse: 'Squared error per value',
  discriminator: 'Loss of the discriminator',
  real: 'Score of real examples',
  generated: 'Score of generated examples',
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

function curvesOf(model: OpenModel): LossCurvesOptions {
  const { progress, recipe, system } = model;
  const history = progress.history as readonly HistoryEntry[];
  const parts = lossParts(history);
  const curves = {
    title: 'Training and validation, epoch by epoch',
    history,
    parts,
    partNames:
      system.lossRanks === false ? { ...PART_NAMES, loss: 'Loss of the generator' } : PART_NAMES,
    references: referencesFor(parts, recipe.expected),
  };
  return system.phases ? curvesByPhase(curves, phasesOf(system)) : curves;
}

/**
 * The same curves, each phase in panels of its own, for losses of different phases have no scale in
 * common. References are for the last one, which trains the whole.
 */
function curvesByPhase(
  { history, parts, references, ...rest }: LossCurvesOptions & { readonly parts: string[] },
  phases: readonly TrainingPhase[],
): LossCurvesOptions {
  const nameIn = (phase: number, part: string) => `phase${phase}${part}`;
  const reached = phases.filter(({ number }) => history.some(({ phase }) => phase === number));
  const split = history.map((entry): HistoryEntry => {
    const own = parts.flatMap((part) => {
      const name = nameIn(entry.phase!, part);
      return [
        [name, entry[part]!] as const,
        [validationName(name), entry[validationName(part)]!] as const,
      ];
    });
    return { epoch: entry.epoch, ...Object.fromEntries(own) };
  });
  const panels = reached.flatMap((phase) => parts.map((part) => ({ phase, part })));
  return {
    ...rest,
    history: split,
    parts: panels.map(({ phase, part }) => nameIn(phase.number, part)),
    partNames: Object.fromEntries(
      panels.map(({ phase, part }) => [
        nameIn(phase.number, part),
        `${capitalised(phase.name)}: ${(PART_NAMES[part] ?? part).toLowerCase()}`,
      ]),
    ),
    references: reached.some(({ isLast }) => isLast)
      ? references?.map((line) => ({ ...line, part: nameIn(phases.length, line.part) }))
      : [],
  };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
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
