/** A place in a row of pictures that a slider moves, or time. */

import { useCallback, useEffect, useState } from 'react';

export const RATES = [1, 2, 5, 10, 20] as const;
export type Rate = (typeof RATES)[number];

export interface Playback {
  /** From 0; the last while it follows. */
  readonly place: number;
  readonly isPlaying: boolean;
  /** Pictures a second. */
  readonly rate: Rate;
  readonly goTo: (place: number) => void;
  readonly toggle: () => void;
  readonly setRate: (rate: Rate) => void;
}

/**
 * Stands at the last picture, and stays at it as more arrive, until it is moved.
 * @param length how many pictures there are
 */
export function usePlayback(length: number): Playback {
  const last = Math.max(0, length - 1);
  /** undefined: at the last, whichever that is. */
  const [chosen, setChosen] = useState<number>();
  const [isPlaying, setPlaying] = useState(false);
  const [rate, setRate] = useState<Rate>(5);
  const place = Math.min(chosen ?? last, last);

  const goTo = useCallback(
    (next: number) => setChosen(next >= last ? undefined : Math.max(0, next)),
    [last],
  );

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      setChosen((before) => {
        const next = (before ?? last) + 1;
        return next >= last ? undefined : next;
      });
    }, 1000 / rate);
    return () => clearInterval(timer);
  }, [isPlaying, rate, last]);

  useEffect(() => {
    if (isPlaying && chosen === undefined) setPlaying(false);
  }, [isPlaying, chosen]);

  const toggle = useCallback(() => {
    // From the last picture it begins again.
    if (!isPlaying && place >= last) setChosen(0);
    setPlaying(!isPlaying);
  }, [isPlaying, place, last]);

  return { place, isPlaying, rate, goTo, toggle, setRate };
}
