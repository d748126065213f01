/** Pointer and fingers over a plane: choosing, dragging, zooming, drawing a line around points. */

import { type PointerEvent, useEffect, useRef, useState } from 'react';
import type { PlaneTool } from './plane.tsx';
import type { Pixel } from './points-near.ts';

interface PlanePointer {
  readonly tool: PlaneTool;
  /** @param isFirst that the pointer was pressed there, not drawn there */
  readonly onChoose: (pixel: Pixel, isFirst: boolean) => void;
  readonly onDrag: (x: number, y: number) => void;
  readonly onZoom: (pixel: Pixel, factor: number) => void;
  readonly onLasso: (path: readonly Pixel[]) => void;
  readonly onHover: (pixel: Pixel | undefined) => void;
}

const WHEEL = 0.0016;

export function usePlanePointer(options: PlanePointer) {
  const { tool, onChoose, onDrag, onZoom, onLasso, onHover } = options;
  const surface = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, Pixel>());
  const [line, setLine] = useState<readonly Pixel[]>();
  const zoom = useRef(onZoom);
  zoom.current = onZoom;

  const pixelOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Pixel => {
    const box = surface.current!.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top];
  };

  useEffect(() => {
    const element = surface.current;
    if (!element) return;
    // React listens passively, which cannot keep the page from scrolling.
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const pixel: Pixel = [event.clientX - box.left, event.clientY - box.top];
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      zoom.current(pixel, Math.exp(-WHEEL * pixels * event.deltaY));
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);

  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const pixel = pixelOf(event);
    fingers.current.set(event.pointerId, pixel);
    onHover(undefined);
    if (fingers.current.size > 1) {
      setLine(undefined);
      return;
    }
    if (toolOf(event) === 'choose') onChoose(pixel, true);
    if (toolOf(event) === 'lasso') setLine([pixel]);
  };

  /** The middle button moves the plane, whatever the tool. */
  const toolOf = (event: PointerEvent): PlaneTool => ((event.buttons & 4) !== 0 ? 'move' : tool);

  const move = (event: PointerEvent) => {
    const pixel = pixelOf(event);
    const before = fingers.current.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') onHover(pixel);
      return;
    }
    fingers.current.set(event.pointerId, pixel);
    if (fingers.current.size > 1) {
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)![1];
      const distance = (a: Pixel) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
      const middle: Pixel = [(pixel[0] + other[0]) / 2, (pixel[1] + other[1]) / 2];
      onZoom(middle, distance(pixel) / distance(before));
    } else if (toolOf(event) === 'move') onDrag(pixel[0] - before[0], pixel[1] - before[1]);
    else if (tool === 'choose') onChoose(pixel, false);
    else setLine((path) => path && [...path, pixel]);
  };

  const up = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    if (line && event.type === 'pointerup') onLasso(line);
    setLine(undefined);
  };

  return {
    surface,
    line,
    handlers: {
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerCancel: up,
      onPointerLeave: () => onHover(undefined),
    },
  };
}
