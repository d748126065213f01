/** The values of one number of the codes as bars, and N(0, 1) as a line. */

import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef } from 'react';
import { usePlot } from '../../../../components/chart/plot.ts';
import type { CodeSet } from '../codes/code-set.ts';

interface HistogramProps {
  readonly codes: CodeSet;
  /** Which number, from 0. */
  readonly z: number;
  readonly height: number;
  readonly isNormal: boolean;
}

const BINS = 40;
const REACH = 4;

interface Bin {
  readonly from: number;
  readonly to: number;
  /** Share of the codes a unit. */
  readonly density: number;
}

export function Histogram({ codes, z, height, isNormal }: HistogramProps) {
  const plot = usePlot();
  const { ref, width } = useElementSize();
  const holder = useRef<HTMLDivElement>(null);
  const bins = useMemo(() => countBins(codes, z, isNormal), [codes, z, isNormal]);

  useEffect(() => {
    const element = holder.current;
    if (!element || width === 0) return;
    const [low, high] = [bins[0]!.from, bins.at(-1)!.to];
    const normal = Array.from({ length: 81 }, (_, step) => {
      const x = low + (step / 80) * (high - low);
      return { x, y: Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI) };
    });
    const drawing = plot.plot({
      ...{ width, height, marginLeft: 6, marginRight: 6, marginTop: 6, marginBottom: 20 },
      style: { fontSize: '10px', fontFamily: 'inherit', background: 'transparent' },
      x: { label: null, domain: [low, high], ticks: 5 },
      y: { axis: null },
      marks: [
        plot.rectY(bins, {
          ...{ x1: 'from', x2: 'to', y: 'density', inset: 0 },
          fill: 'var(--studio-train)',
          fillOpacity: 0.6,
        }),
        ...(isNormal
          ? [
              plot.line(normal, {
                x: 'x',
                y: 'y',
                stroke: 'var(--studio-validation)',
                strokeWidth: 1.8,
              }),
            ]
          : []),
        plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.3 }),
      ],
    });
    element.replaceChildren(drawing);
    return () => drawing.remove();
  }, [plot, bins, width, height, isNormal]);

  return (
    <div ref={ref} style={{ height, overflow: 'hidden' }}>
      <div ref={holder} aria-hidden />
    </div>
  );
}

function countBins(
  { count, size, values, mean, deviation }: CodeSet,
  z: number,
  isNormal: boolean,
): Bin[] {
  const spread = REACH * Math.max(deviation[z]!, isNormal ? 1 : 1e-6);
  const middle = isNormal ? 0 : mean[z]!;
  const low = middle - spread;
  const step = (2 * spread) / BINS;
  const counts = new Float64Array(BINS);
  for (let index = 0; index < count; index++) {
    const bin = Math.floor((values[index * size + z]! - low) / step);
    if (bin >= 0 && bin < BINS) counts[bin]! += 1;
  }
  return Array.from(counts, (found, bin) => ({
    from: low + bin * step,
    to: low + (bin + 1) * step,
    density: found / count / step,
  }));
}
