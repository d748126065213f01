/** An image that is painted over where it is to be filled: by mouse or finger, or by the keyboard. */

import { VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rgbaOf, type Tile } from '../tiles.ts';
import classes from './fill.module.css';
import { type Brush, type Mask, type Place, stroked } from './mask.ts';

interface MaskEditorProps {
  readonly tile: Tile;
  readonly mask: Mask;
  readonly brush: Brush;
  readonly label: string;
  readonly onChange: (mask: Mask) => void;
  readonly onBrush: (brush: Brush) => void;
  readonly largestBrush: number;
}

/** What is to be filled: the magenta of the theme, over what was there. */
const INK = [231, 43, 128] as const;
const OPACITY = 0.78;

function drawMasked(context: CanvasRenderingContext2D, tile: Tile, { bits }: Mask): void {
  const [, height = 1, width = 1] = tile.shape;
  const rgba = rgbaOf(tile);
  for (const [place, bit] of bits.entries()) {
    if (bit === 0) continue;
    for (const [colour, ink] of INK.entries()) {
      const index = 4 * place + colour;
      rgba[index] = (1 - OPACITY) * rgba[index]! + OPACITY * ink;
    }
  }
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const kept = (value: number, size: number): number => Math.min(size - 0.5, Math.max(0.5, value));

export function MaskEditor(props: MaskEditorProps) {
  const { tile, mask, brush, label, onChange, onBrush, largestBrush } = props;
  const { t } = useTranslation('generate');
  const helpId = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Place>(undefined);
  // Strokes follow each other faster than the page is drawn.
  const newest = useRef(mask);
  newest.current = mask;
  const { width, height } = mask;
  const [cursor, setCursor] = useState<Place>({ x: width / 2 + 0.5, y: height / 2 + 0.5 });
  const [hasCursor, setHasCursor] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) drawMasked(context, tile, mask);
  }, [tile, mask]);

  const stroke = (from: Place, to: Place) => {
    newest.current = stroked(newest.current, from, to, brush);
    onChange(newest.current);
  };
  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Place => {
    const { left, top, width: wide, height: high } = canvas.current!.getBoundingClientRect();
    return { x: ((clientX - left) / wide) * width, y: ((clientY - top) / high) * height };
  };
  const press = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = placeOf(event);
    last.current = place;
    setCursor({ x: kept(place.x, width), y: kept(place.y, height) });
    stroke(place, place);
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType !== 'touch') {
      const { x, y } = placeOf(event);
      setCursor({ x, y });
      setHasCursor(true);
    }
    if (!last.current) return;
    for (const each of event.nativeEvent.getCoalescedEvents?.() ?? []) {
      const place = placeOf(each);
      stroke(last.current, place);
      last.current = place;
    }
    const place = placeOf(event);
    stroke(last.current, place);
    last.current = place;
  };
  const release = () => {
    last.current = undefined;
  };
  const type = (event: KeyboardEvent) => {
    const step = ARROWS[event.key];
    const grown = { '[': -1, ']': 1 }[event.key];
    if (step) {
      const wide = event.shiftKey ? Math.max(1, Math.round(brush.size / 2)) : 1;
      const from = { x: kept(cursor.x, width), y: kept(cursor.y, height) };
      const next = {
        x: kept(from.x + step[0] * wide, width),
        y: kept(from.y + step[1] * wide, height),
      };
      setCursor(next);
      setHasCursor(true);
    } else if (event.key === ' ' || event.key === 'Enter') {
      const place = { x: kept(cursor.x, width), y: kept(cursor.y, height) };
      stroke(place, place);
    } else if (grown !== undefined) {
      onBrush({ ...brush, size: Math.min(largestBrush, Math.max(1, brush.size + grown)) });
    } else if (event.key === 'e' || event.key === 'E') {
      onBrush({ ...brush, isEraser: !brush.isEraser });
    } else {
      return;
    }
    event.preventDefault();
  };

  const [column, row] = [Math.floor(cursor.x), Math.floor(cursor.y)];
  const isFilled = mask.bits[row * width + column] === 1;
  return (
    <div className={classes.editor}>
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is painted on by the keyboard
        tabIndex={0}
        aria-label={label}
        aria-describedby={helpId}
        className={classes.surface}
        data-testid="mask-editor"
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={() => setHasCursor(false)}
        onKeyDown={type}
        onFocus={() => setHasCursor(true)}
        onBlur={() => setHasCursor(false)}
      >
        <canvas ref={canvas} width={width} height={height} className="pixels" />
        {hasCursor && (
          <span
            className={classes.cursor}
            data-eraser={brush.isEraser || undefined}
            style={{
              left: `${(100 * cursor.x) / width}%`,
              top: `${(100 * cursor.y) / height}%`,
              width: `${(100 * brush.size) / width}%`,
              height: `${(100 * brush.size) / height}%`,
            }}
          />
        )}
      </div>
      <VisuallyHidden id={helpId}>{t('fill.keys')}</VisuallyHidden>
      <VisuallyHidden role="status">
        {hasCursor &&
          t(isFilled ? 'fill.cursorFilled' : 'fill.cursorKnown', {
            row: row + 1,
            column: column + 1,
          })}
      </VisuallyHidden>
    </div>
  );
}
