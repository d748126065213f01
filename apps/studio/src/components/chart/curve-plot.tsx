/** The drawing itself: lines, and the values under the pointer. */

import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { usePlot } from './plot.ts';
import { canBeLogarithmic, type Series, seriesAt } from './series.ts';

export interface CurvePlotProps {
  readonly series: readonly Series[];
  readonly height: number;
  readonly isLogarithmic: boolean;
  readonly xLabel: string;
  readonly formatValue: (value: number) => string;
  /** Where it is drawn ends here, whatever the data: all epochs that are planned. */
  readonly lastX?: number | undefined;
  /** Where something else begins, with its name. */
  readonly borders?: readonly Border[] | undefined;
}

export interface Border {
  readonly x: number;
  readonly name: string;
}

/** Up to here each point is a dot too. */
const FEW_POINTS = 40;

/** What is read at the pointer stays as it is while the pointer is there. */
function useHeld<Value>(value: Value, isHeld: boolean): Value {
  const [kept, setKept] = useState(value);
  if (!isHeld && kept !== value) setKept(value);
  return isHeld ? kept : value;
}

export function CurvePlot(props: CurvePlotProps) {
  const [isRead, setRead] = useState(false);
  const series = useHeld(props.series, isRead);
  const { height, isLogarithmic, xLabel, formatValue, lastX, borders } = props;
  const plot = usePlot();
  const { ref: sizeRef, width } = useElementSize();
  const holder = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = holder.current;
    if (!element || width === 0) return;
    const places = seriesAt(series);
    const xs = places.map(({ x }) => x);
    const first = Math.min(...xs, 1);
    const last = Math.max(...xs, lastX ?? 2);
    const rows = places.map(({ x, values }) => ({
      x,
      y: values.find((value) => value !== undefined),
      title: [
        `${xLabel} ${Number(x.toFixed(2))}`,
        ...series.flatMap(({ name }, index) => {
          const value = values[index];
          return value === undefined ? [] : [`${name}: ${formatValue(value)}`];
        }),
      ].join('\n'),
    }));
    const drawing = plot.plot({
      width,
      height,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 12,
      marginBottom: 34,
      style: { fontSize: '11px', fontFamily: 'inherit', background: 'transparent' },
      x: {
        label: xLabel,
        labelAnchor: 'right',
        labelArrow: 'none',
        domain: [first, last],
        ticks: wholeTicks(first, last, width),
        tickFormat: 'd',
      },
      y: {
        type: isLogarithmic && canBeLogarithmic(series) ? 'log' : 'linear',
        label: null,
        grid: true,
        nice: true,
        ticks: Math.max(3, Math.round(height / 46)),
        tickFormat: (value: number) => formatValue(value),
      },
      marks: [
        ...(borders
          ? [
              plot.ruleX(borders, { x: 'x', stroke: 'currentColor', strokeOpacity: 0.25 }),
              plot.text(borders, {
                x: 'x',
                text: 'name',
                frameAnchor: 'top',
                textAnchor: 'start',
                dx: 5,
                fillOpacity: 0.7,
              }),
            ]
          : []),
        ...series.flatMap(({ points, colour, isDashed = false }) => [
          plot.lineY(points, {
            x: 'x',
            y: 'y',
            stroke: colour,
            strokeWidth: 2,
            curve: 'monotone-x',
            ...(isDashed && { strokeDasharray: '5 4' }),
          }),
          ...(points.length <= FEW_POINTS
            ? [plot.dot(points, { x: 'x', y: 'y', fill: colour, r: 2.4 })]
            : []),
        ]),
        plot.ruleX(rows, plot.pointerX({ x: 'x', stroke: 'currentColor', strokeOpacity: 0.35 })),
        plot.tip(
          rows,
          plot.pointerX({
            x: 'x',
            y: 'y',
            title: 'title',
            fill: 'var(--studio-surface)',
            stroke: 'var(--studio-line)',
            fontSize: 12,
            lineHeight: 1.35,
          }),
        ),
      ],
    });
    element.replaceChildren(drawing);
    return () => drawing.remove();
  }, [plot, series, width, height, isLogarithmic, xLabel, formatValue, lastX, borders]);

  return (
    <div
      ref={sizeRef}
      style={{ height, overflow: 'hidden' }}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
    >
      <div ref={holder} aria-hidden />
    </div>
  );
}

/** Whole epochs, as many as there is room for. */
function wholeTicks(first: number, last: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 55));
  const sizes = [0, 1, 2, 3, 4, 5].flatMap((power) =>
    [1, 2, 5].map((digit) => digit * 10 ** power),
  );
  const size = sizes.find((candidate) => last / candidate <= most) ?? last;
  const ticks = Array.from({ length: Math.floor(last / size) + 1 }, (_, place) => place * size);
  return ticks.filter((tick) => tick >= first);
}
