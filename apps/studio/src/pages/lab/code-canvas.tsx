/** The codes of the points, in the space that they are drawn from. */

import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { hueGroups } from './drawing/marks.ts';
import { CODE_EXTENT, paintCodeSpace } from './drawing/paint-codes.ts';
import { sheetOf } from './drawing/sheet.ts';
import { watchCanvas } from './drawing/watch-canvas.ts';
import type { LabData } from './engine/datasets.ts';
import type { ModelState } from './engine/model-state.ts';
import { Explained } from './explained.tsx';
import classes from './lab.module.css';
import { usePalette } from './use-palette.ts';

interface CodeCanvasProps {
  readonly model: 'ae' | 'vae';
  readonly state: ModelState;
  readonly data: LabData | undefined;
}

function spreadOf(codes: Float32Array): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (const code of codes) {
    sum += code;
    squares += code ** 2;
  }
  const mean = sum / codes.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / codes.length - mean ** 2)) };
}

export function CodeCanvas({ model, state, data }: CodeCanvasProps) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const palette = usePalette();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { pictures } = state;
  const hasPrior = model === 'vae';
  const { codes } = pictures;
  useEffect(() => {
    const element = canvas.current!;
    const groups = hueGroups(data?.hues ?? new Float32Array());
    const draw = () => {
      const sheet = sheetOf(element, palette, CODE_EXTENT);
      if (sheet) paintCodeSpace(sheet, { pictures, groups, hasPrior });
    };
    draw();
    const watched = watchCanvas(element, draw);
    return () => watched.dispose();
  }, [pictures, data, palette, hasPrior]);
  const title = hasPrior ? t('card.codesPrior') : t('card.codesPlain');
  const spread = codes && spreadOf(codes);
  const numbers =
    spread &&
    t('describe.codes', {
      points: data ? data.points.length / 2 : 0,
      mean: format.value(spread.mean),
      deviation: format.value(spread.deviation),
    });
  return (
    <figure className={classes.codes}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="img"
        aria-label={numbers ? `${title}. ${numbers}` : title}
      />
      <figcaption>
        <Explained
          title={title}
          text={t(`card.${hasPrior ? 'codesPriorHelp' : 'codesPlainHelp'}`)}
        />
      </figcaption>
    </figure>
  );
}
