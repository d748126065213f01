/** The points as they are, on which the user draws more or rubs some out. */

import { VisuallyHidden } from '@mantine/core';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { hueGroups, paintHuedDots } from './drawing/marks.ts';
import { paintGround, sheetOf } from './drawing/sheet.ts';
import { watchCanvas } from './drawing/watch-canvas.ts';
import { type Drawing, drawingFrom, erase, paint } from './engine/drawn-points.ts';
import { EXTENT } from './engine/plane.ts';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';
import { usePalette } from './use-palette.ts';

export type Tool = 'brush' | 'eraser';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Of the brush when it is moved by keys, in units of the plane. */
const KEY_STEP = 0.1;

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -KEY_STEP, y: 0 },
  ArrowRight: { x: KEY_STEP, y: 0 },
  ArrowUp: { x: 0, y: KEY_STEP },
  ArrowDown: { x: 0, y: -KEY_STEP },
};

const inside = (value: number) => Math.min(EXTENT, Math.max(-EXTENT, value));

/** What the user draws; other data become a drawing when they are first drawn on. */
function useStrokes(tool: Tool, radius: number): (place: Place) => void {
  const { settings, change, drawing, changeDrawing, data } = useLab();
  const isDrawn = settings.data === 'drawn';
  const points = data?.points;
  // Several strokes may come before the page is drawn again.
  const latest = useRef<Drawing>(drawing);
  const hasBegun = useRef(isDrawn);
  const dabs = useRef(0);
  useEffect(() => {
    latest.current = drawing;
    hasBegun.current = isDrawn;
  }, [drawing, isDrawn]);
  return useCallback(
    ({ x, y }: Place) => {
      const isFirst = !hasBegun.current;
      const before = isFirst ? drawingFrom(points ?? new Float32Array()) : latest.current;
      hasBegun.current = true;
      dabs.current += 1;
      const dab = { x, y, radius };
      const after = tool === 'brush' ? paint(before, dab, dabs.current) : erase(before, dab);
      latest.current = after;
      changeDrawing(after);
      // Their noise is in the points already.
      if (isFirst) change({ data: 'drawn', noise: 0 });
    },
    [tool, radius, points, change, changeDrawing],
  );
}

export function DataCanvas({ tool, radius }: { readonly tool: Tool; readonly radius: number }) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const { data } = useLab();
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<Place>();
  const [announced, setAnnounced] = useState('');
  const stroke = useStrokes(tool, radius);
  const count = data ? data.points.length / 2 : 0;

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
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    stroke(placeOf(event));
  }

  function onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
    const place = placeOf(event);
    setCursor(place);
    if (event.buttons === 1) stroke(place);
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = cursor ?? { x: 0, y: 0 };
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== ' ') return;
    event.preventDefault();
    const next = arrow ? { x: inside(at.x + arrow.x), y: inside(at.y + arrow.y) } : at;
    setCursor(next);
    if (!arrow) stroke(next);
    const [x, y] = [
      format.value(Number(next.x.toFixed(2))),
      format.value(Number(next.y.toFixed(2))),
    ];
    setAnnounced(t('panel.cursor', { x, y, points: format.integer(count) }));
  }

  return (
    <div
      className={classes.drawing}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one draws here with the keyboard too
      tabIndex={0}
      aria-label={t('panel.canvas', { points: count })}
      onBlur={() => setCursor(undefined)}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        className={classes.canvas}
        aria-hidden
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setCursor(undefined)}
      />
      {count === 0 && <span className={classes.emptyDrawing}>{t('panel.empty')}</span>}
      <VisuallyHidden aria-live="polite">{announced}</VisuallyHidden>
    </div>
  );
}
