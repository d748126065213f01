/** Stopping, going on with and deleting a run, with what the user is told about it. */

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useDeleteRun, useRestoreRun, useStopRun } from '../api/mutations.ts';
import { ErrorText } from './error-text.tsx';

/** Time to change one's mind. */
const UNDO_MS = 12_000;

export interface RunCommands {
  readonly stop: (name: string) => void;
  /** @param then is called when it is in the trash */
  readonly remove: (name: string, then?: () => void) => void;
}

export function useRunCommands(): RunCommands {
  const { t } = useTranslation(['runs', 'shell']);
  const stopRun = useStopRun();
  const deleteRun = useDeleteRun();
  const restoreRun = useRestoreRun();
  const onError = (error: unknown) =>
    notifications.show({ color: 'orange', message: <ErrorText error={error} /> });

  const restore = (id: string, name: string) => {
    restoreRun.mutate(id, {
      onSuccess: () => notifications.show({ message: t('actions.restored', { name }) }),
      onError,
    });
  };

  return {
    stop: (name) =>
      stopRun.mutate(name, {
        onSuccess: () => notifications.show({ message: t('actions.stopping', { name }) }),
        onError,
      }),
    remove: (name, then) =>
      deleteRun.mutate(name, {
        onSuccess: ({ id }) => {
          const shown = notifications.show({
            autoClose: UNDO_MS,
            message: (
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{t('actions.deleted', { name })}</Text>
                <Button
                  size="compact-sm"
                  variant="light"
                  onClick={() => {
                    notifications.hide(shown);
                    restore(id, name);
                  }}
                >
                  {t('shell:undo')}
                </Button>
              </Group>
            ),
          });
          then?.();
        },
        onError,
      }),
  };
}
