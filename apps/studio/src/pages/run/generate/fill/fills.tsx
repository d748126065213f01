/** The image, what is known of it, and its fills, side by side: as they come to be, then as they are. */

import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities, RunDetail, UseResults } from '../../../../api/contract.ts';
import { PixelImage } from '../../../../components/pixel-image.tsx';
import gridClasses from '../generate.module.css';
import { LinkField, linkOf } from '../link-field.tsx';
import { MomentSlider, type MomentView, ViewSwitch } from '../moment-slider.tsx';
import { OpenedImage } from '../opened-image.tsx';
import { gridScale, type Origin, savePng } from '../save.ts';
import { SettingFacts } from '../setting-facts.tsx';
import { type FillSettings, settingParameters } from '../settings.ts';
import { type Tile, tileOf, tilesOf } from '../tiles.ts';
import type { Making, Moment } from '../use-making.ts';
import { useOpened, withOpened } from '../use-opened.ts';
import classes from './fill.module.css';
import { type Mask, maskText } from './mask.ts';

export interface FilledImage {
  readonly settings: FillSettings;
  /** undefined: the user's own. */
  readonly index: number | undefined;
  readonly mask: Mask;
  readonly epoch: number;
  readonly result: UseResults['inpaint'];
  readonly moments: readonly Moment[];
}

/** Of the address that makes the same fills of a held-out image. */
export function fillParameters(
  filled: Pick<FilledImage, 'settings' | 'index' | 'mask' | 'epoch'>,
): URLSearchParams {
  const parameters = settingParameters({
    ...filled.settings,
    mode: 'fill',
    image: filled.index,
    mask: maskText(filled.mask),
    epoch: filled.epoch,
  });
  return parameters;
}

/** What is not known, grey. */
const MISSING = 127;

function knownOf({ pixels, shape }: Tile, { bits }: Mask): Tile {
  return {
    shape,
    pixels: pixels.map((value, index) => (bits[index % bits.length] === 1 ? MISSING : value)),
  };
}

interface FillsProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
  readonly filled: FilledImage | undefined;
  readonly making: Making<unknown>;
}

export function Fills({ filled, making, ...props }: FillsProps) {
  const { t } = useTranslation('generate');
  const [view, setView] = useState<MomentView>('x0');
  if (making.name === 'working' && making.moments.length > 0) {
    const tiles = tilesOf(making.moments.at(-1)![view]);
    return (
      <div data-testid="moment" data-moments={making.moments.length}>
        <ul className={classes.fills}>
          {tiles.map((tile, place) => (
            <Figure
              // biome-ignore lint/suspicious/noArrayIndexKey: a fill is its place
              key={place}
              tile={tile}
              name={t('fill.one', { place: place + 1 })}
            />
          ))}
        </ul>
        <Group mt="md">
          <ViewSwitch view={view} onView={setView} />
        </Group>
      </div>
    );
  }
  if (!filled) return null;
  return (
    <MadeFills
      {...props}
      key={fillParameters(filled).toString()}
      filled={filled}
      view={view}
      onView={setView}
    />
  );
}

interface MadeFillsProps extends Omit<FillsProps, 'filled' | 'making'> {
  readonly filled: FilledImage;
  readonly view: MomentView;
  readonly onView: (view: MomentView) => void;
}

function MadeFills({ run, capabilities, filled, view, onView }: MadeFillsProps) {
  const { t } = useTranslation('generate');
  const { settings, index, mask, epoch, result, moments } = filled;
  const fills = useMemo(() => tilesOf(result.samples), [result]);
  const original = useMemo(() => tileOf(result.original), [result]);
  const known = useMemo(() => knownOf(original, mask), [original, mask]);
  const [place, setPlace] = useState(moments.length);
  const [opened, setOpened] = useOpened(fills.length);
  const moment = moments[place];
  const shown = moment ? tilesOf(moment[view]) : fills;
  const parameters = fillParameters(filled);
  const origin = (each?: number): Origin => ({
    run: run.name,
    recipe: run.recipe,
    epoch,
    use: 'inpaint',
    settings: { ...result.settings, mask: maskText(mask) },
    ...(each !== undefined && { index: each }),
    link: linkOf(run.name, each === undefined ? parameters : withOpened(parameters, each)),
  });
  const fileName = `${run.name}-fills-${settings.seed}`;
  const saveAll = () => {
    const tiles = [original, known, ...fills];
    const look = { columns: tiles.length, scale: gridScale(original), gap: 4 };
    void savePng(tiles, look, origin(), fileName);
  };
  return (
    <div data-testid="fills">
      {result.notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" mb="sm" lang="en">
          {note}
        </Text>
      ))}
      <ul className={classes.fills}>
        <Figure tile={original} name={t('fill.original')} />
        <Figure tile={known} name={t('fill.known')} />
        {shown.map((tile, each) => (
          <Figure
            // biome-ignore lint/suspicious/noArrayIndexKey: a fill is its place
            key={each}
            tile={tile}
            name={t('fill.one', { place: each + 1 })}
            onOpen={() => setOpened(each)}
          />
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt="xs">
        {t('fill.exact')}
      </Text>
      {moments.length > 0 && (
        <MomentSlider
          moments={moments}
          place={place}
          onPlace={setPlace}
          view={view}
          onView={onView}
        />
      )}
      <Group mt="md" gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={16} />}
          onClick={saveAll}
        >
          {t('samples.saveAll')}
        </Button>
        <div style={{ flex: '1 1 220px' }}>
          {index === undefined ? (
            <Text size="xs" c="dimmed">
              {t('fill.noLink')}
            </Text>
          ) : (
            <LinkField link={origin().link} label={t('samples.link')} />
          )}
        </div>
      </Group>
      {opened !== undefined && (
        <OpenedImage
          tile={fills[opened]!}
          name={t('fill.one', { place: opened + 1 })}
          origin={origin(opened)}
          fileName={`${fileName}-${opened + 1}`}
          index={opened}
          count={fills.length}
          hasLink={index !== undefined}
          onMove={setOpened}
          onClose={() => setOpened(undefined)}
          facts={
            <SettingFacts
              settings={result.settings}
              capabilities={capabilities}
              epoch={epoch}
              label={result.labels?.[opened]}
            />
          }
        />
      )}
    </div>
  );
}

interface FigureProps {
  readonly tile: Tile;
  readonly name: string;
  readonly onOpen?: () => void;
}

function Figure({ tile, name, onOpen }: FigureProps): ReactNode {
  return (
    <li>
      {onOpen ? (
        <UnstyledButton className={gridClasses.tile} aria-label={name} onClick={onOpen}>
          <PixelImage pixels={tile.pixels} shape={tile.shape} label="" />
        </UnstyledButton>
      ) : (
        <div className={gridClasses.tile}>
          <PixelImage pixels={tile.pixels} shape={tile.shape} label={name} />
        </div>
      )}
      <span className={gridClasses.caption} aria-hidden>
        {name}
      </span>
    </li>
  );
}
