/** What is added to codes and subtracted from them, by name. */

import { UserError } from '../../errors.ts';
import type { Term } from '../../explore/latent/index.ts';
import type { NamedVectors } from './vectors.ts';

export interface NamedTerm extends Term {
  /** In the order of the data. */
  readonly place: number;
  readonly name: string;
}

/** More than this only leads out of all codes. */
const LARGEST_STRENGTH = 10;

function placeOf({ names }: NamedVectors, name: string): number {
  return names.map((each) => each.toLowerCase()).indexOf(name.toLowerCase());
}

/**
 * 'glasses' or 'glasses:1.5'.
 * @throws UserError if there is no such name, which lists those there are, or the strength is none
 */
function parseTerm(vectors: NamedVectors, text: string): Pick<NamedTerm, 'place' | 'strength'> {
  const whole = placeOf(vectors, text);
  if (whole !== -1) return { place: whole, strength: 1 };
  const { kind, names } = vectors;
  const colon = text.lastIndexOf(':');
  const [name, given] = colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  const place = placeOf(vectors, name);
  if (place === -1) {
    throw new UserError(
      `the data have no ${kind} called ${JSON.stringify(name)}; there are ${names.join(', ')}`,
    );
  }
  const strength = given.trim() === '' ? Number.NaN : Number(given);
  if (strength > 0 && strength <= LARGEST_STRENGTH) return { place, strength };
  throw new UserError(
    `${JSON.stringify(text)} has no strength: give a number above 0, at most ${LARGEST_STRENGTH}, as in ${name}:1.5`,
  );
}

/**
 * @param add names to add, each with its strength if it is not 1: `smiling:1.5`
 * @param subtract names to subtract, likewise
 * @throws UserError if there are none, one does not exist or is given twice, or has no strength
 */
export function resolveTerms(
  vectors: NamedVectors,
  { add, subtract }: { readonly add: readonly string[]; readonly subtract: readonly string[] },
): NamedTerm[] {
  const signed = [
    ...add.map((text) => ({ text, sign: 1 })),
    ...subtract.map((text) => ({ text, sign: -1 })),
  ].map(({ text, sign }) => {
    const { place, strength } = parseTerm(vectors, text);
    return { place, strength: sign * strength };
  });
  if (signed.length === 0) {
    throw new UserError(
      `nothing is added or subtracted: give --add or --subtract with one of ${vectors.names.join(', ')}`,
    );
  }
  const twice = signed.find(({ place }, index) =>
    signed.slice(0, index).some((other) => other.place === place),
  );
  if (twice) throw new UserError(`${vectors.names[twice.place]} is given twice: give it once`);
  return signed.map(({ place, strength }) => ({
    place,
    strength,
    name: vectors.names[place]!,
    vector: vectors.vector(place),
  }));
}
