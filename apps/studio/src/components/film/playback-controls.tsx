/** Play, speed, and one slider over all epochs that have pictures. */

import { ActionIcon, Group, Select, Slider, Text } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './film.module.css';
import { type Playback, RATES, type Rate } from './use-playback.ts';

interface PlaybackControlsProps {
  readonly playback: Playback;
  /** Of the pictures, ascending. */
  readonly epochs: readonly number[];
}

export function PlaybackControls({ playback, epochs }: PlaybackControlsProps) {
  const { t } = useTranslation('run');
  const { place, isPlaying, rate, goTo, toggle, setRate } = playback;
  const epoch = epochs[place] ?? 0;
  const label = t('pictures.epoch', { epoch });
  return (
    <div className={classes.controls}>
      <Group gap="sm" wrap="nowrap">
        <ActionIcon
          size="lg"
          radius="xl"
          variant="filled"
          onClick={toggle}
          disabled={epochs.length < 2}
          aria-label={isPlaying ? t('pictures.pause') : t('pictures.play')}
        >
          {isPlaying ? <IconPlayerPauseFilled size={17} /> : <IconPlayerPlayFilled size={17} />}
        </ActionIcon>
        <Slider
          className={classes.slider}
          min={0}
          max={Math.max(1, epochs.length - 1)}
          step={1}
          value={place}
          onChange={goTo}
          disabled={epochs.length < 2}
          label={null}
          thumbLabel={t('pictures.slider')}
          thumbValueText={label}
        />
        <Text fw={650} size="sm" className={classes.epoch} aria-live="off">
          {label}
        </Text>
        <Select
          size="xs"
          w={82}
          aria-label={t('pictures.speed')}
          data={RATES.map((value) => ({
            value: String(value),
            label: t('pictures.perSecond', { count: value }),
          }))}
          value={String(rate)}
          allowDeselect={false}
          onChange={(value) => setRate(Number(value) as Rate)}
        />
      </Group>
    </div>
  );
}

/** Space plays and pauses, wherever in the machine the keyboard is, but on what takes it itself. */
export function togglesByKey(toggle: () => void) {
  return (event: React.KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    if (event.key !== ' ' || target.closest('button, a, input, [role="option"]')) return;
    event.preventDefault();
    toggle();
  };
}
