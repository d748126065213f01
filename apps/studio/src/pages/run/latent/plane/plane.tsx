/** A map of points to look at, walk through and choose from; with pointer, fingers or keys. */

import { ActionIcon, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Camera,
  dragBy,
  fitCamera,
  placeAt,
  projectOne,
  projectPoints,
  viewMatrix,
  zoomAt,
} from './camera.ts';
import type { PaintedPoints } from './painted-points.ts';
import type { Underlay } from './painter.ts';
import classes from './plane.module.css';
import { nearestPoint, nextPoint, type Pixel, pointsInside } from './points-near.ts';
import { usePainter } from './use-painter.ts';
import { usePlanePointer } from './use-plane-pointer.ts';

export type PlaneTool = 'choose' | 'move' | 'lasso';

export interface PlaneMark {
  readonly key: string;
  readonly position: ArrayLike<number>;
  readonly kind: 'image' | 'stop' | 'picked';
  readonly text?: string;
}

export interface Hovered {
  readonly index: number;
  readonly pixel: Pixel;
}

export interface PlaneProps {
  readonly points: PaintedPoints;
  readonly underlay?: Underlay | undefined;
  readonly tool: PlaneTool;
  readonly label: string;
  /** Where the code is, which is moved; its words are read out. */
  readonly current: {
    readonly position: ArrayLike<number>;
    readonly label: string;
    readonly text: string;
    /** The point that it is at, where it can only be at points. */
    readonly index?: number;
  };
  readonly marks?: readonly PlaneMark[];
  /** Any place can be chosen; else points alone. */
  readonly onPlace?: ((x: number, y: number) => void) | undefined;
  readonly onPick: (index: number) => void;
  readonly onHover: (hovered: Hovered | undefined) => void;
  readonly onLasso: (indices: readonly number[]) => void;
  /** Told what part of the plane is seen, once it has stayed for a moment. */
  readonly onView?: ((view: PlaneView) => void) | undefined;
  readonly children?: ReactNode;
}

/** In the points' coordinates. */
export interface PlaneView {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const ZOOM_STEP = 1.4;
const KEY_PIXELS = 8;
const REST_MS = 250;

export function Plane(props: PlaneProps) {
  const { points, underlay, tool, label, current, marks = [], onPlace, onPick, onLasso } = props;
  const { onView, onHover, children } = props;
  const { t } = useTranslation('latent');
  const { ref: sizeRef, width, height } = useElementSize();
  const size = useMemo(() => ({ width, height }), [width, height]);
  const [framed, setFramed] = useState<{ camera: Camera; positions: Float32Array }>();
  const fitted = useMemo(
    () => (width > 0 && height > 0 ? fitCamera(points, { width, height }) : undefined),
    [points, width, height],
  );
  // A view of other points is not one of these.
  const camera = framed?.positions === points.positions ? framed.camera : fitted;
  // From the newest camera: between two frames the pointer may have moved more than once.
  const changeCamera = (change: (camera: Camera) => Camera) =>
    setFramed((before) => {
      const { positions } = points;
      const newest = before?.positions === positions ? before.camera : fitted;
      return newest && { camera: change(newest), positions };
    });
  const view = useMemo(() => (camera ? viewMatrix(camera, size) : undefined), [camera, size]);
  const pixels = useMemo(
    () => (view ? projectPoints(points, view) : new Float32Array(0)),
    [points, view],
  );
  const { canvas, kind, canvasKey } = usePainter(points, underlay, view, size);
  const { dimensions } = points;

  useEffect(() => {
    if (!onView || !camera || dimensions === 3) return;
    const timer = setTimeout(() => {
      const [left, top] = placeAt(camera, size, [0, 0]);
      const [right, bottom] = placeAt(camera, size, [size.width, size.height]);
      onView({ left, right, bottom, top });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [camera, size, onView, dimensions]);

  const choose = (pixel: Pixel, isFirst: boolean) => {
    if (!camera) return;
    if (onPlace) onPlace(...placeAt(camera, size, pixel));
    else {
      const near = nearestPoint(pixels, pixel, isFirst ? 40 : undefined);
      if (near !== undefined) onPick(near);
    }
  };
  const { surface, line, handlers } = usePlanePointer({
    tool,
    onChoose: choose,
    onDrag: (x, y) => changeCamera((before) => dragBy(before, dimensions, x, y)),
    onZoom: (pixel, factor) => changeCamera((before) => zoomAt(before, size, pixel, factor)),
    onLasso: (path) => onLasso(pointsInside(pixels, path)),
    onHover: (pixel) => {
      const index = pixel && nearestPoint(pixels, pixel, 14);
      onHover(
        index === undefined
          ? undefined
          : { index, pixel: [pixels[2 * index]!, pixels[2 * index + 1]!] },
      );
    },
  });

  const zoom = (factor: number) =>
    changeCamera((before) => zoomAt(before, size, [width / 2, height / 2], factor));
  const press = (event: KeyboardEvent) => {
    if (event.key === '+' || event.key === '-') {
      zoom(event.key === '+' ? ZOOM_STEP : 1 / ZOOM_STEP);
      return;
    }
    const direction = ARROWS[event.key];
    if (!direction || !camera || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [right, down] = direction;
    if (tool === 'move') {
      changeCamera((before) => dragBy(before, dimensions, -24 * right, -24 * down));
    } else if (onPlace) {
      const step = (event.shiftKey ? 4 * KEY_PIXELS : KEY_PIXELS) / camera.scale;
      onPlace((current.position[0] ?? 0) + step * right, (current.position[1] ?? 0) - step * down);
    } else if (current.index !== undefined) {
      const next = nextPoint(pixels, current.index, direction);
      if (next !== undefined) onPick(next);
    }
  };

  const at = (position: ArrayLike<number>) => {
    const [x, y] = projectOne(position, view!);
    return { transform: `translate(${x}px, ${y}px)` };
  };
  return (
    <section className={classes.plane} aria-label={label} data-painter={kind}>
      <div ref={sizeRef} className={classes.sheet}>
        <canvas key={canvasKey} ref={canvas} className={classes.canvas} aria-hidden />
        <div ref={surface} className={classes.surface} data-tool={tool} {...handlers}>
          {line && (
            <svg className={classes.lasso} aria-hidden="true">
              <polygon points={line.map((pixel) => pixel.join(',')).join(' ')} />
            </svg>
          )}
          {view &&
            marks.map(({ key, position, kind: markKind, text }) => (
              <span key={key} className={classes.mark} data-kind={markKind} style={at(position)}>
                {text}
              </span>
            ))}
          {view && (
            <span
              className={classes.handle}
              style={at(current.position)}
              role="slider"
              tabIndex={0}
              aria-label={current.label}
              aria-valuenow={current.index ?? current.position[0] ?? 0}
              aria-valuetext={current.text}
              onKeyDown={press}
            />
          )}
        </div>
        {children}
      </div>
      <div className={classes.zoom}>
        <ZoomButton label={t('map.zoomIn')} onClick={() => zoom(ZOOM_STEP)}>
          <IconPlus size={16} />
        </ZoomButton>
        <ZoomButton label={t('map.zoomOut')} onClick={() => zoom(1 / ZOOM_STEP)}>
          <IconMinus size={16} />
        </ZoomButton>
        <ZoomButton label={t('map.fit')} onClick={() => setFramed(undefined)}>
          <IconFocusCentered size={16} />
        </ZoomButton>
      </div>
    </section>
  );
}

/** Right and down. */
const ARROWS: Readonly<Record<string, Pixel>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface ZoomButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function ZoomButton({ label, onClick, children }: ZoomButtonProps) {
  return (
    <Tooltip label={label} position="left">
      <ActionIcon variant="default" size={32} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
