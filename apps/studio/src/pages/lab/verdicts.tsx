/** What the discriminator thinks of data and of samples, in the mean: the probability of being data, or a score. */

import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import type { Rgb } from './drawing/palette.ts';
import { type LossHistory, latestOf } from './engine/loss-history.ts';
import { Explained } from './explained.tsx';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';
import { usePalette } from './use-palette.ts';

/** Losses whose scores are probabilities once they have gone through a sigmoid. */
const WITH_PROBABILITY: readonly string[] = ['non-saturating', 'minimax'];

const css = (colour: Rgb) => `rgb(${colour.join(' ')})`;

export function Verdicts({ history }: { readonly history: LossHistory }) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const { settings } = useLab();
  const { real, generated } = usePalette();
  const hasBars = WITH_PROBABILITY.includes(settings['gan.loss']);
  const rows = [
    { name: 'real', word: t('card.real'), colour: css(real) },
    { name: 'generated', word: t('card.generated'), colour: css(generated) },
  ];
  return (
    <dl className={classes.verdicts}>
      {rows.map(({ name, word, colour }) => {
        const value = latestOf(history, name);
        const shown = value === undefined ? undefined : Number(value.toFixed(2));
        return (
          <div key={name}>
            <dt>
              <Explained
                title={word}
                text={hasBars ? t('card.verdictHelp') : t('card.scoreHelp')}
              />
            </dt>
            <dd>
              {hasBars && (
                <span className={classes.bar}>
                  <i style={{ width: `${100 * (shown ?? 0)}%`, background: colour }} />
                </span>
              )}
              {hasBars && shown !== undefined ? format.percent(shown) : format.value(shown)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
