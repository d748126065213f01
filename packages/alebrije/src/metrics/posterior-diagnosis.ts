/**
 * Whether the codes of a variational autoencoder have collapsed to the prior, or run away from it: He
 * et al., "Lagging inference networks and posterior collapse in variational autoencoders" (ICLR 2019),
 * and the references there. Z numbers in a code.
 */

import { bySeverity, type Finding, finding } from '../train/finding.ts';
import { activeUnits, type PosteriorStatistics } from './posterior.ts';

/** Beyond these the codes of the data, taken together, are no longer where the prior draws from. */
const FAR_MEAN = 0.5;
const NARROW = 0.5;
const WIDE = 2;
/** Numbers of a code that a sentence names. */
const NAMED = 8;

/** In any language. */
function units(indices: readonly number[]): string {
  const names = indices.slice(0, NAMED).map((index) => `z${index + 1}`);
  const rest = indices.length - names.length;
  return rest > 0 ? `${names.join(', ')}, ... (+${rest})` : names.join(', ');
}

const indicesOf = (truths: readonly boolean[]) =>
  truths.flatMap((truth, index) => (truth ? [index] : []));

function findNonFinite({ mean, deviation, kl }: PosteriorStatistics): Finding | undefined {
  const broken = indicesOf(
    Array.from(kl, (value, i) => !Number.isFinite(value + mean[i]! + deviation[i]!)),
  );
  if (broken.length === 0) return undefined;
  return finding('serious', 'posteriorNotFinite', { numbers: units(broken) });
}

function findCollapse(statistics: PosteriorStatistics): Finding | undefined {
  const active = activeUnits(statistics);
  const [size, alive] = [active.length, indicesOf(active).length];
  if (alive === size) return undefined;
  const collapsed = indicesOf(active.map((isActive) => !isActive));
  const kl = statistics.kl.reduce((sum, value) => sum + value, 0);
  if (alive === 0) {
    const largest = Math.max(...statistics.meanDeviation);
    return finding('serious', 'posteriorCollapsed', {
      deviation: largest.toPrecision(2),
      kl: kl.toPrecision(2),
    });
  }
  return finding(alive < size / 2 ? 'warning' : 'note', 'numbersCollapsed', {
    active: alive,
    size,
    kl: kl.toFixed(1),
    numbers: units(collapsed),
  });
}

/** Of the numbers that carry information: the others are at the prior. */
function findDistance(statistics: PosteriorStatistics): Finding | undefined {
  const { mean, deviation } = statistics;
  const far = indicesOf(
    activeUnits(statistics).map((isActive, i) => {
      const isOff = Math.abs(mean[i]!) > FAR_MEAN;
      return isActive && (isOff || deviation[i]! < NARROW || deviation[i]! > WIDE);
    }),
  );
  if (far.length === 0) return undefined;
  const worst = far.reduce((a, b) => {
    const distance = (i: number) => Math.abs(mean[i]!) + Math.abs(Math.log(deviation[i]!));
    return distance(b) > distance(a) ? b : a;
  });
  return finding('warning', 'codesOffPrior', {
    numbers: units(far),
    worst: `z${worst + 1}`,
    mean: mean[worst]!.toFixed(2),
    deviation: deviation[worst]!.toFixed(2),
  });
}

/** The most severe first; nothing if all is well. */
export function diagnosePosterior(statistics: PosteriorStatistics): Finding[] {
  const broken = findNonFinite(statistics);
  if (broken) return [broken];
  return [findCollapse(statistics), findDistance(statistics)]
    .filter((found) => found !== undefined)
    .sort(bySeverity);
}
