/** What can be done with the chosen runs; it floats above the page's end. */

import { Affix, Button, Group, Paper, Text, Transition } from '@mantine/core';
import { IconLayersDifference } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { comparePath } from '../compare/compare-path.ts';
import classes from './selection-bar.module.css';

interface SelectionBarProps {
  readonly names: readonly string[];
  readonly onClear: () => void;
}

export function SelectionBar({ names, onClear }: SelectionBarProps) {
  const { t } = useTranslation('runs');
  return (
    <Affix className={classes.place} zIndex={90}>
      <Transition mounted transition="slide-up" duration={150}>
        {(styles) => (
          <Paper shadow="lg" radius="lg" px="md" py="xs" withBorder style={styles}>
            <Group gap="md" wrap="nowrap">
              <Text size="sm" fw={550} aria-live="polite">
                {t('selected', { count: names.length })}
              </Text>
              <Button variant="subtle" color="gray" size="compact-sm" onClick={onClear}>
                {t('clearSelection')}
              </Button>
              <Button
                component={Link}
                href={comparePath(names)}
                size="sm"
                leftSection={<IconLayersDifference size={17} />}
              >
                {t('compare')}
              </Button>
            </Group>
          </Paper>
        )}
      </Transition>
    </Affix>
  );
}
