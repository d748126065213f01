/** Stopping, deleting and restoring a run, with what the user is told about it. */

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useDeleteRun, useRestoreRun, useStopRun } from '../api/mutations.ts';
import { ErrorText } from './error-text.tsx';

/** Time to change one's mind. */
const UNDO_MS = 12_000;

export interface RunCommands {
  readonly stop: (name: string) => Promise<void>;
  /** @param then is called when it is in the trash */
  readonly remove: (name: string, then?: () => void) => Promise<void>;
}

/** Says what went wrong. */
async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    notifications.show({ color: 'orange', message: <ErrorText error={error} /> });
  }
}

/** Promises rather than callbacks: those of a card are forgotten when it goes, as that of a deleted run does. */
export function useRunCommands(): RunCommands {
  const { t } = useTranslation(['runs', 'shell']);
  const { mutateAsync: stopRun } = useStopRun();
  const { mutateAsync: deleteRun } = useDeleteRun();
  const { mutateAsync: restoreRun } = useRestoreRun();

  const restore = (id: string) =>
    attempt(async () => {
      const { name } = await restoreRun(id);
      notifications.show({ message: t('actions.restored', { name }) });
    });

  return {
    stop: (name) =>
      attempt(async () => {
        await stopRun(name);
        notifications.show({ message: t('actions.stopping', { name }) });
      }),
    remove: (name, then) =>
      attempt(async () => {
        const { id } = await deleteRun(name);
        const shown = notifications.show({
          autoClose: UNDO_MS,
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {t('actions.deleted', { name })}
              </Text>
              <Button
                size="compact-sm"
                flex="none"
                variant="light"
                onClick={() => {
                  notifications.hide(shown);
                  void restore(id);
                }}
              >
                {t('shell:undo')}
              </Button>
            </Group>
          ),
        });
        then?.();
      }),
  };
}
