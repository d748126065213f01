/** How far what is being made is, or why it was not made. */

import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UseProgress } from '../../../api/contract.ts';
import { ErrorText } from '../../../components/error-text.tsx';
import type { Making } from './use-making.ts';

interface MakingStateProps {
  readonly making: Making<unknown>;
  readonly onCancel: () => void;
  readonly onRetry: () => void;
}

export function MakingState({ making, onCancel, onRetry }: MakingStateProps) {
  const { t } = useTranslation(['generate', 'shell']);
  if (making.name === 'working') return <Working progress={making.progress} onCancel={onCancel} />;
  if (making.name === 'idle') return null;
  const isFailed = making.name === 'failed';
  return (
    <Alert
      color={isFailed ? 'orange' : 'gray'}
      mb="md"
      role={isFailed ? 'alert' : 'status'}
      {...(isFailed && { icon: <IconAlertTriangle /> })}
    >
      <Group justify="space-between">
        <Text size="sm">
          {isFailed ? <ErrorText error={making.error} /> : t('progress.givenUp')}
        </Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('shell:retry')}
        </Button>
      </Group>
    </Alert>
  );
}

interface WorkingProps {
  readonly progress: UseProgress | undefined;
  readonly onCancel: () => void;
}

function Working({ progress, onCancel }: WorkingProps) {
  const { t } = useTranslation(['generate', 'shell']);
  const { what, done = 0, total = 0, ahead = 0 } = progress ?? {};
  const isCounted = (what === 'working' || what === 'moment') && total > 0;
  const text = isCounted
    ? t('progress.steps', { done, total })
    : what === 'opening'
      ? t('progress.opening')
      : ahead > 0
        ? t('progress.waiting', { count: ahead })
        : t('progress.starting');
  return (
    <Group mb="md" gap="md" wrap="nowrap" data-testid="making">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" mb={4}>
          <Text size="sm">{isCounted ? t('progress.working') : text}</Text>
          {isCounted && (
            <Text size="sm" c="dimmed" className="numbers">
              {text}
            </Text>
          )}
        </Group>
        <Progress
          value={isCounted ? (100 * done) / total : 100}
          animated={!isCounted}
          aria-label={t('progress.label')}
        />
      </div>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t('shell:cancel')}
      </Button>
    </Group>
  );
}
