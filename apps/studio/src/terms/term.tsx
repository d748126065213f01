/** A term of the field that explains itself: a click, a tap or Enter opens a few sentences about it. */

import { Popover, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { terms } from './en.ts';
import classes from './term.module.css';

export type TermName = keyof typeof terms;

interface TermProps {
  readonly name: TermName;
  /** The word as it stands in the sentence; the term's own title unless given. */
  readonly children?: ReactNode;
}

export function Term({ name, children }: TermProps) {
  const { t } = useTranslation('terms');
  const title = t(`${name}.title`);
  return (
    <Popover width={320} position="bottom-start" withArrow shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.term} component="button" type="button">
          {children ?? title}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <Text fw={650} size="sm" mb={4}>
          {title}
        </Text>
        <Text size="sm" lh={1.5}>
          {t(`${name}.text`)}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
