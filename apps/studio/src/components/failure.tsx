/** Says that a request failed, in the server's own words, and offers to try again. */

import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ErrorText } from './error-text.tsx';

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title={t('failure.title')} role="alert">
      <Group justify="space-between" align="center">
        <span>
          <ErrorText error={error} />
        </span>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
