/** A chart of curves with its title and key; for screen readers its first and last values in words. */

import { Skeleton, Text } from '@mantine/core';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format.ts';
import classes from './curve-chart.module.css';
import { type Border, CurvePlot } from './curve-plot.tsx';
import type { Series } from './series.ts';

interface CurveChartProps {
  readonly title: string;
  /** In place of the title's text: a term that explains itself. */
  readonly heading?: ReactNode;
  readonly series: readonly Series[];
  readonly height?: number;
  readonly isLogarithmic: boolean;
  readonly lastX?: number | undefined;
  readonly hasKey?: boolean;
  readonly borders?: readonly Border[] | undefined;
}

export function CurveChart(props: CurveChartProps) {
  const {
    title,
    heading,
    series,
    height = 190,
    isLogarithmic,
    lastX,
    borders,
    hasKey = true,
  } = props;
  const { t } = useTranslation('run');
  const format = useFormat();
  const drawn = series.filter(({ points }) => points.length > 0);
  const count = Math.max(0, ...drawn.map(({ points }) => points.length));
  const summary = [
    t('curves.summary', { name: title, count }),
    ...drawn.map(({ name, points }) =>
      t('curves.from', {
        series: name,
        first: format.value(points[0]!.y),
        last: format.value(points.at(-1)!.y),
      }),
    ),
  ].join('; ');
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <Text span fw={600} size="sm">
          {heading ?? title}
        </Text>
        {hasKey && <Key series={drawn} />}
      </figcaption>
      <div role="img" aria-label={summary}>
        <Suspense fallback={<Skeleton height={height} radius="md" />}>
          <CurvePlot
            series={drawn}
            height={height}
            isLogarithmic={isLogarithmic}
            xLabel={t('curves.epoch')}
            formatValue={format.value}
            lastX={lastX}
            borders={borders}
          />
        </Suspense>
      </div>
    </figure>
  );
}

export function Key({ series }: { series: readonly Series[] }) {
  return (
    <ul className={classes.key}>
      {series.map(({ name, colour, isDashed }) => (
        <li key={name}>
          <svg width="20" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="20"
              y1="4"
              y2="4"
              stroke={colour}
              strokeWidth="2.5"
              strokeDasharray={isDashed ? '5 4' : undefined}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
