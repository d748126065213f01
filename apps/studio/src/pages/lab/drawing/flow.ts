/** Specks that drift along a field of arrows and leave a trail, so that the whole field is seen at once. */

import { drawUniform, key } from '../../../../../../packages/alebrije/src/tensor/key.ts';
import { EXTENT } from '../engine/plane.ts';
import { arrowAt } from './field.ts';
import type { Sheet } from './sheet.ts';

const SPECKS = 240;
/** Places that a speck remembers. */
const TRAIL = 9;
/** Frames that it lives, at most. */
const LIFE = 70;

/** Units of the plane in a frame, for an arrow of one unit; and at most. */
const SPEED = 0.05;
const FASTEST = 0.06;
/** A slower speck has arrived and begins elsewhere. */
const SLOWEST = 0.0008;

export interface Flow {
  /** One frame on. @param field arrows [side², 2] at the points of a regular grid over the plane */
  advance(field: Float32Array): void;
  paint(sheet: Sheet, colour: string): void;
}

export function createFlow(seed: number): Flow {
  const draws = drawUniform(key(seed), 4096);
  let drawn = 0;
  const draw = () => {
    drawn = (drawn + 1) % draws.length;
    return draws[drawn]!;
  };
  /** The latest place first. */
  const trails: [number, number][][] = Array.from({ length: SPECKS }, () => [place()]);
  const ages = Array.from({ length: SPECKS }, () => Math.floor(draw() * LIFE));

  function place(): [number, number] {
    return [EXTENT * (2 * draw() - 1), EXTENT * (2 * draw() - 1)];
  }

  return {
    advance(field) {
      for (let speck = 0; speck < SPECKS; speck++) {
        const trail = trails[speck]!;
        const [x, y] = trail[0]!;
        const [across, up] = arrowAt(field, x, y);
        const length = Math.hypot(across, up);
        const speed = Math.min(FASTEST, SPEED * length);
        ages[speck]! += 1;
        if (ages[speck]! > LIFE || speed < SLOWEST) {
          ages[speck] = Math.floor(draw() * 20);
          trails[speck] = [place()];
          continue;
        }
        trail.unshift([x + (across / length) * speed, y + (up / length) * speed]);
        if (trail.length > TRAIL) trail.pop();
      }
    },
    paint({ context, x, y }, colour) {
      context.strokeStyle = colour;
      context.lineWidth = 1.1;
      // The older, the fainter: all pieces of one age are drawn at once.
      for (let age = 0; age + 1 < TRAIL; age++) {
        context.globalAlpha = 0.6 * (1 - age / TRAIL) ** 1.5;
        context.beginPath();
        for (const trail of trails) {
          const [newer, older] = [trail[age], trail[age + 1]];
          if (!newer || !older) continue;
          context.moveTo(x(newer[0]), y(newer[1]));
          context.lineTo(x(older[0]), y(older[1]));
        }
        context.stroke();
      }
      context.globalAlpha = 1;
    },
  };
}
