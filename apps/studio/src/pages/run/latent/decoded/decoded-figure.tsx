/** The picture itself; it follows the code without React, so that a drag is as quick as the decoder. */

import { Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import type { PageDecoder } from '../decoder/open-decoder.ts';
import { useExplorer } from '../explorer-context.ts';
import classes from './decoded.module.css';
import { toImageData } from './pixels.ts';

/** Told with every picture that is drawn, as the event `decoded` of the figure. */
export interface DecodedDetail {
  readonly code: readonly number[];
  readonly values: Float32Array;
  readonly milliseconds: number;
}

const LAST = 60;
const TEXT_MS = 400;

export function DecodedFigure({ decoder }: { decoder: PageDecoder }) {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { code, label, capabilities } = useExplorer();
  const { shape } = capabilities;
  const figure = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [median, setMedian] = useState<number>();
  const [numbers, setNumbers] = useState<readonly number[]>();
  const [error, setError] = useState<string>();
  const isImage = shape.length === 3;

  useEffect(() => {
    const times: number[] = [];
    let told = 0;
    let isOver = false;
    async function show(): Promise<void> {
      const shown = code.get();
      const decoded = await decoder.latest(shown, label);
      if (!decoded || isOver) return;
      const { values, milliseconds } = decoded;
      if (isImage) canvas.current?.getContext('2d')?.putImageData(toImageData(values, shape), 0, 0);
      else setNumbers([...values]);
      const detail: DecodedDetail = { code: [...shown], values, milliseconds };
      figure.current?.dispatchEvent(new CustomEvent('decoded', { detail, bubbles: true }));
      times.push(milliseconds);
      if (times.length > LAST) times.shift();
      const now = performance.now();
      if (now - told > TEXT_MS) {
        told = now;
        setMedian([...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]);
      }
    }
    const follow = () =>
      void show().then(
        () => setError(undefined),
        (failure: unknown) => {
          if (!isOver) setError(failure instanceof Error ? failure.message : String(failure));
        },
      );
    const end = code.subscribe(follow);
    follow();
    return () => {
      isOver = true;
      end();
    };
  }, [decoder, code, label, shape, isImage]);

  const [, height = 1, width = 1] = shape;
  return (
    <figure ref={figure} className={classes.figure} data-decoded-figure>
      {isImage ? (
        <canvas
          ref={canvas}
          width={width}
          height={height}
          className={`pixels ${classes.image}`}
          role="img"
          aria-label={t('decoded.alt')}
        />
      ) : (
        <p className={classes.numbers}>{numbers?.map(format.value).join(', ')}</p>
      )}
      <figcaption className="numbers">
        {error !== undefined && (
          <Text size="xs" c="orange" role="alert" lang="en">
            {error}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {median === undefined
            ? '\u00a0'
            : t('decoded.time', { time: format.value(Number(median.toPrecision(2))) })}
        </Text>
      </figcaption>
    </figure>
  );
}
