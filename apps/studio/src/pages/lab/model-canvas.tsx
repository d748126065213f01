/** The large picture of one model, which moves as it learns. */

import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { createModelPainter, type ModelPainter } from './drawing/model-painter.ts';
import type { ModelName } from './engine/settings.ts';
import classes from './lab.module.css';
import { useIsPlaying, useLab } from './lab-context.ts';
import { usePalette } from './use-palette.ts';

interface ModelCanvasProps {
  readonly model: ModelName;
  /** The picture in words, with its numbers. */
  readonly description: string;
  readonly onLevel: (level: number) => void;
}

const NO_POINTS = new Float32Array();

export function ModelCanvas({ model, description, onLevel }: ModelCanvasProps) {
  const lab = useLab();
  const { conductor, settings, data } = lab;
  const palette = usePalette();
  const isPlaying = useIsPlaying(lab);
  const mayMove = !useReducedMotion(false, { getInitialValueInEffect: false });
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<ModelPainter>(undefined);
  const tellLevel = useRef(onLevel);
  tellLevel.current = onLevel;
  const show = settings[`${model}.show`];
  const hasFilm = model === 'diffusion' && settings['diffusion.film'];

  useEffect(() => {
    const own = createModelPainter({
      canvas: canvas.current!,
      model,
      onLevel: (level) => tellLevel.current(level),
    });
    painter.current = own;
    own.aim(conductor.stateOf(model).pictures);
    const leave = conductor.subscribe((changed) => {
      if (changed === model) own.aim(conductor.stateOf(model).pictures);
    });
    return () => {
      leave();
      own.dispose();
    };
  }, [conductor, model]);

  useEffect(() => {
    painter.current?.use({
      palette,
      points: data?.points ?? NO_POINTS,
      hues: data?.hues ?? NO_POINTS,
      show,
      isPlaying,
      hasFilm,
      mayMove,
    });
  }, [palette, data, show, isPlaying, hasFilm, mayMove]);

  return <canvas ref={canvas} className={classes.canvas} role="img" aria-label={description} />;
}
