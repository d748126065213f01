/** A strip of a dataset's first examples. It is asked for when the card comes into view. */

import { useInViewport } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { DatasetInfo } from '../../api/contract.ts';
import { examplesQuery } from '../../api/queries.ts';
import { PixelImage } from '../../components/pixel-image.tsx';
import classes from './data-page.module.css';
import { imagesOf, pointsOf } from './examples.ts';
import { PointCloud } from './point-cloud.tsx';

const IMAGES = 16;
const POINTS = 600;

export function DatasetPreview({ dataset }: { dataset: DatasetInfo }) {
  const { name, kind } = dataset;
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const { data } = useQuery({
    ...examplesQuery(name, {
      split: 'train',
      offset: 0,
      count: kind === 'image' ? IMAGES : POINTS,
    }),
    enabled: inViewport,
  });
  if (kind === 'image') {
    return (
      <div ref={ref} className={classes.preview} aria-hidden>
        {data &&
          imagesOf(data).map(({ index, pixels, shape }) => (
            <PixelImage key={index} pixels={pixels} shape={shape} label="" />
          ))}
      </div>
    );
  }
  return (
    <div ref={ref} className={classes.previewPoints} aria-hidden>
      {data && <PointCloud points={pointsOf(data)} isStill />}
    </div>
  );
}
