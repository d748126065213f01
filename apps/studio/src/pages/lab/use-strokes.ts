/** What the user draws, stroke by stroke; other data become a drawing when they are first drawn on. */

import { useCallback, useEffect, useRef } from 'react';
import {
  type Drawing,
  dabsBetween,
  drawingFrom,
  erase,
  type Place,
  paint,
} from './engine/drawn-points.ts';
import { useLab } from './lab-context.ts';

export type Tool = 'brush' | 'eraser';

export interface Strokes {
  /** A stroke, of one dab as yet. */
  begin(place: Place): void;
  /** Goes on from where the stroke was last, if there is one. */
  goOn(place: Place): void;
  end(): void;
}

const NO_POINTS = new Float32Array();

export function useStrokes(tool: Tool, radius: number): Strokes {
  const { settings, change, drawing, changeDrawing, data } = useLab();
  const isDrawn = settings.data === 'drawn';
  const points = data?.points ?? NO_POINTS;
  // Several dabs may come before the page is drawn again.
  const latest = useRef<Drawing>(drawing);
  const hasBegun = useRef(isDrawn);
  const dabs = useRef(0);
  /** Of the last dab of the stroke under way. */
  const last = useRef<Place>(undefined);
  useEffect(() => {
    latest.current = drawing;
    hasBegun.current = isDrawn;
  }, [drawing, isDrawn]);

  const put = useCallback(
    (places: readonly Place[]) => {
      const isFirst = !hasBegun.current;
      let after = isFirst ? drawingFrom(points) : latest.current;
      for (const place of places) {
        dabs.current += 1;
        const dab = { ...place, radius };
        after = tool === 'brush' ? paint(after, dab, dabs.current) : erase(after, dab);
      }
      hasBegun.current = true;
      latest.current = after;
      last.current = places.at(-1);
      changeDrawing(after);
      // Their noise is in the points already.
      if (isFirst) change({ data: 'drawn', noise: 0 });
    },
    [tool, radius, points, change, changeDrawing],
  );

  return {
    begin: (place) => put([place]),
    goOn(place) {
      const places = last.current ? dabsBetween(last.current, place, radius) : [];
      if (places.length > 0) put(places);
    },
    end() {
      last.current = undefined;
    },
  };
}
