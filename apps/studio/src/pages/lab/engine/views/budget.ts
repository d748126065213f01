/** Keeps what is only looked at from taking the time of what is learned. */

import type { Effort } from './pictures.ts';

export interface Budget {
  /** Does the work and gives its result; with spare effort not too short a time after the last one. */
  spend<Result>(work: () => Promise<Result>, effort: Effort): Promise<Result | undefined>;
}

/** Of the time that work takes, how much must pass before it is done again. */
const REST = 4;

/** @param least milliseconds between the end of one and the beginning of the next */
export function createBudget(least: number, now = () => performance.now()): Budget {
  let next = Number.NEGATIVE_INFINITY;
  return {
    async spend(work, effort) {
      const begin = now();
      if (effort === 'none' || (effort === 'spare' && begin < next)) return undefined;
      const result = await work();
      const end = now();
      next = end + Math.max(least, REST * (end - begin));
      return result;
    },
  };
}
