/** The control of one setting, made from what the setting may be. */

import {
  Group,
  NativeSelect,
  SegmentedControl,
  Slider,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../components/format.ts';
import {
  type ChoiceSetting,
  fitNumber,
  type LabSettings,
  type NumberSetting,
  SETTINGS,
  type SettingName,
} from './engine/settings.ts';
import { Explained } from './explained.tsx';
import { useLab } from './lab-context.ts';
import { NumberField } from './number-field.tsx';

/** Settings with a control of their own kind; sets are the page's. */
type ControlledName = {
  [Name in SettingName]: (typeof SETTINGS)[Name]['kind'] extends 'set' ? never : Name;
}[SettingName];

/** A slider with more places than these meets none of them by hand. */
const MOST_PLACES = 10_000;

const isTyped = ({ least, most, step }: NumberSetting) =>
  step !== undefined && (most - least) / step > MOST_PLACES;

/** More or longer words than these do not fit side by side. */
const MOST_SEGMENTS = 5;
const MOST_LETTERS = 24;

interface NumberControlProps {
  readonly setting: NumberSetting;
  readonly value: number;
  readonly label: string;
  readonly onChange: (value: number) => void;
}

/** A slider; over magnitudes where the scale is logarithmic. */
function NumberControl({ setting, value, label, onChange }: NumberControlProps) {
  const format = useFormat();
  const isLogarithmic = setting.scale === 'logarithmic';
  const [to, from] = isLogarithmic
    ? [Math.log10, (place: number) => 10 ** place]
    : [(number: number) => number, (place: number) => place];
  return (
    <Slider
      size="sm"
      min={to(setting.least)}
      max={to(setting.most)}
      step={setting.step ?? 0.05}
      value={to(value)}
      label={(place) => format.value(fitNumber(setting, from(place)))}
      thumbLabel={label}
      thumbValueText={format.value(value)}
      onChange={(place) => onChange(fitNumber(setting, from(place)))}
    />
  );
}

interface ChoiceControlProps {
  readonly setting: ChoiceSetting;
  readonly value: string;
  readonly label: string;
  readonly wordOf: (choice: string) => string;
  readonly onChange: (value: string) => void;
}

function ChoiceControl({ setting, value, label, wordOf, onChange }: ChoiceControlProps) {
  const data = setting.choices.map((choice) => ({ value: choice, label: wordOf(choice) }));
  const letters = data.reduce((total, { label: word }) => total + word.length, 0);
  if (data.length > MOST_SEGMENTS || letters > MOST_LETTERS) {
    return (
      <NativeSelect
        size="xs"
        data={data}
        value={value}
        aria-label={label}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      data={data}
      value={value}
      aria-label={label}
      onChange={onChange}
    />
  );
}

export function SettingControl({ name }: { readonly name: ControlledName }) {
  const { t, i18n } = useTranslation('lab');
  const format = useFormat();
  const { settings, change } = useLab();
  const id = useId();
  const setting = SETTINGS[name];
  const value = settings[name];
  const set = (next: LabSettings[SettingName]) => change({ [name]: next });
  const label = t(`settings.${name as 'data'}.label`);
  const help = t(`settings.${name as 'data'}.help`);
  const wordOf = (choice: string) => {
    const word = `choices.${name}.${choice}`;
    return i18n.exists(word, { ns: 'lab' }) ? t(word as 'title') : choice;
  };
  if (setting.kind === 'flag') {
    return (
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" fw={550}>
          <Explained title={label} text={help} />
        </Text>
        <Switch
          size="sm"
          checked={value as boolean}
          aria-label={label}
          onChange={({ currentTarget }) => set(currentTarget.checked)}
        />
      </Group>
    );
  }
  return (
    <Stack gap={5}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" fw={550} id={id} component="div">
          <Explained title={label} text={help} />
        </Text>
        {setting.kind === 'number' && !isTyped(setting) && (
          <Text size="xs" c="dimmed" className="numbers">
            {format.value(value as number)}
          </Text>
        )}
      </Group>
      {setting.kind === 'number' &&
        (isTyped(setting) ? (
          <NumberField setting={setting} value={value as number} labelledBy={id} onChange={set} />
        ) : (
          <NumberControl setting={setting} value={value as number} label={label} onChange={set} />
        ))}
      {setting.kind === 'choice' && (
        <ChoiceControl
          setting={setting}
          value={value as string}
          label={label}
          wordOf={wordOf}
          onChange={(next) => set(next as LabSettings['data'])}
        />
      )}
      {setting.kind === 'text' && (
        <TextInput
          size="xs"
          maxLength={setting.longest}
          value={value as string}
          aria-labelledby={id}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      )}
    </Stack>
  );
}
