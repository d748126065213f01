/** What the training itself wrote, for when something went wrong. */

import { Code, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiPath, requestText } from '../../api/client.ts';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';

export function RunLog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation(['run', 'shell']);
  const { data, error } = useQuery({
    queryKey: ['log', name],
    queryFn: ({ signal }) => requestText(apiPath`/api/runs/${name}/log`, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('log', { name })}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {error && <Failure error={error} />}
      {data === undefined && !error && <Loading height={120} />}
      {data === '' && <Text c="dimmed">{t('noLog')}</Text>}
      {data && (
        <Code block mah="60vh" style={{ whiteSpace: 'pre-wrap' }} lang="en">
          {data}
        </Code>
      )}
    </Modal>
  );
}
