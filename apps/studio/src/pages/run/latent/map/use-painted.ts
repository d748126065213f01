/** The points of a map in the colours of their classes. */

import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { classColours, type Rgb, toneColours, toneSteps } from '../codes/class-colours.ts';
import type { PaintedPoints } from '../plane/painted-points.ts';
import type { MapData } from './map-data.ts';

export interface Painted {
  readonly points: PaintedPoints | undefined;
  /** Of each class. */
  readonly colours: readonly Rgb[];
}

const FAINT = 26;

/** @param isolated the only class that is not faint */
export function usePainted(
  data: MapData | undefined,
  isolated: number | undefined,
  isOnImages: boolean,
): Painted {
  const scheme = useComputedColorScheme();
  // Decoded images are dark in either scheme.
  const isDark = scheme === 'dark' || isOnImages;
  const classCount = useMemo(() => {
    if (!data?.labels) return 0;
    return (
      data.classNames?.length ?? data.labels.reduce((most, label) => Math.max(most, label), 0) + 1
    );
  }, [data]);
  const colours = useMemo(() => classColours(classCount, isDark), [classCount, isDark]);
  const points = useMemo(
    () => data && paint(data, colours, isDark, isolated),
    [data, colours, isDark, isolated],
  );
  return { points, colours };
}

function paint(
  data: MapData,
  colours: readonly Rgb[],
  isDark: boolean,
  isolated: number | undefined,
): PaintedPoints {
  const { count, dimensions, positions, labels, tones } = data;
  const scale = toneColours(isDark);
  const steps = tones && toneSteps(tones);
  const opacity = count > 20_000 ? 150 : count > 4000 ? 190 : 225;
  const all = new Uint8Array(4 * count);
  for (let index = 0; index < count; index++) {
    const label = labels?.[index];
    const colour =
      label !== undefined ? colours[label]! : (steps && scale[steps[index]!]) || scale[0]!;
    const isFaint = isolated !== undefined && label !== isolated;
    all.set([...colour, isFaint ? FAINT : opacity], 4 * index);
  }
  const radius = count > 20_000 ? 1.8 : count > 4000 ? 2.4 : 3.2;
  return { count, dimensions, positions, colours: all, radius };
}
