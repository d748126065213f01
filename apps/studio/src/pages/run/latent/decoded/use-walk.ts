/** A walk through the latent space without end: from one random code to the next. */

import { useCallback, useEffect, useRef, useState } from 'react';
import {
  smooth,
  spherical,
} from '../../../../../../../packages/alebrije/src/explore/latent/interpolate.ts';
import { drawCode } from '../codes/draw-code.ts';
import { useExplorer } from '../explorer-context.ts';

const SECONDS = 2.4;

export function useWalk() {
  const { capabilities, codes, code } = useExplorer();
  const [isPlaying, setPlaying] = useState(false);
  const draw = useRef(() => drawCode(capabilities, codes));
  draw.current = () => drawCode(capabilities, codes);

  useEffect(() => {
    if (!isPlaying) return;
    let from: ArrayLike<number> = code.get();
    let to: ArrayLike<number> = draw.current();
    let began = performance.now();
    let own = code.get();
    const step = (now: number) => {
      // Who moves the code meanwhile takes it over; the walk goes on from there.
      if (code.get() !== own) {
        from = code.get();
        began = now;
      }
      const t = (now - began) / (1000 * SECONDS);
      if (t >= 1) {
        from = to;
        to = draw.current();
        began = now;
      } else {
        code.set(spherical(from, to, smooth(Math.max(0, t))), 'walk');
      }
      own = code.get();
      frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, code]);

  return { isPlaying, toggle: useCallback(() => setPlaying((before) => !before), []) };
}
