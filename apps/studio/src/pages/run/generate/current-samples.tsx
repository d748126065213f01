/** The samples that are asked for: as they come to be, then as they are. */

import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { LinkField, linkOf } from './link-field.tsx';
import { linkParameters, type MadeSet } from './made-sets.ts';
import { MomentSlider, type MomentView, ViewSwitch } from './moment-slider.tsx';
import { OpenedSample } from './opened-sample.tsx';
import { PointSamples } from './point-samples.tsx';
import { SampleGrid } from './sample-grid.tsx';
import { gridScale, savePng } from './save.ts';
import { useClassName } from './solver-settings.tsx';
import { tilesOf } from './tiles.ts';
import type { Making } from './use-making.ts';
import { useOpened } from './use-opened.ts';

interface CurrentSamplesProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
  readonly set: MadeSet | undefined;
  /** Shown faintly until there is something of the next. */
  readonly previous: MadeSet | undefined;
  readonly making: Making<string>;
}

/** Classes that have columns of their own. */
const MOST_COLUMNS = 12;
const GAP = 4;

export function CurrentSamples(props: CurrentSamplesProps) {
  const { set, previous, making } = props;
  const { t } = useTranslation('generate');
  const [view, setView] = useState<MomentView>('x0');
  if (making.name === 'working' && making.moments.length > 0) {
    const { moments } = making;
    return (
      <Stack gap="md" data-testid="moment" data-moments={moments.length}>
        <Values {...props} array={moments.at(-1)![view]} of={undefined} />
        <Group>
          <ViewSwitch view={view} onView={setView} />
        </Group>
      </Stack>
    );
  }
  if (set) {
    const key = `${set.id} ${set.moments.length}`;
    return <MadeSamples key={key} {...props} set={set} view={view} onView={setView} />;
  }
  if (previous && making.name === 'working') {
    return <Values {...props} array={previous.samples.samples} of={previous} isStale />;
  }
  if (making.name !== 'idle') return null;
  return (
    <Text c="dimmed" size="sm" py="xl" ta="center">
      {t('samples.none')}
    </Text>
  );
}

interface ValuesProps extends Pick<CurrentSamplesProps, 'run' | 'capabilities'> {
  readonly array: Parameters<typeof tilesOf>[0];
  readonly of: MadeSet | undefined;
  readonly isStale?: boolean;
  readonly onOpen?: ((index: number) => void) | undefined;
}

/** Samples or a moment of them: images in a grid, or points. */
function Values({ run, capabilities, array, of, isStale = false, onOpen }: ValuesProps) {
  const { t } = useTranslation('generate');
  const className = useClassName(capabilities);
  const tiles = useMemo(
    () => (capabilities.kind === 'image' ? tilesOf(array) : []),
    [array, capabilities.kind],
  );
  if (capabilities.kind === 'points') {
    return <PointSamples run={run} capabilities={capabilities} array={array} />;
  }
  const labels = of?.samples.labels;
  const labelOf = (index: number) => {
    const label = labels?.[index];
    return label === undefined ? undefined : className(label);
  };
  const trained = capabilities.classes?.trained.length ?? 0;
  const isInTurn = labels !== undefined && of?.settings.class === undefined;
  const isInColumns = isInTurn && trained > 1 && trained <= MOST_COLUMNS;
  return (
    <SampleGrid
      tiles={tiles}
      isStale={isStale}
      onOpen={onOpen}
      nameOf={(index) => {
        const label = labelOf(index);
        const place = index + 1;
        return label === undefined
          ? t('samples.one', { place })
          : t('samples.oneOf', { place, label });
      }}
      captionOf={isInTurn ? labelOf : undefined}
      columns={isInColumns ? trained : undefined}
    />
  );
}

interface MadeSamplesProps extends CurrentSamplesProps {
  readonly set: MadeSet;
  readonly view: MomentView;
  readonly onView: (view: MomentView) => void;
}

function MadeSamples(props: MadeSamplesProps) {
  const { run, capabilities, set, view, onView } = props;
  const { t } = useTranslation('generate');
  const { moments, samples, settings } = set;
  const [place, setPlace] = useState(moments.length);
  const [opened, setOpened] = useOpened(samples.samples.shape[0] ?? 0);
  const link = linkOf(run.name, linkParameters(set));
  const isImage = capabilities.kind === 'image';
  return (
    <div data-testid="samples" data-set={set.id}>
      <VisuallyHidden role="status">
        {t('samples.made', { count: settings.count, seed: settings.seed })}
      </VisuallyHidden>
      <Values
        run={run}
        capabilities={capabilities}
        array={moments[place]?.[view] ?? samples.samples}
        of={set}
        onOpen={setOpened}
      />
      {moments.length > 0 && (
        <MomentSlider
          moments={moments}
          place={place}
          onPlace={setPlace}
          view={view}
          onView={onView}
        />
      )}
      <Group mt="md" gap="sm" align="center" wrap="wrap">
        {isImage && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() => saveSet(props)}
          >
            {t('samples.saveAll')}
          </Button>
        )}
        <div style={{ flex: '1 1 220px' }}>
          <LinkField link={link} label={t('samples.link')} />
        </div>
      </Group>
      {isImage && opened !== undefined && (
        <OpenedSample
          run={run}
          capabilities={capabilities}
          set={set}
          index={opened}
          onMove={setOpened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}

function saveSet({ run, capabilities, set }: MadeSamplesProps): void {
  const tiles = tilesOf(set.samples.samples);
  const [first] = tiles;
  if (!first) return;
  const trained = capabilities.classes?.trained.length ?? 0;
  const isInTurn = set.settings.class === undefined && trained > 1 && trained <= MOST_COLUMNS;
  const columns = isInTurn ? Math.min(trained, tiles.length) : Math.ceil(Math.sqrt(tiles.length));
  const origin = {
    run: run.name,
    recipe: run.recipe,
    epoch: set.epoch,
    use: 'sample',
    settings: set.samples.settings,
    link: linkOf(run.name, linkParameters(set)),
  } as const;
  void savePng(
    tiles,
    { columns, scale: gridScale(first), gap: GAP },
    origin,
    `${run.name}-samples-${set.settings.seed}`,
  );
}
