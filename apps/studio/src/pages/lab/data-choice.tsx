/** Which points: a small picture of each kind. */

import { IconPencil } from '@tabler/icons-react';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { hueGroups } from './drawing/marks.ts';
import { labData } from './engine/datasets.ts';
import { EXTENT } from './engine/plane.ts';
import { choosePoints, type LabSettings, SETTINGS } from './engine/settings.ts';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';
import { usePalette } from './use-palette.ts';

type DataName = LabSettings['data'];

const PREVIEW_POINTS = 150;

/** Points as one path of dots a colour. */
function Preview({ name }: { readonly name: DataName }) {
  const { hues } = usePalette();
  const paths = useMemo(() => {
    const choice = { data: name, points: PREVIEW_POINTS, noise: 0.02, seed: 1 };
    const data = labData({ choice, drawing: [] });
    if (!data) return [];
    return hueGroups(data.hues).map((indices) =>
      indices
        .map((index) => {
          const [x, y] = [data.points[2 * index]!, -data.points[2 * index + 1]!];
          return `M${x.toFixed(2)} ${y.toFixed(2)}h0`;
        })
        .join(''),
    );
  }, [name]);
  const box = `${-EXTENT} ${-EXTENT} ${2 * EXTENT} ${2 * EXTENT}`;
  return (
    <svg viewBox={box} aria-hidden="true" focusable="false">
      {paths.map((path, step) => (
        <path key={path} d={path} stroke={hues[step]} strokeWidth={0.2} strokeLinecap="round" />
      ))}
    </svg>
  );
}

function Picture({ name }: { readonly name: DataName }) {
  if (name === 'text') return <span className={classes.letter}>A</span>;
  if (name === 'drawn') return <IconPencil size={24} stroke={1.5} aria-hidden />;
  return <Preview name={name} />;
}

export function DataChoice() {
  const { t } = useTranslation('lab');
  const { settings, change } = useLab();
  const group = useId();
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.hidden}>{t('settings.data.label')}</legend>
      {SETTINGS.data.choices.map((name) => (
        <label key={name} className={classes.choice}>
          <input
            type="radio"
            className={classes.hidden}
            name={group}
            value={name}
            checked={settings.data === name}
            onChange={() => change(choosePoints(settings, name))}
          />
          <span className={classes.choicePicture}>
            <Picture name={name} />
          </span>
          <span className={classes.choiceName}>{t(`choices.data.${name}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
