/** Play, pause, single step, beginning, speed and pace of all models, and the link to share. */

import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Text,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconLink,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipForwardFilled,
  IconRotate2,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { type LabSettings, MODELS, SETTINGS } from './engine/settings.ts';
import { EVERY_WAY, Explained } from './explained.tsx';
import classes from './lab.module.css';
import { useIsPlaying, useLab, useModelState } from './lab-context.ts';
import { linkTo } from './use-set-up.ts';

/** How far the model is that has done most. */
function useFront(): number {
  const lab = useLab();
  const steps = [
    useModelState(lab, MODELS[0]).step,
    useModelState(lab, MODELS[1]).step,
    useModelState(lab, MODELS[2]).step,
    useModelState(lab, MODELS[3]).step,
  ];
  return Math.max(...steps);
}

function Progress() {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const lab = useLab();
  const isPlaying = useIsPlaying(lab);
  const step = useFront();
  return (
    <>
      <Text size="sm" fw={600} className={classes.front}>
        {t('controls.stepNumber', { step: format.integer(step) })}
      </Text>
      <VisuallyHidden role="status">
        {isPlaying ? t('controls.playing') : t('controls.paused', { step: format.integer(step) })}
      </VisuallyHidden>
    </>
  );
}

/** A choice without a label of its own beside it. */
function Choice({ name }: { readonly name: 'speed' | 'pace' }) {
  const { t } = useTranslation('lab');
  const { settings, change } = useLab();
  return (
    <Tooltip label={t(`settings.${name}.help`)} events={EVERY_WAY} multiline maw={260}>
      <SegmentedControl
        size="xs"
        aria-label={t(`settings.${name}.label`)}
        value={settings[name]}
        data={SETTINGS[name].choices.map((choice) => ({
          value: choice,
          label: t(`choices.${name}.${choice}` as 'choices.speed.full'),
        }))}
        onChange={(value) => change({ [name]: value as LabSettings['speed'] })}
      />
    </Tooltip>
  );
}

function ShareButton() {
  const { t } = useTranslation('lab');
  const { settings, drawing } = useLab();
  async function share() {
    try {
      await navigator.clipboard.writeText(await linkTo({ settings, drawing }));
      notifications.show({ message: t('controls.shared'), color: 'teal' });
    } catch {
      notifications.show({ message: t('controls.notShared'), color: 'orange' });
    }
  }
  return (
    <Button
      size="xs"
      variant="default"
      className={classes.share}
      leftSection={<IconLink size={16} />}
      aria-label={t('controls.share')}
      onClick={share}
    >
      <span className={classes.shareWord}>{t('controls.share')}</span>
    </Button>
  );
}

export function Toolbar() {
  const { t } = useTranslation('lab');
  const lab = useLab();
  const { conductor, data } = lab;
  const isPlaying = useIsPlaying(lab);
  return (
    <section className={classes.toolbar} aria-label={t('controls.label')}>
      <Group gap={8} wrap="nowrap" className={classes.transport}>
        <h1 className={classes.title}>
          <Explained title={t('title')} text={t('lead')} />
        </h1>
        <Button
          className={classes.play}
          size="sm"
          leftSection={
            isPlaying ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />
          }
          disabled={!data && !isPlaying}
          onClick={() => (isPlaying ? conductor.pause() : conductor.play())}
        >
          {isPlaying ? t('controls.pause') : t('controls.play')}
        </Button>
        <Tooltip label={t('controls.step')}>
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('controls.step')}
            disabled={!data}
            onClick={() => conductor.stepOnce()}
          >
            <IconPlayerSkipForwardFilled size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('controls.restart')}>
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('controls.restart')}
            disabled={!data}
            onClick={() => conductor.restart()}
          >
            <IconRotate2 size={18} />
          </ActionIcon>
        </Tooltip>
        <Progress />
      </Group>
      <Group gap={8} className={classes.options}>
        <Choice name="speed" />
        <Choice name="pace" />
        <ShareButton />
      </Group>
    </section>
  );
}
