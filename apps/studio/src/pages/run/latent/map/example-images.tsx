/** Examples of the run's data as pictures. */

import { Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { decodeArray } from '../../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import { PixelImage } from '../../../../components/pixel-image.tsx';
import { sizeOf, toPixels } from '../decoded/pixels.ts';
import { useExplorer } from '../explorer-context.ts';
import { useUse } from '../uses.ts';
import classes from './map.module.css';

export type Split = 'train' | 'test';

/** Pictures by the examples' numbers, as far as they are there. */
export function useExamplePictures(split: Split, indices: readonly number[]) {
  const { run, capabilities } = useExplorer();
  const isImage = capabilities.shape.length === 3;
  const body = { split, indices: [...indices] };
  const { data } = useUse(run.name, 'examples', body, isImage && indices.length > 0);
  const { shape } = capabilities;
  return useMemo(() => {
    const pictures = new Map<number, Uint8Array>();
    if (!data) return pictures;
    const values = decodeArray(data.examples) as Float32Array;
    const size = sizeOf(shape);
    for (const [place, index] of indices.entries()) {
      pictures.set(index, toPixels(values.subarray(place * size, (place + 1) * size)));
    }
    return pictures;
  }, [data, shape, indices]);
}

interface HoverCardProps {
  readonly split: Split;
  readonly index: number;
  readonly name: string | undefined;
  readonly pixel: readonly [number, number];
}

/** What lies under the pointer. */
export function HoverCard({ split, index, name, pixel }: HoverCardProps) {
  const { t } = useTranslation('latent');
  const { shape } = useExplorer().capabilities;
  const indices = useMemo(() => [index], [index]);
  const pixels = useExamplePictures(split, indices).get(index);
  const [x, y] = pixel;
  return (
    <div
      className={classes.hover}
      style={{ left: `min(${x}px, 100% - 132px)`, top: `min(${y}px, 100% - 172px)` }}
      aria-hidden
    >
      {pixels && <PixelImage pixels={pixels} shape={shape} label="" />}
      <Text size="xs" fw={600}>
        {name ?? t('map.example', { index })}
      </Text>
      {name !== undefined && (
        <Text size="xs" c="dimmed">
          {t('map.example', { index })}
        </Text>
      )}
    </div>
  );
}

interface ExampleRowProps {
  readonly split: Split;
  readonly indices: readonly number[];
  readonly nameOf: (index: number) => string | undefined;
  readonly onPick: (index: number) => void;
}

/** Pictures that can be chosen. */
export function ExampleRow({ split, indices, nameOf, onPick }: ExampleRowProps) {
  const { t } = useTranslation('latent');
  const { shape } = useExplorer().capabilities;
  const pictures = useExamplePictures(split, indices);
  return (
    <ul className={classes.examples}>
      {indices.map((index) => {
        const pixels = pictures.get(index);
        const name = nameOf(index);
        const example = t('map.example', { index });
        return (
          <li key={index}>
            <UnstyledButton
              className={classes.thumbnail}
              aria-label={name === undefined ? example : `${example}: ${name}`}
              onClick={() => onPick(index)}
            >
              {pixels ? (
                <PixelImage pixels={pixels} shape={shape} label="" />
              ) : (
                <span>{index}</span>
              )}
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
