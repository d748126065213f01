/** A small canvas to draw an image on. */

import { Button, Group, Slider, Text } from '@mantine/core';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './own-image.module.css';

interface DrawingPadProps {
  /** [C, H, W] of the run's images. */
  readonly shape: readonly number[];
  readonly isPending: boolean;
  readonly onDone: (image: Blob) => void;
}

const SIDE = 196;

export function DrawingPad({ shape, isPending, onDone }: DrawingPadProps) {
  const { t } = useTranslation('latent');
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<readonly [number, number]>(undefined);
  const [brush, setBrush] = useState(18);
  const [, height = 1, width = 1] = shape;
  const ratio = height / width;

  const clear = () => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = '#000';
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  };
  useEffect(clear, []);

  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = canvas.current?.getContext('2d');
    if (!context || event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at = [
      ((event.clientX - box.left) * context.canvas.width) / box.width,
      ((event.clientY - box.top) * context.canvas.height) / box.height,
    ] as const;
    const [fromX, fromY] = last.current ?? at;
    context.strokeStyle = '#fff';
    context.lineWidth = brush;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(at[0], at[1] + 0.01);
    context.stroke();
    last.current = at;
  };
  const end = () => {
    last.current = undefined;
    canvas.current?.toBlob((image) => image && onDone(image), 'image/png');
  };
  return (
    <div>
      <canvas
        ref={canvas}
        className={classes.pad}
        width={SIDE}
        height={Math.round(SIDE * ratio)}
        role="img"
        aria-label={t('own.pad')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          draw(event);
        }}
        onPointerMove={draw}
        onPointerUp={end}
      />
      <Text size="xs" mt={6} aria-hidden>
        {t('own.brush')}
      </Text>
      <Slider
        size="sm"
        w={SIDE}
        min={4}
        max={48}
        value={brush}
        onChange={setBrush}
        label={null}
        thumbLabel={t('own.brush')}
        thumbValueText={(count) => t('own.brushPixels', { count })}
      />
      <Group mt={8} gap={8}>
        <Button size="xs" variant="default" onClick={clear} loading={isPending}>
          {t('own.clear')}
        </Button>
      </Group>
    </div>
  );
}
