/** Which image is open, and the variations of it, are in the address too. */

import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { LARGEST_SEED, wholeIn } from './settings.ts';
import { type Nearby, USUAL_NEARBY } from './variations.tsx';

const NAMES = { index: 'at', distance: 'near', seed: 'nearby' } as const;

/** @param count of images; what is beyond is not open */
export function useOpened(count: number) {
  const [parameters, setParameters] = useSearchParams();
  const index = wholeIn(parameters, NAMES.index, 0, count - 1);
  const open = useCallback(
    (next: number | undefined) =>
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          if (next === undefined) for (const name of Object.values(NAMES)) after.delete(name);
          else after.set(NAMES.index, String(next));
          return after;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return [index, open] as const;
}

export function useNearby() {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get(NAMES.distance);
  const seed = wholeIn(parameters, NAMES.seed, 0, LARGEST_SEED) ?? USUAL_NEARBY.seed;
  const distance = text === null ? USUAL_NEARBY.distance : Number(text);
  const nearby: Nearby = useMemo(
    () => ({
      seed,
      distance: distance >= 0 && distance <= 1 ? distance : USUAL_NEARBY.distance,
    }),
    [seed, distance],
  );
  const change = useCallback(
    (next: Nearby) =>
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          after.set(NAMES.distance, String(next.distance));
          after.set(NAMES.seed, String(next.seed));
          return after;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return [nearby, change] as const;
}

/** Of a link to one image. */
export function withOpened(parameters: URLSearchParams, index: number, nearby?: Nearby) {
  const after = new URLSearchParams(parameters);
  after.set(NAMES.index, String(index));
  if (nearby) {
    after.set(NAMES.distance, String(nearby.distance));
    after.set(NAMES.seed, String(nearby.seed));
  }
  return after;
}
