/** A page's title, what it is about, and its main actions. */

import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Beside the title: a state, a badge. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

export function PageHeader({ title, text, aside, children }: PageHeaderProps) {
  useDocumentTitle(`${title} · Alebrije`);
  return (
    <Group component="header" justify="space-between" align="flex-end" mb="lg" gap="md">
      <Stack gap={4} maw={760} miw={0}>
        <Group gap="sm">
          <Title order={1}>{title}</Title>
          {aside}
        </Group>
        {text !== undefined && (
          <Text c="dimmed" component="div">
            {text}
          </Text>
        )}
      </Stack>
      {children !== undefined && <Group gap="sm">{children}</Group>}
    </Group>
  );
}
