/**
 * What goes wrong in adversarial training, told from numbers of its epochs: a discriminator that tells
 * everything apart, a generator that makes few things or always others. Goodfellow, "NIPS 2016 tutorial:
 * Generative adversarial networks", section 5.1; Arjovsky and Bottou, "Towards principled methods for
 * training generative adversarial networks" (ICLR 2017). K classes.
 */

import { bySeverity, type Finding, finding } from '../train/finding.ts';

/** What was seen of one epoch. Each may be missing. */
export interface AdversarialEpoch {
  readonly epoch: number;
  /** Share of held-out examples, and of samples, that the discriminator tells right. */
  readonly accuracyReal?: number;
  readonly accuracyGenerated?: number;
  /** Relative variance of the samples' features over that of the data's. */
  readonly diversity?: number;
  /** Classes of the data that hardly any sample is of. */
  readonly missingClasses?: number;
  /** Share of the samples that would have to change class to have the classes of the epoch before. */
  readonly classShift?: number;
}

export interface AdversarialHistory {
  readonly epochs: readonly AdversarialEpoch[];
  /** Names of the classes that are missing in the last epoch. */
  readonly missing?: readonly string[];
  /** K; 0 where the data have none. */
  readonly classes: number;
}

/** Both sides told right as often as this leave the generator little to learn from. */
const SATURATED = 0.98;
/** Epochs in a row that make it more than an accident. */
const LASTING = 2;
/** Of the data's variance: below, samples repeat each other; far below, they are one picture. */
const POOR = 0.5;
const COLLAPSED = 0.2;
/** Of all classes. */
const MANY_MISSING = 0.3;
const MOST_MISSING = 0.5;
/** Between two epochs, of the samples. */
const JUMP = 0.4;
const JUMPS = 3;
/** Epochs that are looked at for jumps. */
const RECENT = 5;
/** Before the generator has found anything, it is too early to say that it lost it. */
const EARLY = 1;

const percent = (share: number) => `${Math.round(100 * share)} %`;

function findSaturation({ epochs }: AdversarialHistory): Finding | undefined {
  const isSaturated = ({ accuracyReal = 0, accuracyGenerated = 0 }: AdversarialEpoch) =>
    Math.min(accuracyReal, accuracyGenerated) >= SATURATED;
  const last = epochs.slice(-LASTING);
  if (last.length < LASTING || !last.every(isSaturated)) return undefined;
  const { accuracyReal, accuracyGenerated } = last.at(-1)!;
  return finding('warning', 'discriminatorSaturated', {
    real: percent(accuracyReal!),
    generated: percent(accuracyGenerated!),
    epochs: LASTING,
  });
}

function findLowVariance({ epochs }: AdversarialHistory): Finding | undefined {
  const { epoch, diversity } = epochs.at(-1)!;
  if (diversity === undefined || epoch <= EARLY || diversity >= POOR) return undefined;
  return finding(diversity < COLLAPSED ? 'serious' : 'warning', 'lowVariance', {
    share: percent(diversity),
  });
}

function findMissingClasses({
  epochs,
  missing = [],
  classes,
}: AdversarialHistory): Finding | undefined {
  const { epoch, missingClasses } = epochs.at(-1)!;
  if (missingClasses === undefined || epoch <= EARLY) return undefined;
  if (classes === 0 || missingClasses < MANY_MISSING * classes) return undefined;
  const names = missing.length > 0 ? ` (${missing.join(', ')})` : '';
  const isMost = missingClasses >= MOST_MISSING * classes;
  return finding(isMost ? 'serious' : 'warning', 'classesMissing', {
    missing: missingClasses,
    classes,
    names,
  });
}

function findOscillation({ epochs }: AdversarialHistory): Finding | undefined {
  const shifts = epochs
    .slice(-RECENT)
    .filter(({ epoch }) => epoch > EARLY + 1)
    .map(({ classShift = 0 }) => classShift);
  const jumps = shifts.filter((shift) => shift > JUMP);
  if (jumps.length < JUMPS) return undefined;
  return finding('warning', 'oscillation', {
    jumps: jumps.length,
    epochs: shifts.length,
    share: percent(Math.min(...jumps)),
  });
}

/**
 * What is wrong after the last of some epochs.
 * @returns the most severe first; nothing if all is well
 */
export function diagnoseAdversarial(history: AdversarialHistory): readonly Finding[] {
  if (history.epochs.length === 0) return [];
  return [findLowVariance, findMissingClasses, findSaturation, findOscillation]
    .flatMap((find) => find(history) ?? [])
    .sort(bySeverity);
}

/**
 * How much examples [N, D] differ, as a share of their mean squared length: 0 for copies of one, at most 1. The
 * length counts out how strongly a classifier responds, which it does less to samples that are not sharp yet.
 */
export function relativeVariance(data: ArrayLike<number>, size: number): number {
  const count = data.length / size;
  let [variance, length] = [0, 0];
  for (let column = 0; column < size; column++) {
    let [mean, squares] = [0, 0];
    for (let row = 0; row < count; row++) {
      const value = data[row * size + column]!;
      const delta = value - mean;
      mean += delta / (row + 1);
      squares += delta * (value - mean);
    }
    variance += squares / count;
    length += squares / count + mean ** 2;
  }
  return length > 0 ? variance / length : 0;
}

/** Half the sum of the absolute differences of shares: 0 where they are the same, 1 where they are apart. */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, share, k) => sum + Math.abs(share - b[k]!), 0) / 2;
}
