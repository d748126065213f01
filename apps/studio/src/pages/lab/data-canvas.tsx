/** The points as they are, on which the user draws more or rubs some out. */

import { VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { hueGroups, paintHuedDots } from './drawing/marks.ts';
import { paintGround, sheetOf } from './drawing/sheet.ts';
import { watchCanvas } from './drawing/watch-canvas.ts';
import type { Place } from './engine/drawn-points.ts';
import { EXTENT } from './engine/plane.ts';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';
import { usePalette } from './use-palette.ts';
import { type Tool, useStrokes } from './use-strokes.ts';

/** Of the brush when it is moved by keys, in units of the plane. */
const KEY_STEP = 0.1;

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -KEY_STEP, y: 0 },
  ArrowRight: { x: KEY_STEP, y: 0 },
  ArrowUp: { x: 0, y: KEY_STEP },
  ArrowDown: { x: 0, y: -KEY_STEP },
};

const inside = (value: number) => Math.min(EXTENT, Math.max(-EXTENT, value));

export function DataCanvas({ tool, radius }: { readonly tool: Tool; readonly radius: number }) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const { data, drawing, settings } = useLab();
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<Place>();
  /** Where keys have brought the brush. */
  const [told, setTold] = useState<Place>();
  /** The finger or pen that draws; others beside it do not. */
  const drawn = useRef<number>(undefined);
  const strokes = useStrokes(tool, radius);
  const isEmpty = !data;
  const count = settings.data === 'drawn' ? drawing.length : settings.points;

  useEffect(() => {
    const element = canvas.current!;
    const groups = data && hueGroups(data.hues);
    const draw = () => {
      const sheet = sheetOf(element, palette);
      if (!sheet) return;
      paintGround(sheet);
      if (data && groups) paintHuedDots(sheet, data.points, { groups, radius: 1.9 });
      if (!cursor) return;
      const { context, x, y, unit } = sheet;
      context.strokeStyle = palette.ink;
      context.lineWidth = 1.2;
      context.setLineDash(tool === 'eraser' ? [4, 3] : []);
      context.beginPath();
      context.arc(x(cursor.x), y(cursor.y), radius * unit, 0, 2 * Math.PI);
      context.stroke();
      context.setLineDash([]);
    };
    draw();
    const watched = watchCanvas(element, draw);
    return () => watched.dispose();
  }, [data, palette, cursor, radius, tool]);

  function placeOf({ clientX, clientY, currentTarget }: PointerEvent<HTMLCanvasElement>): Place {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return {
      x: EXTENT * ((2 * (clientX - left)) / width - 1),
      y: EXTENT * (1 - (2 * (clientY - top)) / height),
    };
  }

  function onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
    if (event.button !== 0 || drawn.current !== undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drawn.current = event.pointerId;
    setTold(undefined);
    strokes.begin(placeOf(event));
  }

  function onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
    if (drawn.current !== undefined && drawn.current !== event.pointerId) return;
    const place = placeOf(event);
    setCursor(place);
    if (drawn.current !== undefined) strokes.goOn(place);
  }

  function onPointerEnd({ pointerId }: PointerEvent) {
    if (drawn.current !== pointerId) return;
    drawn.current = undefined;
    strokes.end();
  }

  function leave() {
    setCursor(undefined);
    setTold(undefined);
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = cursor ?? { x: 0, y: 0 };
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== ' ') return;
    event.preventDefault();
    const next = arrow ? { x: inside(at.x + arrow.x), y: inside(at.y + arrow.y) } : at;
    setCursor(next);
    setTold(next);
    if (arrow) return;
    strokes.begin(next);
    strokes.end();
  }

  const coordinate = (value: number) => format.value(Number(value.toFixed(2)));
  const announced =
    told &&
    t('panel.cursor', {
      x: coordinate(told.x),
      y: coordinate(told.y),
      points: format.integer(count),
    });

  return (
    <div
      className={classes.drawing}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one draws here with the keyboard too
      tabIndex={0}
      aria-label={t('panel.canvas', { points: format.integer(count) })}
      onBlur={leave}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        className={classes.canvas}
        aria-hidden
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onLostPointerCapture={onPointerEnd}
        onPointerLeave={() => setCursor(undefined)}
      />
      {isEmpty && <span className={classes.emptyDrawing}>{t('panel.empty')}</span>}
      <VisuallyHidden aria-live="polite">{announced}</VisuallyHidden>
    </div>
  );
}
