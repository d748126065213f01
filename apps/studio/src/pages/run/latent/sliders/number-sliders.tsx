/** A slider for each number of the code, those that say most first. */

import { Anchor, Button, Group, NumberInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { Term } from '../../../../terms/term.tsx';
import { useCode } from '../code-store.ts';
import { codeOf, orderDimensions } from '../codes/code-set.ts';
import { middleCode } from '../codes/draw-code.ts';
import { useExplorer } from '../explorer-context.ts';
import { SliderRow } from './slider-row.tsx';
import classes from './sliders.module.css';

const FIRST_SHOWN = 12;
const MORE = 24;
/** Deviations from the mean that a slider goes to either side. */
const REACH = 3.5;

export function NumberSliders() {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { capabilities, codes, code: store } = useExplorer();
  const { codeSize, prior } = capabilities;
  const code = useCode(store);
  const [shown, setShown] = useState(FIRST_SHOWN);
  const ordered = useMemo(() => codes && orderDimensions(codes), [codes]);
  const order = useMemo(
    () => ordered?.order ?? Array.from({ length: codeSize }, (_, z) => z),
    [ordered, codeSize],
  );
  const rangeOf = (z: number): readonly [number, number] => {
    if (!codes) return prior === 'uniform' ? [0, 1] : [-REACH, REACH];
    const spread = REACH * Math.max(codes.deviation[z]!, prior === 'normal' ? 1 : 1e-3);
    return prior === 'normal'
      ? [-spread, spread]
      : [codes.mean[z]! - spread, codes.mean[z]! + spread];
  };
  return (
    <>
      <Group gap="sm" align="end" mb="sm">
        <Button
          size="xs"
          variant="default"
          onClick={() => store.set(middleCode(capabilities, codes), 'button')}
        >
          {t('sliders.mean')}
        </Button>
        {codes && <ExampleInput />}
      </Group>
      {ordered && (
        <p className={classes.order}>
          {ordered.by === 'kl' ? (
            <Term name="kl">{t('sliders.byKl')}</Term>
          ) : (
            t('sliders.byVariance')
          )}
        </p>
      )}
      <div className={classes.rows}>
        {order.slice(0, shown).map((z) => {
          const [low, high] = rangeOf(z);
          return (
            <SliderRow
              key={z}
              name={`z${z + 1}`}
              value={code[z] ?? 0}
              low={low}
              high={high}
              note={
                codes &&
                (codes.kl
                  ? t('sliders.kl', { value: format.value(Number(codes.kl[z]!.toPrecision(2))) })
                  : t('sliders.deviation', {
                      value: format.value(Number(codes.deviation[z]!.toPrecision(2))),
                    }))
              }
              onChange={(value) => {
                const next = Float32Array.from(store.get());
                next[z] = value;
                store.set(next, 'slider');
              }}
            />
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

/** The code of one of the examples. */
function ExampleInput() {
  const { t } = useTranslation('latent');
  const { codes, code } = useExplorer();
  const [index, setIndex] = useState<number | string>(0);
  const isThere = codes && typeof index === 'number' && index >= 0 && index < codes.count;
  return (
    <Group gap={6}>
      <NumberInput
        size="xs"
        w={96}
        aria-label={t('sliders.exampleNumber')}
        min={0}
        max={codes ? codes.count - 1 : 0}
        allowDecimal={false}
        value={index}
        onChange={setIndex}
      />
      <Button
        size="xs"
        variant="default"
        disabled={!isThere}
        onClick={() => isThere && code.set(codeOf(codes, index), 'example')}
      >
        {t('sliders.toExample')}
      </Button>
    </Group>
  );
}
