/** What a page shows where there is nothing yet: the figure, one line, what to do. */

import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from '../shell/logo.tsx';
import classes from './empty.module.css';

interface EmptyProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
  /** True where nothing else is on the page. */
  readonly isPage?: boolean;
}

export function Empty({ title, text, children, isPage = false }: EmptyProps) {
  return (
    <Stack align="center" gap="md" py={64} px="md" ta="center">
      <div className={classes.figure}>
        <Logo size={56} />
      </div>
      <Title order={isPage ? 1 : 2} size="h2">
        {title}
      </Title>
      {text !== undefined && (
        <Text c="dimmed" maw={520}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}
