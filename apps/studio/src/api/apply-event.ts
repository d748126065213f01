/** Brings what an event tells into the cache, so that every part of the page that shows it changes. */

import type { QueryClient } from '@tanstack/react-query';
import type { RunDetail, RunRecord, RunSummary, StudioEvent } from './contract.ts';
import { keys } from './queries.ts';

export function applyEvent(client: QueryClient, { event, data }: StudioEvent): void {
  switch (event) {
    case 'hello':
      return;
    case 'reset':
      void client.invalidateQueries();
      return;
    case 'run':
      changeRuns(client, (runs) => withRun(runs, data));
      changeDetail(client, data.name, (detail) => withSummary(detail, data));
      // Only the detail lists files: models and the report are written when training has ended.
      if (!isActive(data.state)) void client.invalidateQueries({ queryKey: keys.run(data.name) });
      return;
    case 'progress': {
      const { run, ...progress } = data;
      changeSummary(client, run, (summary) => ({ ...summary, progress }));
      return;
    }
    case 'metrics':
      changeDetail(client, data.run, (detail) => ({
        ...detail,
        metrics: withRecord(detail.metrics, data.record),
      }));
      return;
    case 'rewound':
      changeDetail(client, data.run, (detail) => ({
        ...detail,
        metrics: detail.metrics.filter(({ step }) => step <= data.step),
      }));
      return;
    case 'picture': {
      const { run, ...picture } = data;
      changeDetail(client, run, (detail) => ({
        ...detail,
        pictures: [
          ...detail.pictures.filter(({ file }) => file !== picture.file),
          { ...picture, bytes: 0, modified: new Date().toISOString() },
        ],
      }));
      return;
    }
    case 'alert':
      changeDetail(client, data.run, (detail) => ({
        ...detail,
        findings: [
          ...detail.findings.filter(({ what }) => what !== data.finding.what),
          data.finding,
        ],
      }));
      return;
    case 'removed':
      changeRuns(client, (runs) => runs.filter(({ name }) => name !== data.run));
      void client.invalidateQueries({ queryKey: keys.run(data.run) });
      void client.invalidateQueries({ queryKey: keys.trash });
      return;
    case 'datasets':
      void client.invalidateQueries({ queryKey: keys.datasets });
      return;
  }
}

export function isActive(state: RunSummary['state']): boolean {
  return state === 'starting' || state === 'training' || state === 'stopping';
}

function withRun(runs: readonly RunSummary[], changed: RunSummary): RunSummary[] {
  const isNew = runs.every(({ name }) => name !== changed.name);
  return isNew
    ? [...runs, changed]
    : runs.map((run) => (run.name === changed.name ? changed : run));
}

/** A summary may lack what an earlier one had: the error of a run that goes on again. */
function withSummary(detail: RunDetail, summary: RunSummary): RunDetail {
  const { config, metrics, findings, pictures, films, models, report, modelsAreStale } = detail;
  return {
    ...summary,
    config,
    metrics,
    findings,
    pictures,
    films,
    models,
    modelsAreStale,
    ...(report !== undefined && { report }),
  };
}

/** In the place of an earlier record of the same epoch. */
function withRecord(records: readonly RunRecord[], record: RunRecord): RunRecord[] {
  return [...records.filter(({ epoch }) => epoch !== record.epoch), record];
}

function changeRuns(
  client: QueryClient,
  change: (runs: readonly RunSummary[]) => RunSummary[],
): void {
  changeData<readonly RunSummary[]>(client, keys.runs, change);
}

function changeDetail(
  client: QueryClient,
  name: string,
  change: (detail: RunDetail) => RunDetail,
): void {
  changeData(client, keys.run(name), change);
}

function changeSummary(
  client: QueryClient,
  name: string,
  change: <Summary extends RunSummary>(summary: Summary) => Summary,
): void {
  changeRuns(client, (runs) => runs.map((run) => (run.name === name ? change(run) : run)));
  changeDetail(client, name, change);
}

/** An answer that is on its way may be older than the event; then it is asked for again. */
function changeData<Data>(
  client: QueryClient,
  queryKey: readonly unknown[],
  change: (data: Data) => Data,
): void {
  const state = client.getQueryState(queryKey);
  if (state === undefined) return;
  client.setQueryData<Data>(queryKey, (data) => (data === undefined ? data : change(data)));
  if (state.fetchStatus !== 'idle') void client.invalidateQueries({ queryKey, exact: true });
}
