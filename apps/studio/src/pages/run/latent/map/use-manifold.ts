/** What the decoder makes of the places of a plane: images side by side, under the points. */

import { useCallback, useEffect, useState } from 'react';
import { sizeOf, toImageData } from '../decoded/pixels.ts';
import { useExplorer } from '../explorer-context.ts';
import type { Underlay } from '../plane/painter.ts';
import type { PlaneView } from '../plane/plane.tsx';

/** Images along the longer side. */
const LONG_SIDE = 22;
/** On a slow machine what is there is shown before all is. */
const SHOW_MS = 600;

/** Of codes of two numbers; drawn for what is seen, as it comes. */
export function useManifold(isWanted: boolean) {
  const { capabilities, decoder: state, label } = useExplorer();
  const { decoder } = state;
  const { shape } = capabilities;
  const [view, setView] = useState<PlaneView>();
  const [underlay, setUnderlay] = useState<Underlay>();
  const onView = useCallback((next: PlaneView) => setView(next), []);

  useEffect(() => {
    if (!isWanted || !decoder || !view) return;
    const ended = new AbortController();
    void drawManifold(
      view,
      shape,
      (codes, onPart) => decoder.all(codes, label, { signal: ended.signal, onPart }),
      setUnderlay,
      // The figure beside the map says what is wrong with a decoder.
    ).catch(() => undefined);
    return () => ended.abort();
  }, [isWanted, decoder, view, label, shape]);

  return { underlay: isWanted ? underlay : undefined, onView: isWanted ? onView : undefined };
}

type DecodeAll = (
  codes: Float32Array,
  onPart: (firstRow: number, values: Float32Array) => void,
) => Promise<unknown>;

let version = 0;

async function drawManifold(
  view: PlaneView,
  shape: readonly number[],
  decode: DecodeAll,
  show: (underlay: Underlay) => void,
): Promise<void> {
  const { left, right, bottom, top } = view;
  const step = Math.max(right - left, top - bottom) / LONG_SIDE;
  const columns = Math.max(1, Math.round((right - left) / step));
  const rows = Math.max(1, Math.round((top - bottom) / step));
  const [cellWidth, cellHeight] = [(right - left) / columns, (top - bottom) / rows];
  const codes = new Float32Array(2 * columns * rows);
  for (let cell = 0; cell < columns * rows; cell++) {
    codes[2 * cell] = left + ((cell % columns) + 0.5) * cellWidth;
    codes[2 * cell + 1] = top - (Math.floor(cell / columns) + 0.5) * cellHeight;
  }
  const [, height = 1, width = 1] = shape;
  const image = document.createElement('canvas');
  image.width = columns * width;
  image.height = rows * height;
  const context = image.getContext('2d');
  const size = sizeOf(shape);
  const showAsItIs = () => {
    version += 1;
    show({ image, version, left, right, bottom, top });
  };
  let shown = performance.now();
  await decode(codes, (firstRow, values) => {
    for (let part = 0; part < values.length / size; part++) {
      const cell = firstRow + part;
      context?.putImageData(
        toImageData(values.subarray(part * size, (part + 1) * size), shape),
        (cell % columns) * width,
        Math.floor(cell / columns) * height,
      );
    }
    if (performance.now() - shown > SHOW_MS) {
      shown = performance.now();
      showAsItIs();
    }
  });
  showAsItIs();
}
