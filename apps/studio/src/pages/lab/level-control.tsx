/** The amount of noise for which a diffusion's field is shown: by hand, or by the film. */

import { Slider, Stack, Switch, Text } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import { SETTINGS } from './engine/settings.ts';
import { Explained } from './explained.tsx';
import { useLab } from './lab-context.ts';

/** @param filmLevel where the film is, if it runs */
export function LevelControl({ filmLevel }: { readonly filmLevel: number | undefined }) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const { settings, change, conductor } = useLab();
  const isStill = useReducedMotion(false, { getInitialValueInEffect: false });
  const hasFilm = settings['diffusion.film'] && !isStill;
  const chosen = settings['diffusion.level'];
  const level = hasFilm ? (filmLevel ?? chosen) : chosen;
  const { least, most, step } = SETTINGS['diffusion.level'];
  const label = t('settings.diffusion.level.label');
  const shown = format.value(Number(level.toFixed(2)));
  useEffect(() => {
    if (!hasFilm) conductor.setLevel(chosen);
  }, [hasFilm, chosen, conductor]);
  return (
    <Stack gap={8}>
      <Text size="xs" fw={550} component="div">
        <Explained title={label} text={t('settings.diffusion.level.help')}>
          {t('card.noise', { level: shown })}
        </Explained>
      </Text>
      <Slider
        size="sm"
        min={least}
        max={most}
        step={step}
        value={level}
        label={null}
        thumbLabel={label}
        thumbValueText={shown}
        onChange={(next) => change({ 'diffusion.level': next, 'diffusion.film': false })}
      />
      <Switch
        size="xs"
        label={t('settings.diffusion.film.label')}
        checked={hasFilm}
        disabled={isStill}
        onChange={({ currentTarget }) => change({ 'diffusion.film': currentTarget.checked })}
      />
    </Stack>
  );
}
