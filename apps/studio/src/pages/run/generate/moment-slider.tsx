/** The way from noise to data under a slider, once it has been gone. */

import { Group, SegmentedControl, Slider, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Term } from '../../../terms/term.tsx';
import type { Moment } from './use-making.ts';

/** The noisy state, or what the network takes for the data. */
export type MomentView = 'x' | 'x0';

interface ViewSwitchProps {
  readonly view: MomentView;
  readonly onView: (view: MomentView) => void;
}

export function ViewSwitch({ view, onView }: ViewSwitchProps) {
  const { t } = useTranslation('generate');
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('moments.view')}
      value={view}
      onChange={(value) => onView(value as MomentView)}
      data={[
        { value: 'x', label: t('moments.x') },
        { value: 'x0', label: t('moments.x0') },
      ]}
    />
  );
}

interface MomentSliderProps extends ViewSwitchProps {
  readonly moments: readonly Moment[];
  /** Of a moment; after the last are the samples. */
  readonly place: number;
  readonly onPlace: (place: number) => void;
}

export function MomentSlider({ moments, place, onPlace, ...viewing }: MomentSliderProps) {
  const { t } = useTranslation('generate');
  const moment = moments[place];
  const text = moment ? t('moments.time', { time: moment.time }) : t('moments.end');
  return (
    <Group gap="md" mt="md" wrap="wrap">
      <Text size="sm" fw={550} component="div">
        <Term name="diffusion">{t('moments.label')}</Term>
      </Text>
      <Slider
        flex="1 1 180px"
        size="sm"
        min={0}
        max={moments.length}
        step={1}
        value={place}
        onChange={onPlace}
        label={null}
        thumbLabel={t('moments.label')}
        thumbValueText={text}
      />
      <Text size="sm" c="dimmed" miw={86} className="numbers">
        {text}
      </Text>
      <ViewSwitch {...viewing} />
    </Group>
  );
}
