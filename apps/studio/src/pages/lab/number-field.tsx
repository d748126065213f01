/** A whole number that is typed, where a slider is too coarse to meet the one that is meant. */

import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { fitNumber, type NumberSetting } from './engine/settings.ts';

interface NumberFieldProps {
  readonly setting: NumberSetting;
  readonly value: number;
  /** Id of what names it. */
  readonly labelledBy: string;
  readonly onChange: (value: number) => void;
}

export function NumberField({ setting, value, labelledBy, onChange }: NumberFieldProps) {
  // What is typed may be no number yet: the field is empty between two of them.
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  return (
    <NumberInput
      size="xs"
      min={setting.least}
      max={setting.most}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={typed}
      aria-labelledby={labelledBy}
      onChange={(next) => {
        setTyped(next);
        if (typeof next === 'number') onChange(fitNumber(setting, next));
      }}
      onBlur={() => setTyped(value)}
    />
  );
}
