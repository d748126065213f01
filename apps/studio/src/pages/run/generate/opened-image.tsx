/** One image, large: what made it, saving it, its address. */

import { ActionIcon, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PixelImage } from '../../../components/pixel-image.tsx';
import classes from './generate.module.css';
import { LinkField } from './link-field.tsx';
import { largeScale, type Origin, savePng } from './save.ts';
import type { Tile } from './tiles.ts';

interface OpenedImageProps {
  readonly tile: Tile;
  readonly name: string;
  readonly origin: Origin;
  /** Of the file, without its ending. */
  readonly fileName: string;
  /** Its place among so many. */
  readonly index: number;
  readonly count: number;
  readonly onMove: (index: number) => void;
  readonly onClose: () => void;
  /** What made it. */
  readonly facts: ReactNode;
  /** Below all. */
  readonly children?: ReactNode;
  /** False of what a link cannot carry. */
  readonly hasLink?: boolean;
}

export function OpenedImage(props: OpenedImageProps) {
  const { tile, name, origin, fileName, index, count, onMove, onClose, facts, children } = props;
  const { hasLink = true } = props;
  const { t } = useTranslation(['generate', 'shell']);
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const move = (by: number) => onMove((index + by + count) % count);
  const moveByKey = (by: number) => (event: KeyboardEvent) => {
    // Sliders have the arrow keys for themselves.
    if (!(event.target as Element).closest('[role="slider"]')) move(by);
  };
  useHotkeys([
    ['ArrowLeft', moveByKey(-1)],
    ['ArrowRight', moveByKey(1)],
  ]);
  const [, height = 1, width = 1] = tile.shape;
  const save = (scale: number) =>
    void savePng([tile], { columns: 1, scale, gap: 0 }, origin, fileName);
  const scale = largeScale(tile);
  return (
    <Modal
      opened
      onClose={onClose}
      title={name}
      size="xl"
      fullScreen={isNarrow}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      <div className={classes.opened}>
        <div>
          <PixelImage
            pixels={tile.pixels}
            shape={tile.shape}
            label={name}
            className={classes.large}
          />
          {count > 1 && (
            <Group justify="center" mt="sm" gap="lg">
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('opened.previous')}
                onClick={() => move(-1)}
              >
                <IconChevronLeft size={18} />
              </ActionIcon>
              <Text size="sm" c="dimmed" className="numbers">
                {t('opened.place', { place: index + 1, count })}
              </Text>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('opened.next')}
                onClick={() => move(1)}
              >
                <IconChevronRight size={18} />
              </ActionIcon>
            </Group>
          )}
        </div>
        <Stack gap="md">
          {facts}
          <Group gap="xs">
            <Button
              size="xs"
              leftSection={<IconDownload size={16} />}
              onClick={() => save(1)}
              data-testid="save-image"
            >
              {t('opened.save', { width, height })}
            </Button>
            {scale > 1 && (
              <Button size="xs" variant="default" onClick={() => save(scale)}>
                {t('opened.save', { width: width * scale, height: height * scale })}
              </Button>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {t('opened.inside')}
          </Text>
          {hasLink ? (
            <LinkField link={origin.link} label={t('opened.link')} />
          ) : (
            <Text size="xs" c="dimmed">
              {t('fill.noLink')}
            </Text>
          )}
        </Stack>
      </div>
      {children}
    </Modal>
  );
}
