/** Codes made of whole numbers: how many are used, and what knowing their frequencies alone is worth. */

/** Codes [N, P], row by row, each from 0 to K − 1. */
export interface DiscreteCodes {
  readonly codes: ArrayLike<number>;
  /** P. */
  readonly places: number;
  /** K. */
  readonly kinds: number;
}

function frequencies({ codes, kinds }: DiscreteCodes): Float64Array {
  const counts = new Float64Array(kinds);
  for (let i = 0; i < codes.length; i++) counts[codes[i]!]! += 1;
  return counts;
}

/** exp of the entropy of all codes together: K where all are used alike, 1 where only one is. */
export function codebookPerplexity(all: DiscreteCodes): number {
  let entropy = 0;
  for (const count of frequencies(all)) {
    const share = count / all.codes.length;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

/** How many of the K codes occur. */
export function usedCodes(all: DiscreteCodes): number {
  return frequencies(all).filter((count) => count > 0).length;
}

/**
 * What drawing every place on its own would score: the mean of −ln p of the held-out codes, where p is
 * the code's frequency at that place in the training codes, each counted once more than it occurs; nats
 * per code.
 */
export function independentCodesNll(train: DiscreteCodes, heldOut: DiscreteCodes): number {
  const { places, kinds } = train;
  const counts = new Float64Array(places * kinds).fill(1);
  for (let i = 0; i < train.codes.length; i++) {
    counts[(i % places) * kinds + train.codes[i]!]! += 1;
  }
  const total = train.codes.length / places + kinds;
  let sum = 0;
  for (let i = 0; i < heldOut.codes.length; i++) {
    sum -= Math.log(counts[(i % places) * kinds + heldOut.codes[i]!]! / total);
  }
  return sum / heldOut.codes.length;
}
