/** How each number of the codes is spread, beside the prior. */

import { Anchor, Group, Skeleton, Text, Title } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { Loading } from '../../../../components/loading.tsx';
import { Term } from '../../../../terms/term.tsx';
import { orderDimensions } from '../codes/code-set.ts';
import { useExplorer } from '../explorer-context.ts';
import classes from './histograms.module.css';

const Histogram = lazy(async () => ({ default: (await import('./histogram.tsx')).Histogram }));

const FIRST_SHOWN = 8;
const MORE = 16;
const HEIGHT = 110;

export function HistogramsPanel() {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { codes, capabilities } = useExplorer();
  const [shown, setShown] = useState(FIRST_SHOWN);
  const order = useMemo(() => (codes ? orderDimensions(codes).order : []), [codes]);
  const isNormal = capabilities.prior === 'normal';
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          <Term name="aggregatedPosterior">{t('histograms.title')}</Term>
        </Title>
        <Text size="xs" c="dimmed">
          {isNormal ? t('histograms.normal') : t('histograms.plain')}
        </Text>
      </Group>
      {!codes && <Loading height={HEIGHT} />}
      <div className={classes.grid}>
        {codes &&
          order.slice(0, shown).map((z) => {
            const mean = format.value(Number(codes.mean[z]!.toPrecision(3)));
            const deviation = format.value(Number(codes.deviation[z]!.toPrecision(3)));
            return (
              <figure key={z} className={classes.figure}>
                <figcaption>
                  <strong>z{z + 1}</strong> {t('histograms.numbers', { mean, deviation })}
                </figcaption>
                <div role="img" aria-label={t('histograms.alt', { z: z + 1, mean, deviation })}>
                  <Suspense fallback={<Skeleton height={HEIGHT} />}>
                    <Histogram codes={codes} z={z} height={HEIGHT} isNormal={isNormal} />
                  </Suspense>
                </div>
              </figure>
            );
          })}
      </div>
      {shown < order.length && (
        <Anchor component="button" size="sm" mt="sm" onClick={() => setShown(shown + MORE)}>
          {t('sliders.more', { shown, all: order.length })}
        </Anchor>
      )}
    </>
  );
}
