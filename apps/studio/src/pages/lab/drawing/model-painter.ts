/** Keeps the picture of one model up to date: draws when something has changed, and while something moves. */

import type { ModelName } from '../engine/settings.ts';
import type { Pictures } from '../engine/views/pictures.ts';
import { filmPlace, valueAlong } from './film.ts';
import { createFlow } from './flow.ts';
import { hueGroups } from './marks.ts';
import { paintModel } from './paint-model.ts';
import type { Palette } from './palette.ts';
import { sheetOf } from './sheet.ts';
import { createTween } from './tween.ts';
import { watchCanvas } from './watch-canvas.ts';

export interface PainterInput {
  readonly palette: Palette;
  /** [N, 2]. */
  readonly points: Float32Array;
  /** A place on the scale of colours for each point [N]. */
  readonly hues: Float32Array;
  readonly show: readonly string[];
  readonly isPlaying: boolean;
  /** Whether the film of a diffusion runs. */
  readonly hasFilm: boolean;
  /** False if the user asked for still pictures. */
  readonly mayMove: boolean;
}

export interface ModelPainter {
  use(input: PainterInput): void;
  aim(pictures: Pictures): void;
  dispose(): void;
}

export interface PainterOptions {
  readonly canvas: HTMLCanvasElement;
  readonly model: ModelName;
  /** Told the level of noise at which the film is, several times a second. */
  readonly onLevel: (level: number) => void;
}

/** Milliseconds between two drawings: about thirty a second. */
const BETWEEN = 30;
/** Where the page is so busy that it answers late, so many times as long passes until the next drawing. */
const REST = 2;
/** Of the longest wait for an answer so far. */
const FADING = 0.8;
const BETWEEN_LEVELS = 120;
/** Frames before a field is shown for the first time, so that its specks have trails. */
const WARMING = 30;

export function createModelPainter({ canvas, model, onLevel }: PainterOptions): ModelPainter {
  const tween = createTween();
  const flow = createFlow(1);
  const buffer = document.createElement('canvas');
  let input: PainterInput | undefined;
  let groups: readonly number[][] = [];
  let levels: Float32Array | undefined;
  let frame = 0;
  let lastPaint = 0;
  let asked = 0;
  /** Milliseconds that the page takes of late to come to a drawing. */
  let lag = 0;
  let lastLevel = 0;
  let isWarm = false;
  const watched = watchCanvas(canvas, (isEmpty) => {
    if (isEmpty) draw(performance.now());
    else schedule();
  });

  function schedule(): void {
    if (frame !== 0 || !watched.isVisible) return;
    asked = performance.now();
    frame = requestAnimationFrame(drawInTurn);
  }

  function tellLevel(place: number, time: number): void {
    if (!levels || time - lastLevel < BETWEEN_LEVELS) return;
    lastLevel = time;
    onLevel(Math.max(0.01, valueAlong(levels, place)));
  }

  /** Draws if the last drawing is long enough ago, else later. */
  function drawInTurn(time: number): void {
    frame = 0;
    lag = Math.max(FADING * lag, performance.now() - asked);
    if (time - lastPaint < Math.max(BETWEEN, REST * lag)) schedule();
    else draw(time);
  }

  function draw(time: number): void {
    if (!input) return;
    lastPaint = time;
    const { palette, points, show, isPlaying, hasFilm, mayMove } = input;
    const { pictures, hasArrived } = tween.at(mayMove ? time : Number.POSITIVE_INFINITY);
    const isFilm = hasFilm && mayMove && pictures.paths !== undefined;
    // Specks at rest have no direction: a still picture has arrows.
    const isMoving = isFilm || (isPlaying && mayMove);
    const isFlowing = isMoving && show.includes('field') && pictures.field !== undefined;
    if (isFlowing) for (let i = 0; i < (isWarm ? 1 : WARMING); i++) flow.advance(pictures.field!);
    isWarm ||= isFlowing;
    const film = isFilm ? filmPlace(time) : undefined;
    if (film !== undefined) tellLevel(film, time);
    const sheet = sheetOf(canvas, palette);
    if (!sheet) return;
    paintModel(sheet, {
      model,
      points,
      groups,
      pictures,
      show,
      film,
      buffer,
      flow: isMoving ? flow : undefined,
    });
    if (!hasArrived || isFilm || isFlowing) schedule();
  }

  return {
    use(next) {
      if (input?.hues !== next.hues) groups = hueGroups(next.hues);
      input = next;
      schedule();
    },
    aim(pictures) {
      levels = pictures.pathLevels;
      tween.aim(pictures, performance.now());
      schedule();
    },
    dispose() {
      watched.dispose();
      if (frame !== 0) cancelAnimationFrame(frame);
      input = undefined;
    },
  };
}
