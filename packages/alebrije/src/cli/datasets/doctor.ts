/** `alebrije datasets doctor`: whether datasets and the user's own data are sound. */

import type { DatasetEntry } from '../../data/dataset-entry.ts';
import { datasetPath } from '../../data/dataset-path.ts';
import { type DatasetStatus, diagnoseDatasets } from '../../data/doctor/dataset-doctor.ts';
import { diagnosePath } from '../../data/doctor/path-doctor.ts';
import { datasetEntries, findDatasetEntry } from '../../data/registry.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_FAILED } from '../exit-codes.ts';
import { createPreparationDisplay } from '../preparation-display.ts';
import { formatTable } from '../table.ts';

/** Checks what is named, or all datasets: then it is no fault that one is not on this machine. */
export async function runDoctor(what: readonly string[], context: CommandContext): Promise<void> {
  const statuses = what.length === 0 ? await checkAll() : await checkNamed(what, context);
  const isSound = ({ state }: DatasetStatus) =>
    state === 'ok' || (state === 'absent' && what.length === 0);
  const ok = statuses.every(isSound);
  context.answer({ ok, datasets: statuses }, describe(statuses));
  if (!ok) context.exitCode = EXIT_FAILED;
}

async function checkAll(): Promise<DatasetStatus[]> {
  return diagnoseDatasets(await datasetEntries());
}

async function checkNamed(
  what: readonly string[],
  context: CommandContext,
): Promise<DatasetStatus[]> {
  const entries = await datasetEntries();
  const display = createPreparationDisplay(context);
  const { onProgress } = display;
  const check = async (name: string): Promise<DatasetStatus[]> => {
    const known: DatasetEntry | undefined = entries.find((entry) => entry.name === name);
    const path = known ? undefined : datasetPath(name);
    if (path !== undefined)
      return [await diagnosePath(path, { onProgress, signal: context.signal })];
    return diagnoseDatasets([known ?? (await findDatasetEntry(name))]);
  };
  try {
    const statuses: DatasetStatus[] = [];
    for (const name of what) statuses.push(...(await check(name)));
    return statuses;
  } finally {
    display.stop();
  }
}

function findingLines({ name, findings = [] }: DatasetStatus): string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap(({ severity, message, mend }) => [
    `  ${severity}: ${message}`,
    ...(mend === undefined ? [] : [`    mend: ${mend}`]),
  ]);
  return [`${name}:`, ...lines];
}

function describe(statuses: readonly DatasetStatus[]): string {
  const rows = statuses.map(({ name, state, message }) => [name, state, message]);
  const mends = statuses.flatMap(({ name, mend }) => (mend ? [`${name}: ${mend}`] : []));
  return [
    formatTable(['dataset', 'state', 'finding'], rows),
    ...statuses.flatMap(findingLines),
    ...mends,
  ].join('\n');
}
