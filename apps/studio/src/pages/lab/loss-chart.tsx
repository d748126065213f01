/** The losses of one model from its first step on. */

import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { type LossHistory, latestOf, seriesOf } from './engine/loss-history.ts';
import type { ModelName } from './engine/settings.ts';
import { Explained } from './explained.tsx';
import classes from './lab.module.css';
import { usePalette } from './use-palette.ts';

/** Which parts of a model's loss are drawn. */
export const CURVES: Readonly<Record<ModelName, readonly string[]>> = {
  ae: ['loss'],
  vae: ['reconstruction', 'kl'],
  gan: ['discriminator', 'loss'],
  diffusion: ['loss'],
};

const WIDTH = 200;
const HEIGHT = 64;
const PADDING = 3;

/** Losses that fall by powers of ten are drawn over their logarithm; those of a game go up and down. */
const scaleOf = (model: ModelName) => (model === 'gan' ? (value: number) => value : logarithm);

const logarithm = (value: number) => Math.log(Math.max(value, 1e-6));

/** Least and largest of many numbers, between the second and the 98th of a hundred at the top. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0), at(0.98)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function pathOf(series: readonly number[], [low, high]: readonly [number, number]): string {
  const across = WIDTH / Math.max(series.length - 1, 1);
  return series
    .map((value, index) => {
      const share = Math.min(1.05, (value - low) / (high - low));
      const y = HEIGHT - PADDING - share * (HEIGHT - 2 * PADDING);
      return `${index === 0 ? 'M' : 'L'}${(index * across).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}

interface LossChartProps {
  readonly model: ModelName;
  readonly history: LossHistory;
}

export function LossChart({ model, history }: LossChartProps) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const { models, ink } = usePalette();
  const title = useId();
  const names = CURVES[model];
  const scale = scaleOf(model);
  const curves = names.map((name) => seriesOf(history, name).map(scale));
  const range = rangeOf(curves.flat());
  const colours = [models[model], ink];
  const words = names.map((name) => t(`curves.${model}.${name}` as 'curves.ae.loss'));
  const values = names.map((name) => format.value(latestOf(history, name)));
  const description = words.map((name, i) => t('describe.losses', { name, value: values[i] }));
  return (
    <div className={classes.losses}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>{`${t('card.losses')}: ${description.join(' ')}`}</title>
        {curves.map((series, index) => (
          <path
            key={names[index]}
            d={pathOf(series, range)}
            fill="none"
            stroke={colours[index]}
            strokeWidth={index === 0 ? 1.6 : 1.1}
            strokeOpacity={index === 0 ? 1 : 0.6}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <dl className={classes.legend}>
        {words.map((word, index) => (
          <div key={word}>
            <dt>
              <i style={{ background: colours[index], opacity: index === 0 ? 1 : 0.6 }} />
              <Explained title={word} text={t(`curvesHelp.${model}.${names[index]}` as 'lead')} />
            </dt>
            <dd>{values[index]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
