/** One model on its sheet, from the back to the front. */

import { planeGrid } from '../engine/plane.ts';
import type { ModelName } from '../engine/settings.ts';
import { FIELD_SIDE, type Pictures, SQUARE_CODES } from '../engine/views/pictures.ts';
import { contour } from './contour.ts';
import { pathPoints } from './film.ts';
import type { Flow } from './flow.ts';
import {
  paintArrows,
  paintCurve,
  paintDots,
  paintGrid,
  paintHuedDots,
  paintLinks,
  paintShades,
} from './marks.ts';
import { paintGround, type Sheet } from './sheet.ts';

export interface Scene {
  readonly model: ModelName;
  /** [N, 2]. */
  readonly points: Float32Array;
  /** Indices of the points of each colour. */
  readonly groups: readonly number[][];
  readonly pictures: Pictures;
  /** Names of what is to be seen. */
  readonly show: readonly string[];
  /** What shows a field; as still arrows without it. */
  readonly flow?: Flow | undefined;
  /** From 0, noise, to 1, the data, where the film of a diffusion is on. */
  readonly film?: number | undefined;
  /** For small pictures, again and again. */
  readonly buffer: HTMLCanvasElement;
}

const fieldPlaces = planeGrid(FIELD_SIDE);

/** CSS pixels of a dot on a sheet of 280, and in proportion. */
const dotRadius = ({ side }: Sheet, radius: number) => radius * Math.sqrt(side / 280);

function paintField(sheet: Sheet, { model, pictures, flow }: Scene): void {
  const { field } = pictures;
  if (!field) return;
  const colour = sheet.palette.models[model];
  if (flow) {
    flow.paint(sheet, colour);
    return;
  }
  sheet.context.globalAlpha = 0.5;
  const longest = (sheet.side / FIELD_SIDE) * 0.9;
  paintArrows(sheet, fieldPlaces, field, { colour, width: 1, scale: 0.25, longest });
  sheet.context.globalAlpha = 1;
}

function paintSurface(sheet: Sheet, { pictures, buffer }: Scene): void {
  const { surface } = pictures;
  if (!surface) return;
  const { context, palette, side } = sheet;
  paintShades(sheet, surface, [palette.generated, palette.real], buffer);
  const cell = side / (Math.round(Math.sqrt(surface.length)) - 1);
  context.strokeStyle = palette.ink;
  context.globalAlpha = 0.55;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const [x1, y1, x2, y2] of contour(surface, 0.5)) {
    context.moveTo(x1 * cell, side - y1 * cell);
    context.lineTo(x2 * cell, side - y2 * cell);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A line, or a square that codes were bent into. */
function paintCodes(sheet: Sheet, { model, pictures }: Scene): void {
  const { grid } = pictures;
  if (!grid) return;
  const colour = sheet.palette.models[model];
  if (grid.length === 2 * SQUARE_CODES ** 2) {
    sheet.context.globalAlpha = 0.55;
    paintGrid(sheet, grid, SQUARE_CODES, { colour, width: 1 });
  } else {
    sheet.context.globalAlpha = 0.85;
    paintCurve(sheet, grid, { colour, width: 2.2 });
  }
  sheet.context.globalAlpha = 1;
}

/** The median length of arrows [M, 2]. */
function medianLength(arrows: Float32Array): number {
  const lengths = Float32Array.from({ length: arrows.length / 2 }, (_, i) =>
    Math.hypot(arrows[2 * i]!, arrows[2 * i + 1]!),
  ).sort();
  return lengths[lengths.length >> 1]!;
}

/** Units of the plane that half of the arrows exceed. */
const USUAL_ARROW = 0.16;

function paintSamples(sheet: Sheet, { model, pictures, show }: Scene): void {
  const { samples, gradients } = pictures;
  if (!samples) return;
  const { palette, side } = sheet;
  const colour = model === 'gan' ? palette.ink : palette.models[model];
  if (show.includes('gradients') && gradients) {
    const usual = medianLength(gradients);
    const scale = usual > 0 ? USUAL_ARROW / usual : 0;
    sheet.context.globalAlpha = 0.5;
    paintArrows(sheet, samples, gradients, { colour, width: 1, scale, longest: side / 9 });
    sheet.context.globalAlpha = 1;
  }
  if (show.includes('samples')) {
    paintDots(sheet, samples, { colour: palette.ground, radius: dotRadius(sheet, 2.9) });
    paintDots(sheet, samples, { colour, radius: dotRadius(sheet, 2) });
  }
}

/** So many of the samples leave a track. */
const TRACKS = 90;

/** Samples on their way, with a track behind them. */
function paintPaths(sheet: Sheet, { model, pictures, show, film }: Scene): void {
  const { paths, pathLevels } = pictures;
  if (!paths || !pathLevels) return;
  const states = pathLevels.length;
  const size = paths.length / states;
  const place = film ?? 1;
  const colour = sheet.palette.models[model];
  if (show.includes('paths')) {
    const { context, x, y } = sheet;
    const last = Math.floor(place * (states - 1));
    const now = pathPoints(paths, states, place);
    context.strokeStyle = colour;
    context.lineWidth = 0.9;
    context.globalAlpha = 0.3;
    context.beginPath();
    for (let track = 0; track < TRACKS; track++) {
      for (let state = 0; state <= last; state++) {
        const at = state * size + 2 * track;
        if (state === 0) context.moveTo(x(paths[at]!), y(paths[at + 1]!));
        else context.lineTo(x(paths[at]!), y(paths[at + 1]!));
      }
      context.lineTo(x(now[2 * track]!), y(now[2 * track + 1]!));
    }
    context.stroke();
    context.globalAlpha = 1;
  }
  if (show.includes('samples')) {
    const moving = pathPoints(paths, states, place);
    paintDots(sheet, moving, { colour: sheet.palette.ground, radius: dotRadius(sheet, 2.9) });
    paintDots(sheet, moving, { colour, radius: dotRadius(sheet, 2) });
  }
}

function paintReconstructions(sheet: Sheet, { points, groups, pictures, show }: Scene): void {
  const { reconstructions } = pictures;
  if (!reconstructions || reconstructions.length !== points.length) return;
  if (show.includes('arrows')) {
    sheet.context.globalAlpha = 0.28;
    paintLinks(sheet, points, reconstructions, { colour: sheet.palette.ink, width: 0.8 });
    sheet.context.globalAlpha = 1;
  }
  if (show.includes('reconstructions')) {
    paintHuedDots(sheet, reconstructions, { groups, radius: dotRadius(sheet, 2) });
  }
}

export function paintModel(sheet: Sheet, scene: Scene): void {
  const { model, points, show } = scene;
  paintGround(sheet);
  if (show.includes('surface')) paintSurface(sheet, scene);
  if (show.includes('field')) paintField(sheet, scene);
  paintDots(sheet, points, { colour: sheet.palette.data, radius: dotRadius(sheet, 1.6) });
  if (show.includes('grid')) paintCodes(sheet, scene);
  paintReconstructions(sheet, scene);
  if (model === 'diffusion') paintPaths(sheet, scene);
  else if (model === 'gan' || show.includes('samples')) paintSamples(sheet, scene);
}
