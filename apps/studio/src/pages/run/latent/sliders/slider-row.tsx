/** A slider with its name, its value and what it is worth. */

import { type ReactNode, useId } from 'react';
import { useFormat } from '../../../../components/format.ts';
import classes from './sliders.module.css';

interface SliderRowProps {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Beside the name: a KL, a share. */
  readonly note?: ReactNode;
  readonly onChange: (value: number) => void;
}

export function SliderRow({ name, value, low, high, note, onChange }: SliderRowProps) {
  const id = useId();
  const format = useFormat();
  // A value beyond the ends is shown at the end, and stays what it is until the slider is moved.
  const shown = Math.min(high, Math.max(low, value));
  return (
    <div className={classes.row}>
      <label htmlFor={id}>
        {name} {note !== undefined && <span className={classes.note}>{note}</span>}
      </label>
      <output htmlFor={id} className="numbers">
        {format.hundredths(value)}
      </output>
      <input
        id={id}
        type="range"
        min={low}
        max={high}
        step="any"
        value={shown}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
        onDoubleClick={() => onChange((low + high) / 2)}
      />
    </div>
  );
}
