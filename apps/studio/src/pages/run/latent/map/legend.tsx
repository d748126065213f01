/** The colours of the classes; a click shows one of them alone. */

import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { cssColour, type Rgb } from '../codes/class-colours.ts';
import classes from './map.module.css';

interface LegendProps {
  readonly names: readonly string[];
  readonly colours: readonly Rgb[];
  readonly isolated: number | undefined;
  readonly onIsolate: (label: number | undefined) => void;
}

export function Legend({ names, colours, isolated, onIsolate }: LegendProps) {
  const { t } = useTranslation('latent');
  return (
    <ul className={classes.legend} aria-label={t('map.legend')}>
      {names.map((name, label) => (
        <li key={name}>
          <UnstyledButton
            className={classes.class}
            aria-pressed={isolated === label}
            data-faint={(isolated !== undefined && isolated !== label) || undefined}
            onClick={() => onIsolate(isolated === label ? undefined : label)}
          >
            <span
              className={classes.swatch}
              style={{ background: cssColour(colours[label] ?? [128, 128, 128]) }}
            />
            {name}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
