/** Samples that are points, over held-out points of the data. */

import { Group, Skeleton, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  decodeArray,
  type EncodedArray,
} from '../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import { apiPath, request } from '../../../api/client.ts';
import type { Capabilities, RunDetail, UseResults } from '../../../api/contract.ts';
import { usePlot } from '../../../components/chart/plot.ts';
import { PointCloud } from '../../data/point-cloud.tsx';
import classes from './generate.module.css';

interface PointSamplesProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
  /** float32 [N, D]. */
  readonly array: EncodedArray;
}

/** Held-out points that are drawn. */
const MOST_POINTS = 512;

function useHeldOut({ name }: RunDetail, { examples }: Capabilities) {
  const count = Math.min(MOST_POINTS, examples.test);
  const { data } = useQuery({
    queryKey: ['held-out-points', name, count],
    enabled: count > 0,
    queryFn: ({ signal }) =>
      request<UseResults['examples']>(apiPath`/api/runs/${name}/examples`, {
        method: 'POST',
        body: { split: 'test', indices: Array.from({ length: count }, (_, index) => index) },
        signal,
      }),
  });
  return data?.examples;
}

export function PointSamples({ run, capabilities, array }: PointSamplesProps) {
  const { t } = useTranslation('generate');
  const heldOut = useHeldOut(run, capabilities);
  const [count = 0, dimensions = 2] = array.shape;
  if (dimensions !== 2) {
    const values = decodeArray(array) as Float32Array;
    return (
      <div className={classes.points}>
        <PointCloud points={{ count, dimensions, values, tones: undefined }} />
      </div>
    );
  }
  return (
    <figure style={{ margin: 0 }}>
      <Suspense fallback={<Skeleton className={classes.points} />}>
        <PointPlot samples={array} heldOut={heldOut} label={t('points.alt', { count })} />
      </Suspense>
      <figcaption>
        <Group gap="lg" justify="center" mt="xs">
          <Text size="sm">
            <span className={classes.key} data-kind="samples" /> {t('points.samples')}
          </Text>
          {heldOut && (
            <Text size="sm">
              <span className={classes.key} data-kind="data" /> {t('points.data')}
            </Text>
          )}
        </Group>
      </figcaption>
    </figure>
  );
}

function rowsOf(array: EncodedArray | undefined): [number, number][] {
  if (!array) return [];
  const values = decodeArray(array);
  return Array.from({ length: array.shape[0] ?? 0 }, (_, row) => [
    values[2 * row]!,
    values[2 * row + 1]!,
  ]);
}

interface PointPlotProps {
  readonly samples: EncodedArray;
  readonly heldOut: EncodedArray | undefined;
  readonly label: string;
}

function PointPlot({ samples, heldOut, label }: PointPlotProps) {
  const plot = usePlot();
  const { ref, width } = useElementSize();
  const holder = useRef<HTMLDivElement>(null);
  const points = useMemo(() => rowsOf(samples), [samples]);
  const data = useMemo(() => rowsOf(heldOut), [heldOut]);
  useEffect(() => {
    if (!holder.current || width === 0) return;
    const drawing = plot.plot({
      width,
      height: width,
      aspectRatio: 1,
      style: { fontSize: '11px', fontFamily: 'inherit', background: 'transparent' },
      x: { label: null, grid: true, nice: true },
      y: { label: null, grid: true, nice: true },
      marks: [
        plot.dot(data, { r: 2, fill: 'var(--studio-ink-soft)', fillOpacity: 0.4 }),
        plot.dot(points, { r: 2.6, fill: 'var(--studio-validation)', fillOpacity: 0.85 }),
      ],
    });
    holder.current.replaceChildren(drawing);
    return () => drawing.remove();
  }, [plot, points, data, width]);
  return (
    <div ref={ref} className={classes.points} role="img" aria-label={label}>
      <div ref={holder} aria-hidden />
    </div>
  );
}
