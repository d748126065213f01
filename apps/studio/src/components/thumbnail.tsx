/** A run's newest picture, small; a pattern of its name until there is one. */

import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../api/contract.ts';
import classes from './thumbnail.module.css';

const COLOURS = ['#0a9d94', '#e72b80', '#f4701b', '#30cfbf', '#f572ac', '#ffa163'];

export function Thumbnail({ run }: { run: Pick<RunSummary, 'name' | 'thumbnail'> }) {
  const { t } = useTranslation('runs');
  const { name, thumbnail } = run;
  if (thumbnail !== undefined) {
    return <img className={classes.image} src={thumbnail} alt="" loading="lazy" decoding="async" />;
  }
  return (
    <span className={classes.pattern} role="img" aria-label={t('noPicture')}>
      <Pattern text={name} />
    </span>
  );
}

const COLUMNS = 10;
const ROWS = 6;

/** Dots as painters of alebrijes set them; the same for the same name. */
function Pattern({ text }: { text: string }) {
  let state = 2166136261;
  for (const letter of text) state = Math.imul(state ^ letter.charCodeAt(0), 16777619);
  const next = () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507) + 0x9e3779b9;
    return ((state >>> 0) % 1000) / 1000;
  };
  const dots = Array.from({ length: COLUMNS * ROWS }, (_, place) => ({
    place,
    radius: 1 + next() * 2.6,
    colour: COLOURS[Math.floor(next() * COLOURS.length)],
  }));
  return (
    <svg
      viewBox={`0 0 ${COLUMNS * 10} ${ROWS * 10}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
    >
      {dots.map(({ place, radius, colour }) => (
        <circle
          key={place}
          cx={(place % COLUMNS) * 10 + 5}
          cy={Math.floor(place / COLUMNS) * 10 + 5}
          r={radius}
          fill={colour}
        />
      ))}
    </svg>
  );
}
