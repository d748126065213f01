/** Pictures of the same kind of all runs, in step. */

import { Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../api/contract.ts';
import {
  pictureAt,
  pictureEpochs,
  pictureKinds,
  usePictureKindName,
} from '../../components/film/picture-kinds.ts';
import { PlaybackControls, togglesByKey } from '../../components/film/playback-controls.tsx';
import { SteadyImage } from '../../components/film/steady-image.tsx';
import { usePlayback } from '../../components/film/use-playback.ts';
import classes from './compare-page.module.css';
import { RunName } from './run-name.tsx';

export function ComparedPictures({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation(['compare', 'run']);
  const kindName = usePictureKindName();
  const [wanted, setWanted] = useState<string>();
  const all = useMemo(
    () => runs.map(({ name, pictures }) => ({ name, kinds: pictureKinds(pictures) })),
    [runs],
  );
  const kinds = [...new Set(all.flatMap((run) => run.kinds.map(({ kind }) => kind)))].sort();
  const kind = kinds.find((known) => known === wanted) ?? kinds.at(-1);
  const shown = all.map((run) => ({
    name: run.name,
    found: run.kinds.find((one) => one.kind === kind),
  }));
  const epochs = pictureEpochs(shown.flatMap(({ found }) => (found ? [found] : [])));
  const playback = usePlayback(epochs.length);
  const epoch = epochs[playback.place] ?? 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the button beside the slider does the same
    <div onKeyDown={togglesByKey(playback.toggle)}>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3">
          {t('pictures')}
        </Title>
        {kinds.length > 1 && kind !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('kind')}
            value={kind}
            onChange={setWanted}
            data={kinds.map((value) => ({ value, label: kindName(value) }))}
          />
        )}
      </Group>
      {kind === undefined ? (
        <Text size="sm" c="dimmed">
          {t('noPictures')}
        </Text>
      ) : (
        // The controls stick to the bottom of this, and never over the title.
        <div>
          <div className={classes.pictures}>
            {shown.map(({ name, found }, place) => {
              const picture = found && pictureAt(found, epoch);
              return (
                <figure key={name}>
                  <figcaption>
                    <RunName name={name} place={place} />
                    {picture && (
                      <Text span size="sm" c="dimmed">
                        {t('atEpoch', { epoch: picture.epoch })}
                      </Text>
                    )}
                  </figcaption>
                  {picture ? (
                    <SteadyImage
                      url={picture.url}
                      alt={t('run:pictures.alt', { kind: kindName(kind), epoch: picture.epoch })}
                    />
                  ) : (
                    <div className={classes.none}>{t('noPicture')}</div>
                  )}
                </figure>
              );
            })}
          </div>
          <PlaybackControls playback={playback} epochs={epochs} />
        </div>
      )}
    </div>
  );
}
