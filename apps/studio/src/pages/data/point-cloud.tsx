/** Points in the plane or in space; those in space can be turned. */

import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Points } from './examples.ts';
import classes from './point-cloud.module.css';

interface PointCloudProps {
  readonly points: Points;
  /** A picture only, not to be turned. */
  readonly isStill?: boolean;
}

interface Angles {
  readonly turn: number;
  readonly tilt: number;
}

const START: Angles = { turn: 0.6, tilt: 0.5 };
const KEY_STEP = 0.12;

export function PointCloud({ points, isStill = false }: PointCloudProps) {
  const { t } = useTranslation('data');
  const scheme = useComputedColorScheme();
  const { ref: sizeRef, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [angles, setAngles] = useState(START);
  const isSpace = points.dimensions > 2;
  const canTurn = isSpace && !isStill;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio;
    context.canvas.width = width * ratio;
    context.canvas.height = height * ratio;
    context.scale(ratio, ratio);
    drawPoints(context, projected(points, angles), points.tones, {
      width,
      height,
      isDark: scheme === 'dark',
      radius: isStill ? 1.3 : 2,
    });
  }, [points, angles, width, height, scheme, isStill]);

  const drag = (event: PointerEvent) => {
    if (!canTurn || event.buttons === 0) return;
    const { movementX, movementY } = event;
    setAngles(({ turn, tilt }) => ({ turn: turn + movementX / 120, tilt: tilt + movementY / 120 }));
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (!step) return;
    event.preventDefault();
    const [x = 0, y = 0] = step;
    setAngles(({ turn, tilt }) => ({ turn: turn + x * KEY_STEP, tilt: tilt + y * KEY_STEP }));
  };

  return (
    <div ref={sizeRef} className={classes.cloud}>
      <canvas
        ref={canvas}
        className={canTurn ? classes.turned : undefined}
        {...(isStill
          ? { 'aria-hidden': true }
          : { role: 'img', 'aria-label': canTurn ? t('turn') : t('plane') })}
        {...(canTurn && { tabIndex: 0, onPointerMove: drag, onKeyDown: press })}
      />
    </div>
  );
}

/** Coordinates in the plane of the picture, [x, y, x, y, …]. */
function projected({ count, dimensions, values }: Points, { turn, tilt }: Angles): Float32Array {
  const plane = new Float32Array(2 * count);
  const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)];
  const [cosTilt, sinTilt] = [Math.cos(tilt), Math.sin(tilt)];
  for (let place = 0; place < count; place++) {
    const row = place * dimensions;
    const [x, y, z] = [values[row]!, values[row + 1] ?? 0, values[row + 2] ?? 0];
    if (dimensions < 3) {
      plane.set([x, y], 2 * place);
    } else {
      const depth = x * sinTurn + y * cosTurn;
      plane.set([x * cosTurn - y * sinTurn, z * cosTilt - depth * sinTilt], 2 * place);
    }
  }
  return plane;
}

interface Look {
  readonly width: number;
  readonly height: number;
  readonly isDark: boolean;
  readonly radius: number;
}

const MARGIN = 14;

function drawPoints(
  context: CanvasRenderingContext2D,
  plane: Float32Array,
  tones: Float32Array | undefined,
  { width, height, isDark, radius }: Look,
): void {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let place = 0; place < plane.length; place += 2) {
    left = Math.min(left, plane[place]!);
    right = Math.max(right, plane[place]!);
    bottom = Math.min(bottom, plane[place + 1]!);
    top = Math.max(top, plane[place + 1]!);
  }
  const scale = Math.min(
    (width - 2 * MARGIN) / (right - left || 1),
    (height - 2 * MARGIN) / (top - bottom || 1),
  );
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 0.75;
  for (let place = 0; place < plane.length; place += 2) {
    context.fillStyle = toneColour(tones?.[place / 2] ?? 0, isDark);
    context.beginPath();
    context.arc(
      width / 2 + (plane[place]! - (left + right) / 2) * scale,
      height / 2 - (plane[place + 1]! - (bottom + top) / 2) * scale,
      radius,
      0,
      2 * Math.PI,
    );
    context.fill();
  }
}

/** From teal over violet and magenta to orange. */
function toneColour(tone: number, isDark: boolean): string {
  const hue = 176 + tone * 214;
  return `hsl(${hue % 360} ${isDark ? 72 : 78}% ${isDark ? 62 : 40}%)`;
}
