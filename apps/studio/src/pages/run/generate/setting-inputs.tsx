/** Controls of single settings: a number, a share on a slider, the seed. */

import { ActionIcon, Group, NumberInput, Slider, Stack, Text, Tooltip } from '@mantine/core';
import { IconDice5, IconLock, IconLockOpen } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../components/format.ts';
import { Term } from '../../../terms/term.tsx';
import { LARGEST_SEED, randomSeed } from './settings.ts';

interface SettingProps {
  /** What screen readers say. */
  readonly label: string;
  /** The label as it is seen: a term that explains itself; the same text unless given. */
  readonly heading?: ReactNode;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

const HEADING = { size: 'sm', fw: 550, component: 'div' } as const;

interface WholeNumberProps extends Omit<SettingProps, 'heading'> {
  readonly hasSteps: boolean;
}

/** While it is typed it may be empty or out of range; what counts is the last that was not. */
function WholeNumber({ label, value, least, most, hasSteps, onChange }: WholeNumberProps) {
  const [typed, setTyped] = useState<string | number>(value);
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    setTyped(value);
  }
  return (
    <NumberInput
      size="sm"
      flex={1}
      miw={0}
      aria-label={label}
      value={typed}
      min={least}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      hideControls={!hasSteps}
      onBlur={() => setTyped(value)}
      onChange={(next) => {
        setTyped(next);
        if (typeof next !== 'number' || !Number.isSafeInteger(next) || next === value) return;
        if (next >= least && next <= most) onChange(next);
      }}
    />
  );
}

export function NumberSetting({ heading, ...props }: SettingProps) {
  return (
    <Stack gap={4}>
      <Text {...HEADING}>{heading ?? props.label}</Text>
      <WholeNumber {...props} hasSteps />
    </Stack>
  );
}

interface ShareProps extends SettingProps {
  readonly step: number;
}

export function ShareSetting({ label, heading, value, least, most, step, onChange }: ShareProps) {
  const format = useFormat();
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap">
        <Text {...HEADING}>{heading ?? label}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {format.value(value)}
        </Text>
      </Group>
      <Slider
        size="sm"
        min={least}
        max={most}
        step={step}
        value={value}
        label={null}
        thumbLabel={label}
        thumbValueText={format.value(value)}
        onChange={onChange}
      />
    </Stack>
  );
}

interface SeedProps {
  readonly seed: number;
  readonly isLocked: boolean;
  readonly onLock: (isLocked: boolean) => void;
  readonly onChange: (seed: number) => void;
}

/** A number that is typed is meant, so it is kept; dice throw another. */
export function SeedSetting({ seed, isLocked, onLock, onChange }: SeedProps) {
  const { t } = useTranslation('generate');
  const lockLabel = isLocked ? t('seed.unlock') : t('seed.lock');
  return (
    <Stack gap={4}>
      <Text {...HEADING}>
        <Term name="seed">{t('seed.label')}</Term>
      </Text>
      <Group gap={6} wrap="nowrap">
        <WholeNumber
          label={t('seed.label')}
          value={seed}
          least={0}
          most={LARGEST_SEED}
          hasSteps={false}
          onChange={(next) => {
            onLock(true);
            onChange(next);
          }}
        />
        <Tooltip label={t('seed.dice')}>
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('seed.dice')}
            onClick={() => onChange(randomSeed())}
          >
            <IconDice5 size={19} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={lockLabel}>
          <ActionIcon
            size={36}
            variant={isLocked ? 'light' : 'default'}
            aria-label={t('seed.lock')}
            aria-pressed={isLocked}
            onClick={() => onLock(!isLocked)}
          >
            {isLocked ? <IconLock size={18} /> : <IconLockOpen size={18} />}
          </ActionIcon>
        </Tooltip>
      </Group>
    </Stack>
  );
}
