/** The run's report, as it was written, and its files. */

import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconExternalLink, IconFileDescription, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiPath, request } from '../../../api/client.ts';
import type { RunDetail, UseResults } from '../../../api/contract.ts';
import { keys } from '../../../api/queries.ts';
import { Empty } from '../../../components/empty.tsx';
import { ErrorText } from '../../../components/error-text.tsx';
import { Panel } from '../../../components/panel.tsx';
import { Files } from './files.tsx';
import classes from './report-tab.module.css';

export function ReportTab({ run }: { run: RunDetail }) {
  const { t, i18n } = useTranslation('run');
  const { name, report, epochs } = run;
  const write = useWriteReport(name);
  const label = report === undefined ? t('report.write') : t('report.writeAgain');
  const button = (
    <Button
      variant={report === undefined ? 'filled' : 'default'}
      size={report === undefined ? 'sm' : 'xs'}
      leftSection={
        report === undefined ? <IconFileDescription size={17} /> : <IconRefresh size={16} />
      }
      loading={write.isPending}
      disabled={epochs.done === 0}
      onClick={() => write.mutate()}
    >
      {label}
    </Button>
  );
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        {report === undefined ? (
          <Panel>
            <Empty
              title={t('report.none.title')}
              text={
                epochs.done === 0
                  ? `${t('report.none.text')} ${t('report.none.noCheckpoint')}`
                  : t('report.none.text')
              }
            >
              {button}
            </Empty>
          </Panel>
        ) : (
          <Stack gap="xs">
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {i18n.language === 'en' ? '' : t('report.english')}
              </Text>
              <Group gap="sm">
                <Anchor
                  href={report}
                  target="_blank"
                  rel="noreferrer"
                  size="sm"
                  className={classes.open}
                >
                  <IconExternalLink size={15} /> {t('report.open')}
                </Anchor>
                {button}
              </Group>
            </Group>
            <iframe
              // A report that was written anew is another page at the same address.
              key={run.updated}
              className={classes.frame}
              src={report}
              sandbox=""
              title={t('report.frame', { name })}
            />
          </Stack>
        )}
        {write.isPending && (
          <Text size="sm" c="dimmed" ta="center" role="status">
            {t('report.writing')}
          </Text>
        )}
      </div>
      <Panel as="aside">
        <Title order={2} size="h3" mb="sm">
          {t('report.files')}
        </Title>
        <Files run={run} />
      </Panel>
    </div>
  );
}

function useWriteReport(name: string) {
  const { t } = useTranslation('run');
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request<UseResults['report']>(apiPath`/api/runs/${name}/report`, {
        method: 'POST',
        body: {},
      }),
    onSuccess: () => {
      notifications.show({ message: t('report.written') });
      return client.invalidateQueries({ queryKey: keys.run(name) });
    },
    onError: (error) =>
      notifications.show({ color: 'orange', message: <ErrorText error={error} /> }),
  });
}
