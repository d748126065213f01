/** A canvas that shows the points, by the graphics card as long as that works. */

import { useEffect, useRef, useState } from 'react';
import type { ViewMatrix, ViewSize } from './camera.ts';
import type { PaintedPoints } from './painted-points.ts';
import { createPainter, hasGraphicsCard, type Painter, type Underlay } from './painter.ts';

export function usePainter(
  points: PaintedPoints,
  underlay: Underlay | undefined,
  view: ViewMatrix | undefined,
  size: ViewSize,
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isWebGl, setWebGl] = useState(hasGraphicsCard);
  const [painter, setPainter] = useState<Painter>();

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let isOver = false;
    let made: Painter | undefined;
    const giveUp = () => {
      if (!isOver) setWebGl(false);
    };
    createPainter(element, isWebGl, giveUp).then((next) => {
      made = next;
      if (isOver) next.dispose();
      else setPainter(next);
    }, giveUp);
    return () => {
      isOver = true;
      made?.dispose();
      setPainter(undefined);
    };
  }, [isWebGl]);

  useEffect(() => {
    if (painter && view) painter.paint({ points, underlay, view, size });
  }, [painter, points, underlay, view, size]);

  // A canvas that WebGL has drawn on can be drawn on by nothing else.
  return { canvas, kind: isWebGl ? 'webgl' : 'canvas', canvasKey: String(isWebGl) } as const;
}
