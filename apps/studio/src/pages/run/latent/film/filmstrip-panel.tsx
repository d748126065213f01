/** From one kept code to the next, as a strip of images. */

import {
  Button,
  CloseButton,
  Group,
  SegmentedControl,
  Text,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  linear,
  spherical,
} from '../../../../../../../packages/alebrije/src/explore/latent/interpolate.ts';
import { PixelImage } from '../../../../components/pixel-image.tsx';
import { Term } from '../../../../terms/term.tsx';
import { drawCode } from '../codes/draw-code.ts';
import { sizeOf, toPixels } from '../decoded/pixels.ts';
import { type Stop, useExplorer } from '../explorer-context.ts';
import classes from './film.module.css';

const WAYS = { linear, spherical } as const;
type WayName = keyof typeof WAYS;

const STEPS = [5, 7, 9, 13];

interface Frame {
  readonly code: Float32Array;
  /** The stop that it is, counted from 1. */
  readonly stop: number | undefined;
}

/** All codes on the way, the stops among them. */
function framesOf(stops: readonly Stop[], steps: number, way: WayName): Frame[] {
  return stops.flatMap(({ code }, place) => {
    const next = stops[place + 1];
    const count = next ? steps - 1 : 1;
    return Array.from({ length: count }, (_, step) => ({
      code:
        step === 0 || !next
          ? code
          : Float32Array.from(WAYS[way](code, next.code, step / (steps - 1))),
      stop: step === 0 ? place + 1 : undefined,
    }));
  });
}

export function FilmstripPanel() {
  const { t } = useTranslation('latent');
  const { capabilities, codes, code, stops, setStops } = useExplorer();
  const [way, setWay] = useState<WayName>('linear');
  const [steps, setSteps] = useState(7);
  const frames = useMemo(() => framesOf(stops, steps, way), [stops, steps, way]);
  const images = useFrameImages(frames);
  const addSamples = () =>
    setStops((before) => {
      const key = Math.max(0, ...before.map((stop) => stop.key));
      const wanted = Math.max(1, 2 - before.length);
      return [
        ...before,
        ...Array.from({ length: wanted }, (_, place) => ({
          key: key + 1000 + place,
          code: Float32Array.from(drawCode(capabilities, codes)),
        })),
      ];
    });
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          <Term name="interpolation">{t('film.title')}</Term>
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('film.way')}
            value={way}
            onChange={(value) => setWay(value as WayName)}
            data={[
              { value: 'linear', label: t('film.linear') },
              { value: 'spherical', label: t('film.spherical') },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('film.steps')}
            value={String(steps)}
            onChange={(value) => setSteps(Number(value))}
            data={STEPS.map(String)}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowsShuffle size={15} />}
            onClick={addSamples}
          >
            {t('film.add')}
          </Button>
          {stops.length > 0 && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => setStops(() => [])}>
              {t('film.clear')}
            </Button>
          )}
        </Group>
      </Group>
      {stops.length < 2 && (
        <Text size="sm" c="dimmed">
          {t('film.howTo', { count: stops.length })}
        </Text>
      )}
      <ol className={classes.strip} aria-label={t('film.title')}>
        {frames.map((frame, place) => {
          const pixels = images?.[place];
          const { stop } = frame;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a frame is its place on the way
              key={place}
              className={classes.frame}
              data-stop={stop !== undefined || undefined}
            >
              <UnstyledButton
                className={classes.picture}
                aria-label={
                  stop === undefined
                    ? t('film.frame', { place: place + 1, all: frames.length })
                    : t('film.stop', { stop })
                }
                onClick={() => code.set(frame.code, 'button')}
              >
                {pixels && <PixelImage pixels={pixels} shape={capabilities.shape} label="" />}
              </UnstyledButton>
              {stop !== undefined && (
                <span className={classes.name}>
                  {stop}
                  <CloseButton
                    size={18}
                    aria-label={t('film.remove', { stop })}
                    onClick={() =>
                      setStops((before) => before.filter((_, index) => index !== stop - 1))
                    }
                  />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** What the decoder in the page makes of each, once all are there. */
function useFrameImages(frames: readonly Frame[]): readonly Uint8Array[] | undefined {
  const { capabilities, decoder: state, label } = useExplorer();
  const { decoder } = state;
  const { shape, codeSize } = capabilities;
  const [images, setImages] = useState<readonly Uint8Array[]>();
  useEffect(() => {
    if (!decoder || frames.length === 0) {
      setImages(undefined);
      return;
    }
    const ended = new AbortController();
    const codes = new Float32Array(frames.length * codeSize);
    for (const [place, { code }] of frames.entries()) codes.set(code, place * codeSize);
    decoder.all(codes, label, { signal: ended.signal }).then(
      (values) => {
        const size = sizeOf(shape);
        const pixels = toPixels(values);
        setImages(frames.map((_, place) => pixels.subarray(place * size, (place + 1) * size)));
      },
      // The figure beside the map says what is wrong with a decoder.
      () => setImages(undefined),
    );
    return () => ended.abort();
  }, [decoder, frames, label, shape, codeSize]);
  return images;
}
