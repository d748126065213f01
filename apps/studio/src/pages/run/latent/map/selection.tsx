/** Examples that were chosen together: by a line around them, or as the nearest of one. */

import { ActionIcon, Group, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { Term } from '../../../../terms/term.tsx';
import { cssColour, type Rgb } from '../codes/class-colours.ts';
import { ExampleRow } from './example-images.tsx';
import classes from './map.module.css';
import type { MapData } from './map-data.ts';

export interface Chosen {
  readonly kind: 'lasso' | 'neighbours';
  readonly indices: readonly number[];
}

interface SelectionProps {
  readonly chosen: Chosen;
  readonly data: MapData;
  readonly names: readonly string[];
  readonly colours: readonly Rgb[];
  readonly nameOf: (index: number) => string | undefined;
  readonly onPick: (index: number) => void;
  readonly onClose: () => void;
}

const MOST_SHOWN = 48;

export function Selection({ chosen, data, names, colours, ...rest }: SelectionProps) {
  const { nameOf, onPick, onClose } = rest;
  const { t } = useTranslation(['latent', 'shell']);
  const format = useFormat();
  const { kind, indices } = chosen;
  const shown = useMemo(() => evenly(indices, MOST_SHOWN), [indices]);
  const shares = useMemo(() => sharesOf(indices, data.labels), [indices, data.labels]);
  return (
    <section className={classes.selection} aria-labelledby="latent-selection" aria-live="polite">
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h4" id="latent-selection">
          {kind === 'lasso' ? (
            t('selection.chosen', { count: indices.length, number: format.integer(indices.length) })
          ) : (
            <Term name="neighbours">{t('selection.neighbours')}</Term>
          )}
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label={t('shell:close')} onClick={onClose}>
          <IconX size={17} />
        </ActionIcon>
      </Group>
      {shares.length > 0 && (
        <>
          <div className={classes.shares} aria-hidden>
            {shares.map(({ label, share }) => (
              <span
                key={label}
                style={{
                  flexGrow: share,
                  background: cssColour(colours[label] ?? [128, 128, 128]),
                }}
              />
            ))}
          </div>
          <ul className={classes.shareNames}>
            {shares.map(({ label, share }) => (
              <li key={label}>
                <span
                  className={classes.swatch}
                  style={{ background: cssColour(colours[label] ?? [128, 128, 128]) }}
                />
                {names[label] ?? label} {format.percent(share)}
              </li>
            ))}
          </ul>
        </>
      )}
      {data.dimensions > 0 && (
        <ExampleRow split={data.split} indices={shown} nameOf={nameOf} onPick={onPick} />
      )}
      {shown.length < indices.length && (
        <Text size="xs" c="dimmed">
          {t('selection.some', { shown: shown.length, all: format.integer(indices.length) })}
        </Text>
      )}
    </section>
  );
}

/** So many at most, from all parts. */
function evenly(indices: readonly number[], most: number): number[] {
  const count = Math.min(most, indices.length);
  return Array.from(
    { length: count },
    (_, place) => indices[Math.floor((place * indices.length) / count)]!,
  );
}

/** The largest first. */
function sharesOf(indices: readonly number[], labels: readonly number[] | undefined) {
  if (!labels || indices.length === 0) return [];
  const counts = new Map<number, number>();
  for (const index of indices) counts.set(labels[index]!, (counts.get(labels[index]!) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => ({ label, share: count / indices.length }))
    .sort((a, b) => b.share - a.share);
}
