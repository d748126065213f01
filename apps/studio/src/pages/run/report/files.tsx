/** What a run left behind, to be downloaded. */

import { Anchor, Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPackageExport } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiPath, request } from '../../../api/client.ts';
import type { RunDetail, UseResults } from '../../../api/contract.ts';
import { keys } from '../../../api/queries.ts';
import { ErrorText } from '../../../components/error-text.tsx';
import { useFormat } from '../../../components/format.ts';
import classes from './report-tab.module.css';

export function Files({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const { name, models, films, modelsAreStale, epochs } = run;
  // Those of epochs are the time machine's.
  const drawn = run.pictures.filter(({ epoch }) => epoch === undefined);
  const exportModels = useExportModels(name);
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('report.models')}
        </Text>
        {models.map(({ file, url, bytes }) => (
          <FileLink key={file} file={file} url={url} bytes={bytes} />
        ))}
        {models.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('report.noModels')}
          </Text>
        )}
        {models.length > 0 && modelsAreStale && (
          <Text size="sm" c="dimmed">
            {t('report.stale')}
          </Text>
        )}
        {(models.length === 0 || modelsAreStale) && epochs.done > 0 && (
          <Button
            mt="xs"
            size="xs"
            variant="default"
            leftSection={<IconPackageExport size={16} />}
            loading={exportModels.isPending}
            onClick={() => exportModels.mutate()}
          >
            {t('report.export')}
          </Button>
        )}
      </div>
      {drawn.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('report.pictures')}
          </Text>
          {drawn.map(({ file, url, bytes }) => (
            <FileLink key={file} file={file} url={url} bytes={bytes} />
          ))}
        </div>
      )}
      {films.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('report.films')}
          </Text>
          {films.map(({ file, url, bytes }) => (
            <FileLink key={file} file={file} url={url} bytes={bytes} />
          ))}
        </div>
      )}
      <div>
        <Text size="sm" fw={600} mb={4}>
          {t('report.others')}
        </Text>
        <FileLink file="config.json" url={apiPath`/runs/${name}/files/config.json`} />
        {run.metrics.length > 0 && (
          <FileLink file="metrics.jsonl" url={apiPath`/runs/${name}/files/metrics.jsonl`} />
        )}
        {run.report !== undefined && <FileLink file="report.html" url={run.report} />}
      </div>
    </Stack>
  );
}

function FileLink({ file, url, bytes }: { file: string; url: string; bytes?: number }) {
  const format = useFormat();
  return (
    <div className={classes.file}>
      <Anchor href={url} download={file.split('/').at(-1)} size="sm">
        {file.split('/').at(-1)}
      </Anchor>
      {bytes !== undefined && <span className={classes.size}>{format.bytes(bytes)}</span>}
    </div>
  );
}

function useExportModels(name: string) {
  const { t } = useTranslation('run');
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request<UseResults['export']>(apiPath`/api/runs/${name}/export`, {
        method: 'POST',
        body: {},
      }),
    onSuccess: () => {
      notifications.show({ message: t('report.exported') });
      return client.invalidateQueries({ queryKey: keys.run(name) });
    },
    onError: (error) =>
      notifications.show({ color: 'orange', message: <ErrorText error={error} /> }),
  });
}
