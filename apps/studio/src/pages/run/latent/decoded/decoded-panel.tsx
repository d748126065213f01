/** The image of the code, as the decoder in the page makes it while the code moves. */

import { ActionIcon, Button, Group, Select, Stack, Text, Title, Tooltip } from '@mantine/core';
import {
  IconArrowsShuffle,
  IconFocus2,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlus,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatasetWords } from '../../../../components/dataset-words.ts';
import { Loading } from '../../../../components/loading.tsx';
import { Term } from '../../../../terms/term.tsx';
import { drawCode, middleCode } from '../codes/draw-code.ts';
import { useExplorer } from '../explorer-context.ts';
import classes from './decoded.module.css';
import { DecodedFigure } from './decoded-figure.tsx';
import { useWalk } from './use-walk.ts';

const MOST_STOPS = 8;

export function DecodedPanel() {
  const { t } = useTranslation('latent');
  const { capabilities, codes, code, decoder, stops, setStops } = useExplorer();
  const { shape, classes: told, prior } = capabilities;
  const walk = useWalk();
  const keys = useRef(0);
  const keep = () => {
    keys.current += 1;
    const stop = { key: keys.current, code: code.get() };
    setStops((before) => [...before, stop].slice(-MOST_STOPS));
  };
  return (
    <div className={classes.panel}>
      <Title order={2} size="h3">
        <Term name="decoder">{t('decoded.title')}</Term>
      </Title>
      <div className={classes.picture}>
        {decoder.decoder ? (
          <DecodedFigure decoder={decoder.decoder} />
        ) : (
          <div className={classes.waiting}>
            {decoder.error === undefined && <Loading height={200} />}
            <Text size="xs" c="dimmed">
              {decoder.error === undefined ? t('decoded.opening') : t('decoded.failed')}
            </Text>
          </div>
        )}
      </div>
      <Stack gap="sm" className={classes.tools}>
        {told && <ClassSelect />}
        <Group gap={8} grow>
          <Button
            size="xs"
            px={8}
            variant={walk.isPlaying ? 'filled' : 'light'}
            leftSection={
              walk.isPlaying ? (
                <IconPlayerPauseFilled size={15} />
              ) : (
                <IconPlayerPlayFilled size={15} />
              )
            }
            onClick={walk.toggle}
          >
            {walk.isPlaying ? t('decoded.pause') : t('decoded.walk')}
          </Button>
          {shape.length === 3 && (
            <Button
              size="xs"
              px={8}
              variant="light"
              leftSection={<IconPlus size={15} />}
              onClick={keep}
              aria-label={t('decoded.keepLong', { count: stops.length })}
            >
              {t('decoded.keep')}
            </Button>
          )}
        </Group>
        <Group gap={8} justify="space-between">
          <Text size="xs" c="dimmed" style={{ flex: 1 }}>
            <Term name="prior">{t(`decoded.priors.${prior}`)}</Term>
          </Text>
          <Tooltip label={t('decoded.random')}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t('decoded.random')}
              onClick={() => code.set(drawCode(capabilities, codes), 'button')}
            >
              <IconArrowsShuffle size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('decoded.mean')}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t('decoded.mean')}
              onClick={() => code.set(middleCode(capabilities, codes), 'button')}
            >
              <IconFocus2 size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Stack>
    </div>
  );
}

/** The class that the decoder is told. */
function ClassSelect() {
  const { t } = useTranslation('latent');
  const words = useDatasetWords();
  const { capabilities, label, setLabel } = useExplorer();
  const { names = [], trained = [] } = capabilities.classes ?? {};
  return (
    <Select
      size="xs"
      label={t('decoded.class')}
      allowDeselect={false}
      searchable={trained.length > 12}
      value={String(label)}
      onChange={(value) => value !== null && setLabel(Number(value))}
      data={trained.map((known) => ({
        value: String(known),
        label: words.className(names[known] ?? String(known)),
      }))}
    />
  );
}
