/** What pictures of the plane are made of: dots, arrows, bent grids and shades. */

import { hueStep, type Rgb } from './palette.ts';
import type { Sheet } from './sheet.ts';

/** Points [N, 2] in one colour. */
export function paintDots(
  { context, x, y }: Sheet,
  points: Float32Array,
  { colour, radius }: { readonly colour: string; readonly radius: number },
): void {
  context.fillStyle = colour;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [left, top] = [x(points[i]!), y(points[i + 1]!)];
    context.moveTo(left + radius, top);
    context.arc(left, top, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/** Indices of the points of each colour. */
export function hueGroups(hues: Float32Array): readonly number[][] {
  const groups: number[][] = [];
  for (const [index, hue] of hues.entries()) {
    const step = hueStep(hue);
    groups[step] ??= [];
    groups[step].push(index);
  }
  return groups;
}

/** Points [N, 2], each in the colour of its group. */
export function paintHuedDots(
  { context, x, y, palette }: Sheet,
  points: Float32Array,
  { groups, radius }: { readonly groups: readonly number[][]; readonly radius: number },
): void {
  for (const [step, indices] of groups.entries()) {
    if (!indices) continue;
    context.fillStyle = palette.hues[step]!;
    context.beginPath();
    for (const index of indices) {
      const [left, top] = [x(points[2 * index]!), y(points[2 * index + 1]!)];
      context.moveTo(left + radius, top);
      context.arc(left, top, radius, 0, 2 * Math.PI);
    }
    context.fill();
  }
}

/** A line from each point [N, 2] to its partner. */
export function paintLinks(
  { context, x, y }: Sheet,
  from: Float32Array,
  to: Float32Array,
  { colour, width }: { readonly colour: string; readonly width: number },
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (let i = 0; i < Math.min(from.length, to.length); i += 2) {
    context.moveTo(x(from[i]!), y(from[i + 1]!));
    context.lineTo(x(to[i]!), y(to[i + 1]!));
  }
  context.stroke();
}

/** Of an arrow's head, beside its tip: share of its length, and most CSS pixels. */
const HEAD = 0.32;
const LONGEST_HEAD = 6;

/**
 * Arrows [N, 2] at points [N, 2].
 * @param scale what an arrow's length is multiplied by
 * @param longest in CSS pixels
 */
export function paintArrows(
  { context, x, y, unit }: Sheet,
  at: Float32Array,
  arrows: Float32Array,
  { colour, width, scale, longest }: ArrowStyle,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (let i = 0; i < at.length; i += 2) {
    const length = Math.hypot(arrows[i]!, arrows[i + 1]!) * scale * unit;
    if (!(length > 0.7)) continue;
    const factor = (Math.min(length, longest) / length) * scale * unit;
    const [left, top] = [x(at[i]!), y(at[i + 1]!)];
    const [across, down] = [arrows[i]! * factor, -arrows[i + 1]! * factor];
    context.moveTo(left, top);
    context.lineTo(left + across, top + down);
    const shown = Math.hypot(across, down);
    const head = Math.min(HEAD, LONGEST_HEAD / shown);
    // Two short lines back from the tip, turned by half a right angle each.
    for (const turn of [1, -1]) {
      context.moveTo(left + across, top + down);
      context.lineTo(
        left + across - head * (across - turn * 0.7 * down),
        top + down - head * (down + turn * 0.7 * across),
      );
    }
  }
  context.stroke();
}

export interface ArrowStyle {
  readonly colour: string;
  readonly width: number;
  readonly scale: number;
  readonly longest: number;
}

/** A line through points [G, 2] in their order. */
export function paintCurve(
  { context, x, y }: Sheet,
  points: Float32Array,
  { colour, width }: { readonly colour: string; readonly width: number },
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) context.lineTo(x(points[i]!), y(points[i + 1]!));
  context.stroke();
}

/** Each how many-th line of a grid of codes is drawn; all of its points bend them. */
const GRID_LINES = 2;

/** A square grid [side², 2] as its rows and columns. */
export function paintGrid(
  { context, x, y }: Sheet,
  points: Float32Array,
  side: number,
  { colour, width }: { readonly colour: string; readonly width: number },
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (let line = 0; line < side; line += GRID_LINES) {
    for (let step = 0; step < side; step++) {
      const at = 2 * (line * side + step);
      if (step === 0) context.moveTo(x(points[at]!), y(points[at + 1]!));
      else context.lineTo(x(points[at]!), y(points[at + 1]!));
    }
    for (let step = 0; step < side; step++) {
      const at = 2 * (step * side + line);
      if (step === 0) context.moveTo(x(points[at]!), y(points[at + 1]!));
      else context.lineTo(x(points[at]!), y(points[at + 1]!));
    }
  }
  context.stroke();
}

const STRONGEST = 150;

/**
 * Shades [side²] from 0 to 1, row by row from the lower left, as a soft picture over the whole sheet: one
 * colour below a half and one above, none at it.
 */
export function paintShades(
  { context, side }: Sheet,
  shades: Float32Array,
  [low, high]: readonly [Rgb, Rgb],
  buffer: HTMLCanvasElement,
): void {
  const count = Math.round(Math.sqrt(shades.length));
  buffer.width = count;
  buffer.height = count;
  const small = buffer.getContext('2d');
  if (!small) return;
  const image = small.createImageData(count, count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const shade = 2 * shades[row * count + column]! - 1;
      const colour = shade > 0 ? high : low;
      const at = 4 * ((count - 1 - row) * count + column);
      image.data.set(colour, at);
      image.data[at + 3] = STRONGEST * Math.sqrt(Math.min(1, Math.abs(shade)));
    }
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  // The outermost pixels lie half outside, as their points lie on the border.
  const half = side / (count - 1) / 2;
  context.drawImage(buffer, -half, -half, side + 2 * half, side + 2 * half);
}
