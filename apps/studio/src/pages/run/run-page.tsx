/** One run: its state on top, its views as tabs; each tab is loaded when it is first opened. */

import { Alert, Anchor, Button, Group, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { isNotFound } from '../../api/client.ts';
import type { RunDetail } from '../../api/contract.ts';
import { useRun } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useRecipeText } from '../../components/recipe-text.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { NotFound } from '../../shell/not-found.tsx';
import { RunButtons } from './run-buttons.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunLog } from './run-log.tsx';
import classes from './run-page.module.css';

const TABS = {
  training: lazy(async () => ({
    default: (await import('./training/training-tab.tsx')).TrainingTab,
  })),
  latent: lazy(async () => ({ default: (await import('./latent/latent-tab.tsx')).LatentTab })),
  generate: lazy(async () => ({
    default: (await import('./generate/generate-tab.tsx')).GenerateTab,
  })),
  report: lazy(async () => ({ default: (await import('./report/report-tab.tsx')).ReportTab })),
  settings: lazy(async () => ({
    default: (await import('./settings/settings-tab.tsx')).SettingsTab,
  })),
};

type TabName = keyof typeof TABS;
const TAB_NAMES = Object.keys(TABS) as TabName[];

interface RunPageProps {
  readonly name: string;
  readonly tab: string | undefined;
}

export function RunPage({ name, tab }: RunPageProps) {
  const { data: run, error, refetch } = useRun(name);
  const chosen = TAB_NAMES.find((known) => known === (tab ?? 'training'));
  if (chosen === undefined || (error && isNotFound(error))) return <NotFound />;
  if (error && !run) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!run) return <Loading />;
  return <OpenRun run={run} tab={chosen} />;
}

function OpenRun({ run, tab }: { run: RunDetail; tab: TabName }) {
  const { t } = useTranslation('run');
  const [, navigate] = useLocation();
  const { title } = useRecipeText()({ name: run.recipe, title: run.title });
  const path = `/runs/${encodeURIComponent(run.name)}`;
  const Tab = TABS[tab];
  const tabs = useRef<HTMLDivElement>(null);
  // On a phone not all tabs are in sight.
  useEffect(() => {
    const chosen = tabs.current?.querySelector(`[data-tab="${tab}"]`);
    chosen?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <>
      <Anchor component={Link} href="/" size="sm" className={classes.back}>
        <IconArrowLeft size={15} /> {t('back')}
      </Anchor>
      <PageHeader
        title={run.name}
        text={title}
        aside={<StateBadge state={run.state} error={run.error} />}
      >
        <RunButtons run={run} onDeleted={() => navigate('/')} />
      </PageHeader>
      <RunFacts run={run} />
      {run.state === 'failed' && <FailedRun run={run} />}
      <Tabs
        value={tab}
        onChange={(next) => navigate(next === 'training' ? path : `${path}/${next}`)}
        keepMounted={false}
      >
        <Tabs.List ref={tabs} aria-label={t('tabs.label')} mb="lg" className={classes.tabs}>
          {TAB_NAMES.map((known) => (
            <Tabs.Tab key={known} value={known} data-tab={known}>
              {t(`tabs.${known}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Suspense fallback={<Loading />}>
            <Tab run={run} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function FailedRun({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const [isLogOpen, setLogOpen] = useState(false);
  return (
    <Alert color="magenta" icon={<IconAlertTriangle />} title={t('failed')} mb="lg">
      <Group justify="space-between">
        <Text size="sm" lang="en">
          {run.error}
        </Text>
        <Button size="xs" variant="default" onClick={() => setLogOpen(true)}>
          {t('showLog')}
        </Button>
      </Group>
      {isLogOpen && <RunLog name={run.name} onClose={() => setLogOpen(false)} />}
    </Alert>
  );
}
