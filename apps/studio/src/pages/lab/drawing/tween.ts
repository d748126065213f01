/** Pictures that glide from one frame of the training to the next. */

import type { Pictures } from '../engine/views/pictures.ts';

const GLIDING = ['reconstructions', 'samples', 'grid', 'gradients', 'surface', 'field'] as const;

type Gliding = (typeof GLIDING)[number];

export interface Tween {
  /** The pictures to be shown from now on. */
  aim(pictures: Pictures, time: number): void;
  /** The pictures at a time, and whether they have arrived. */
  at(time: number): { readonly pictures: Pictures; readonly hasArrived: boolean };
}

/** Milliseconds that a glide may last, however far apart frames come. */
const LONGEST = 320;

export function createTween(): Tween {
  let target: Pictures = {};
  let start: Partial<Record<Gliding, Float32Array>> = {};
  let shown: Partial<Record<Gliding, Float32Array>> = {};
  let begun = 0;
  let lasts = 0;

  function blend(name: Gliding, share: number): Float32Array | undefined {
    const [from, to] = [start[name], target[name]];
    if (!to || !from || from.length !== to.length || share >= 1) return to;
    return to.map((value, index) => from[index]! + share * (value - from[index]!));
  }

  return {
    aim(pictures, time) {
      start = { ...shown };
      lasts = Math.min(LONGEST, time - begun);
      begun = time;
      target = pictures;
    },
    at(time) {
      const share = lasts > 0 ? Math.min(1, (time - begun) / lasts) : 1;
      shown = {};
      for (const name of GLIDING) {
        const blended = blend(name, share);
        if (blended) shown[name] = blended;
      }
      return { pictures: { ...target, ...shown }, hasArrived: share >= 1 };
    },
  };
}
