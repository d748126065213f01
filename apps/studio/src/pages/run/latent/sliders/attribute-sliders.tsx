/** Arithmetic with what the examples have: a slider adds an attribute or a class to the code, or takes it away. */

import { Button, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatasetWords } from '../../../../components/dataset-words.ts';
import { Failure } from '../../../../components/failure.tsx';
import { Loading } from '../../../../components/loading.tsx';
import { useExplorer } from '../explorer-context.ts';
import { useUse } from '../uses.ts';
import { SliderRow } from './slider-row.tsx';
import classes from './sliders.module.css';

const REACH = 2;

export function AttributeSliders() {
  const { t } = useTranslation('latent');
  const words = useDatasetWords();
  const { run, code: store } = useExplorer();
  const { data, error, refetch } = useUse(run.name, 'attributes', {});
  const [strengths, setStrengths] = useState<Readonly<Record<string, number>>>({});
  /** The code before anything was added to it. */
  const base = useRef(store.get());
  const own = useRef(store.get());

  useEffect(
    () =>
      store.subscribe(() => {
        if (store.get() === own.current || store.source === 'direction') return;
        base.current = store.get();
        setStrengths({});
      }),
    [store],
  );

  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div role="status">
        <Loading height={90} />
        <Text size="xs" c="dimmed" ta="center">
          {t('sliders.measuring')}
        </Text>
      </div>
    );
  }
  const change = (next: Readonly<Record<string, number>>) => {
    const sum = Float32Array.from(base.current);
    for (const { name, vector } of data.vectors) {
      const strength = next[name] ?? 0;
      if (strength !== 0) for (const [z, part] of vector.entries()) sum[z]! += strength * part;
    }
    setStrengths(next);
    store.set(sum, 'direction');
    own.current = store.get();
  };
  return (
    <>
      <Button size="xs" variant="default" mb="sm" onClick={() => change({})}>
        {t('sliders.without')}
      </Button>
      <div className={classes.rows}>
        {data.vectors.map(({ name }) => (
          <SliderRow
            key={name}
            name={words.className(name)}
            value={strengths[name] ?? 0}
            low={-REACH}
            high={REACH}
            onChange={(value) => change({ ...strengths, [name]: value })}
          />
        ))}
      </div>
    </>
  );
}
