/** The space of codes itself, beside what becomes of it: where the data lie in it, and N(0, I) where it counts. */

import type { Pictures } from '../engine/views/pictures.ts';
import { paintHuedDots } from './marks.ts';
import { paintGround, type Sheet } from './sheet.ts';

export interface CodeScene {
  readonly pictures: Pictures;
  readonly groups: readonly number[][];
  /** True if codes are to be distributed as N(0, I). */
  readonly hasPrior: boolean;
}

/** Codes that a sheet shows in each direction, in deviations of N(0, 1) or of half the codes' range. */
export const CODE_EXTENT = 3.2;

/** Half of the codes' range along an axis is this many units of the sheet. */
const RANGE_UNITS = 2.6;

/** Codes [N, Z] as places of the sheet [N, 2]; a line of codes lies in the middle, spread by their order. */
function placesOf(codes: Float32Array, count: number, range: Float32Array, hasPrior: boolean) {
  const size = codes.length / count;
  const scaled = (value: number, axis: number) => {
    if (hasPrior) return value;
    const [least, largest] = [range[2 * axis]!, range[2 * axis + 1]!];
    return ((2 * (value - least)) / (largest - least || 1) - 1) * RANGE_UNITS;
  };
  const places = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    places[2 * i] = scaled(codes[size * i]!, 0);
    // Rows of dots: the golden ratio spreads neighbours evenly.
    const spread = ((i * 0.618034) % 1) - 0.5;
    places[2 * i + 1] = size === 1 ? 1.6 * spread : scaled(codes[size * i + 1]!, 1);
  }
  return places;
}

/** Circles at one and two deviations of N(0, I). */
function paintPrior({ context, palette, x, y, unit }: Sheet, size: number): void {
  context.strokeStyle = palette.ink;
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  if (size === 1) {
    for (let code = -CODE_EXTENT; code <= CODE_EXTENT; code += 0.1) {
      context.lineTo(x(code), y(1.1 + 1.6 * Math.exp(-(code ** 2) / 2)));
    }
  } else {
    for (const radius of [1, 2]) {
      context.moveTo(x(radius), y(0));
      context.arc(x(0), y(0), radius * unit, 0, 2 * Math.PI);
    }
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** So many posteriors are drawn as ellipses, lest they hide each other. */
const ELLIPSES = 60;

function paintDeviations(sheet: Sheet, places: Float32Array, deviations: Float32Array): void {
  const { context, palette, x, y, unit } = sheet;
  const count = places.length / 2;
  const size = deviations.length / count;
  context.strokeStyle = palette.models.vae;
  context.globalAlpha = 0.35;
  context.lineWidth = 0.8;
  context.beginPath();
  for (let i = 0; i < Math.min(count, ELLIPSES); i++) {
    const [left, top] = [x(places[2 * i]!), y(places[2 * i + 1]!)];
    const across = deviations[size * i]! * unit;
    if (size === 1) {
      context.moveTo(left - across, top);
      context.lineTo(left + across, top);
    } else {
      context.moveTo(left + across, top);
      context.ellipse(left, top, across, deviations[size * i + 1]! * unit, 0, 0, 2 * Math.PI);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

export function paintCodeSpace(sheet: Sheet, { pictures, groups, hasPrior }: CodeScene): void {
  paintGround(sheet);
  const { codes, reconstructions, gridRange, deviations } = pictures;
  if (!codes || !reconstructions || !gridRange) return;
  const count = reconstructions.length / 2;
  const places = placesOf(codes, count, gridRange, hasPrior);
  if (hasPrior) paintPrior(sheet, codes.length / count);
  if (hasPrior && deviations) paintDeviations(sheet, places, deviations);
  paintHuedDots(sheet, places, { groups, radius: 1.3 });
}
