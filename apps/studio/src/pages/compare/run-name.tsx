import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import classes from './compare-page.module.css';
import { runColour } from './run-colours.ts';

/** A run's name with its colour, and the way to it. */
export function RunName({ name, place }: { name: string; place: number }) {
  return (
    <span className={classes.run}>
      <span className={classes.swatch} style={{ background: runColour(place) }} aria-hidden />
      <Anchor component={Link} href={`/runs/${encodeURIComponent(name)}`} c="inherit" inherit>
        {name}
      </Anchor>
    </span>
  );
}
