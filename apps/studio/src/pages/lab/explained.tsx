/** A word that explains itself in a few sentences, by a click, a tap or Enter. */

import { Popover, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from '../../terms/term.module.css';

/** Explanations beside a control come to whoever points at it, touches it or reaches it with keys. */
export const EVERY_WAY = { hover: true, focus: true, touch: true } as const;

interface ExplainedProps {
  readonly title: string;
  readonly text: string;
  /** What is clicked; the title unless given. */
  readonly children?: ReactNode;
}

export function Explained({ title, text, children }: ExplainedProps) {
  return (
    <Popover width={300} position="bottom-start" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.term}>{children ?? title}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <Text fw={650} size="sm" mb={4}>
          {title}
        </Text>
        <Text size="sm" lh={1.5}>
          {text}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
