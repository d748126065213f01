/** Deleted runs: each can come back, or go for ever. */

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrashItem } from '../../api/contract.ts';
import { useEmptyTrashItem, useRestoreRun } from '../../api/mutations.ts';
import { trashQuery } from '../../api/queries.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { Failure } from '../../components/failure.tsx';
import { useFormat } from '../../components/format.ts';

export function TrashModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['runs', 'shell']);
  const { data: items, error } = useQuery({ ...trashQuery, enabled: opened });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('trash.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {error && <Failure error={error} />}
      {items?.length === 0 && <Text c="dimmed">{t('trash.empty')}</Text>}
      <Stack gap="xs">
        {items?.map((item) => (
          <TrashRow key={item.id} item={item} />
        ))}
      </Stack>
    </Modal>
  );
}

function TrashRow({ item }: { item: TrashItem }) {
  const { t } = useTranslation(['runs', 'shell']);
  const format = useFormat();
  const restore = useRestoreRun();
  const remove = useEmptyTrashItem();
  const [isSure, setSure] = useState(false);
  const onError = (error: unknown) =>
    notifications.show({ color: 'orange', message: <ErrorText error={error} /> });
  const { id, name, recipe, deleted } = item;
  return (
    <Group justify="space-between" py={6}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="xs" c="dimmed">
          {[recipe, t('trash.deleted', { when: format.ago(deleted) })].filter(Boolean).join(' · ')}
        </Text>
      </div>
      {isSure ? (
        <Group gap="xs">
          <Text size="sm">{t('trash.reallyRemove', { name })}</Text>
          <Button
            size="xs"
            color="magenta"
            loading={remove.isPending}
            onClick={() => remove.mutate(id, { onError })}
          >
            {t('trash.remove')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            {t('shell:cancel')}
          </Button>
        </Group>
      ) : (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={restore.isPending}
            onClick={() => restore.mutate(id, { onError })}
          >
            {t('trash.restore')}
          </Button>
          <Button size="xs" variant="subtle" color="magenta" onClick={() => setSure(true)}>
            {t('trash.remove')}
          </Button>
        </Group>
      )}
    </Group>
  );
}
