/** A part of a page, on a surface of its own. */

import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  readonly children: ReactNode;
  readonly as?: 'section' | 'aside';
  readonly label?: string;
}

export function Panel({ children, as: Element = 'section', label }: PanelProps) {
  return (
    <Element className={classes.panel} aria-label={label}>
      {children}
    </Element>
  );
}
