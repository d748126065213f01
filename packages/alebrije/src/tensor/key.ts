/**
 * Random numbers from a counter-based generator: Philox4x32-10, Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC'11. A key stands for one stream and has no state: the same key
 * gives the same numbers everywhere and always. Draw once from a key, and `fold` it for more.
 */

import { UserError } from '../errors.ts';
import { encrypt, type Key, streamFloats, streamMask, streamWords } from './philox.ts';

export type { Key } from './philox.ts';

/** Last word of the counter, which is 0 in blocks that are drawn, so that draws and folds never share one. */
const FOLD_NUMBER = 1;
const FOLD_STRING = 2;
/** Marks the last block of a string. */
const LAST = 1 << 16;

const UNIT_32 = 2 ** -32;

/** The high word of a safe integer in two's complement; the low one is `value >>> 0`. */
function highWord(value: number): number {
  return Math.floor(value / 2 ** 32) >>> 0;
}

/**
 * The root key of a run; different seeds have different keys.
 * @throws UserError if the seed is no safe integer
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed)) {
    throw new UserError(`The seed must be a whole number of at most 53 bits, not ${seed}`);
  }
  return { k0: seed >>> 0, k1: highWord(seed) };
}

/**
 * The key of a place under `parent`: a name, a step, an index. Different paths of places give
 * independent streams; the number 1 and the string '1' are different places.
 * A string is absorbed six UTF-16 units a block into the 64-bit key (a block cipher as the
 * compression function of a hash); each block carries the count of its units and the last one is
 * marked, so padding joins no two strings.
 * @throws RangeError if the place is a number but no safe integer
 */
export function fold(parent: Key, place: string | number): Key {
  if (typeof place === 'number') {
    if (!Number.isSafeInteger(place)) {
      throw new RangeError(`A place must be a string or a whole number, not ${place}`);
    }
    return firstWords(encrypt(place >>> 0, highWord(place), 0, FOLD_NUMBER, parent));
  }
  let folded = parent;
  let start = 0;
  do {
    const units = Math.min(6, place.length - start);
    folded = firstWords(
      encrypt(
        unitPair(place, start),
        unitPair(place, start + 2),
        unitPair(place, start + 4),
        FOLD_STRING | (units << 8) | (start + 6 >= place.length ? LAST : 0),
        folded,
      ),
    );
    start += 6;
  } while (start < place.length);
  return folded;
}

function firstWords(block: Uint32Array): Key {
  return { k0: block[0]!, k1: block[1]! };
}

/** Two UTF-16 units as one word, zeros past the end. */
function unitPair(text: string, index: number): number {
  const low = index < text.length ? text.charCodeAt(index) : 0;
  const high = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  return low | (high << 16);
}

/** Uniform draws in [0, 1), multiples of 2⁻²⁴. Fewer draws are a prefix of more. */
export function drawUniform(source: Key, count: number): Float32Array {
  return streamFloats(source, count, 'uniform');
}

/**
 * Standard normal draws by the Box-Muller transform, in pairs; |draw| < 6.67. Fewer draws are a
 * prefix of more.
 */
export function drawNormal(source: Key, count: number): Float32Array {
  return streamFloats(source, count, 'normal');
}

const UNIT_16 = 2 ** -16;

/**
 * `value` with `probability`, else 0; the probability to a multiple of 2⁻¹⁶ that is neither 0 nor 1. Half
 * a word each. Fewer draws are a prefix of more.
 * @param probability above 0 and below 1
 */
export function drawBernoulli(
  source: Key,
  count: number,
  probability: number,
  value = 1,
): Float32Array {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`The probability must lie between 0 and 1, not ${probability}`);
  }
  const threshold = Math.min(Math.max(Math.round(probability / UNIT_16), 1), 2 ** 16 - 1);
  return streamMask(source, count, { threshold, value });
}

/**
 * Whole numbers in 0..bound − 1, as floor(word · bound / 2³²). Not rejected until exactly uniform,
 * so that draw i always comes from word i: the probability of a value is off by less than 2⁻³²,
 * which no sample of fewer than about (2³² / bound)² numbers could show.
 * @param bound from 1 to 2³¹
 */
export function drawIntegers(source: Key, count: number, bound: number): Int32Array {
  if (!Number.isSafeInteger(bound) || bound < 1 || bound > 2 ** 31) {
    throw new RangeError(`The bound must be a whole number from 1 to 2^31, not ${bound}`);
  }
  const words = streamWords(source, count);
  const draws = new Int32Array(count);
  for (let i = 0; i < count; i++) draws[i] = Math.floor(words[i]! * UNIT_32 * bound);
  return draws;
}

/** A random order of 0..n − 1 (Fisher-Yates; each swap off uniform by less than 2⁻³²). */
export function drawPermutation(source: Key, n: number): Int32Array {
  const words = streamWords(source, n);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const other = Math.floor(words[i]! * UNIT_32 * (i + 1));
    order[i] = order[other]!;
    order[other] = i;
  }
  return order;
}
