/** Every picture of a run under one slider: the newest while it trains, all of them as a film. */

import { Button, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconGif } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../api/apply-event.ts';
import { apiPath } from '../../../api/client.ts';
import type { RunDetail } from '../../../api/contract.ts';
import {
  type PictureKind,
  pictureAt,
  pictureEpochs,
  pictureKinds,
  usePictureKindName,
} from '../../../components/film/picture-kinds.ts';
import { PlaybackControls, togglesByKey } from '../../../components/film/playback-controls.tsx';
import { preload, SteadyImage } from '../../../components/film/steady-image.tsx';
import { type Rate, usePlayback } from '../../../components/film/use-playback.ts';
import { Term } from '../../../terms/term.tsx';

export function TimeMachine({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const kindName = usePictureKindName();
  const kinds = useMemo(() => pictureKinds(run.pictures), [run.pictures]);
  const epochs = useMemo(() => pictureEpochs(kinds), [kinds]);
  const playback = usePlayback(epochs.length);
  const { isPlaying, place, toggle, rate } = playback;

  useEffect(() => {
    if (isPlaying) preload(kinds.flatMap(({ pictures }) => pictures.map(({ url }) => url)));
  }, [isPlaying, kinds]);

  const epoch = epochs[place] ?? 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the button beside the slider does the same
    <div onKeyDown={togglesByKey(toggle)}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          <Term name="timeMachine">{t('pictures.title')}</Term>
        </Title>
        {epochs.length > 0 && <FilmExport run={run.name} kinds={kinds} rate={rate} />}
      </Group>
      {epochs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {isActive(run.state) ? t('pictures.none') : t('pictures.noneStopped')}
        </Text>
      ) : (
        // The controls stick to the bottom of this, and never over the title.
        <div>
          <Stack gap="sm">
            {kinds.map((kind) => {
              const picture = pictureAt(kind, epoch);
              if (!picture) return null;
              const name = kindName(kind.kind);
              return (
                <SteadyImage
                  key={kind.kind}
                  url={picture.url}
                  alt={t('pictures.alt', { kind: name, epoch: picture.epoch })}
                />
              );
            })}
          </Stack>
          <PlaybackControls playback={playback} epochs={epochs} />
          <Text size="xs" c="dimmed" visibleFrom="sm">
            {t('pictures.keys')}
          </Text>
        </div>
      )}
    </div>
  );
}

interface FilmExportProps {
  readonly run: string;
  readonly kinds: readonly PictureKind[];
  readonly rate: Rate;
}

function FilmExport({ run, kinds, rate }: FilmExportProps) {
  const { t } = useTranslation('run');
  const kindName = usePictureKindName();
  const address = (kind: string) =>
    `${apiPath`/api/runs/${run}/film`}?${new URLSearchParams({ kind, rate: String(rate) })}`;
  const [only] = kinds;
  const icon = <IconGif size={18} />;
  if (only && kinds.length === 1) {
    return (
      <Button
        component="a"
        href={address(only.kind)}
        download={`${run}-${only.kind}.gif`}
        size="xs"
        variant="default"
        leftSection={icon}
      >
        {t('pictures.gif')}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={icon}>
          {t('pictures.gif')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map(({ kind }) => (
          <Menu.Item key={kind} component="a" href={address(kind)} download={`${run}-${kind}.gif`}>
            {t('pictures.gifOf', { kind: kindName(kind) })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
