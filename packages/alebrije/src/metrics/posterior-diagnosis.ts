/**
 * Whether the codes of a variational autoencoder have collapsed to the prior, or run away from it: He
 * et al., "Lagging inference networks and posterior collapse in variational autoencoders" (ICLR 2019),
 * and the references there. Z numbers in a code.
 */

import { bySeverity, type Finding } from '../train/finding.ts';
import { activeUnits, type PosteriorStatistics } from './posterior.ts';

/** Beyond these the codes of the data, taken together, are no longer where the prior draws from. */
const FAR_MEAN = 0.5;
const NARROW = 0.5;
const WIDE = 2;
/** Numbers of a code that a sentence names. */
const NAMED = 8;

function units(indices: readonly number[]): string {
  const names = indices.slice(0, NAMED).map((index) => `z${index + 1}`);
  const rest = indices.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}

const indicesOf = (truths: readonly boolean[]) =>
  truths.flatMap((truth, index) => (truth ? [index] : []));

const LOUDER_CODE =
  'raise the weight of the KL divergence slowly from 0 (annealing), leave each number some free bits, lower that weight or raise the one of the reconstruction';

function findNonFinite({ mean, deviation, kl }: PosteriorStatistics): Finding | undefined {
  const broken = indicesOf(
    Array.from(kl, (value, i) => !Number.isFinite(value + mean[i]! + deviation[i]!)),
  );
  if (broken.length === 0) return undefined;
  return {
    severity: 'serious',
    what: `The posterior of ${units(broken)} is not finite.`,
    cause: 'The log variance has grown so far that its exponential overflows.',
    cure: 'Lower the learning rate, clip the gradient (clipNorm), and start again from an earlier checkpoint.',
  };
}

function findCollapse(statistics: PosteriorStatistics): Finding | undefined {
  const active = activeUnits(statistics);
  const [size, alive] = [active.length, indicesOf(active).length];
  if (alive === size) return undefined;
  const collapsed = indicesOf(active.map((isActive) => !isActive));
  const kl = statistics.kl.reduce((sum, value) => sum + value, 0);
  if (alive === 0) {
    const largest = Math.max(...statistics.meanDeviation);
    return {
      severity: 'serious',
      what: `The posterior has collapsed: no number of the code moves with the example (the means deviate by at most ${largest.toPrecision(2)}, the KL divergence is ${kl.toPrecision(2)} nats), so the decoder answers every example alike.`,
      cause:
        'The KL part of the loss outweighed the reconstruction before the decoder had learned to read the code; once it ignores the code, nothing draws the code away from the prior.',
      cure: `Train again and ${LOUDER_CODE}; a decoder that is too strong for the task may also be made smaller.`,
    };
  }
  return {
    severity: alive < size / 2 ? 'warning' : 'note',
    what: `${alive} of ${size} numbers of the code carry information (${kl.toFixed(1)} nats of KL divergence); ${units(collapsed)} ${collapsed.length === 1 ? 'has' : 'have'} collapsed to the prior.`,
    cause:
      'At this weight of the KL divergence further numbers cost more than the error that they would save.',
    cure: `If the reconstructions are good enough, nothing, or a smaller codeSize; if they are blurred, ${LOUDER_CODE}.`,
  };
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
  return {
    severity: 'warning',
    what: `The codes of the data do not lie where the prior draws from: ${units(far)}; the codes of z${worst + 1} have mean ${mean[worst]!.toFixed(2)} and deviation ${deviation[worst]!.toFixed(2)} instead of 0 and 1.`,
    cause:
      'The KL part of the loss is too light beside the reconstruction, or has not yet had the time.',
    cure: 'Train longer, raise the weight of the KL divergence or lower the one of the reconstruction; or draw new codes from those of the data instead of N(0, I).',
  };
}

/** The most severe first; nothing if all is well. */
export function diagnosePosterior(statistics: PosteriorStatistics): Finding[] {
  const broken = findNonFinite(statistics);
  if (broken) return [broken];
  return [findCollapse(statistics), findDistance(statistics)]
    .filter((finding) => finding !== undefined)
    .sort(bySeverity);
}
