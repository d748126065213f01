/** The last sets of this session, to go back to. */

import { Text, Title, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities } from '../../../api/contract.ts';
import { PixelImage } from '../../../components/pixel-image.tsx';
import classes from './generate.module.css';
import type { MadeSet } from './made-sets.ts';
import { useClassName } from './solver-settings.tsx';
import { tilesOf } from './tiles.ts';

interface HistoryStripProps {
  readonly sets: readonly MadeSet[];
  readonly shown: string | undefined;
  readonly capabilities: Capabilities;
  readonly onChoose: (set: MadeSet) => void;
}

export function HistoryStrip({ sets, shown, capabilities, onChoose }: HistoryStripProps) {
  const { t } = useTranslation('generate');
  if (sets.length < 2) return null;
  return (
    <section aria-label={t('history.title')}>
      <Title order={2} size="h4" mt="lg" mb="xs">
        {t('history.title')}
      </Title>
      <ul className={classes.history}>
        {sets.map((set) => (
          <li key={set.id}>
            <Entry
              set={set}
              isShown={set.id === shown}
              capabilities={capabilities}
              onChoose={() => onChoose(set)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  readonly set: MadeSet;
  readonly isShown: boolean;
  readonly capabilities: Capabilities;
  readonly onChoose: () => void;
}

const THUMBNAILS = 4;

function Entry({ set, isShown, capabilities, onChoose }: EntryProps) {
  const { t } = useTranslation('generate');
  const className = useClassName(capabilities);
  const { settings, samples } = set;
  const tiles = useMemo(
    () => (capabilities.kind === 'image' ? tilesOf(samples.samples).slice(0, THUMBNAILS) : []),
    [samples, capabilities.kind],
  );
  const label = settings.class === undefined ? undefined : className(settings.class);
  const text = t('history.seed', { seed: settings.seed });
  return (
    <UnstyledButton
      className={classes.entry}
      aria-current={isShown}
      aria-label={label === undefined ? text : `${text}, ${label}`}
      onClick={onChoose}
    >
      <span className={classes.entryTiles}>
        {tiles.map(({ pixels, shape }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sample is its place
          <PixelImage key={place} pixels={pixels} shape={shape} label="" />
        ))}
      </span>
      <Text size="xs" mt={4} truncate className="numbers">
        {text}
      </Text>
      {label !== undefined && (
        <Text size="xs" c="dimmed" truncate>
          {label}
        </Text>
      )}
    </UnstyledButton>
  );
}
