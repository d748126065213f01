/** What the page tells, collected from a workplace. */

import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../packages/alebrije/src/train/files/atomic.ts';
import type { Entry } from './entry.ts';
import { type CommandResult, type PageContent, pageText } from './page.ts';
import type { TrainingResult } from './recipe-tables.ts';
import { readRecord } from './record.ts';
import { recordedRuns } from './train-task.ts';
import { type Training, trainingsOf } from './training.ts';
import type { Workplace } from './workplace.ts';

function trainingResult(workplace: Workplace, training: Training): TrainingResult {
  const runs = recordedRuns(workplace, training.name);
  const records = runs.flatMap((run) => {
    const record = readRecord(workplace, run.name);
    return record ? [[run.name, record] as const] : [];
  });
  return { training, runs, records: new Map(records) };
}

export function pageContent(workplace: Workplace, entries: readonly Entry[]): PageContent {
  const commands = new Map<string, CommandResult>();
  for (const entry of entries) {
    if (entry.kind !== 'command') continue;
    const record = readRecord(workplace, entry.name);
    const folder = path.relative(path.dirname(workplace.page), workplace.pictures);
    const pictures = (record?.pictures ?? []).map((file) => path.join(folder, file));
    commands.set(entry.name, { record, pictures });
  }
  const trainings = [...trainingsOf(entries)].map(
    ([name, training]) => [name, trainingResult(workplace, training)] as const,
  );
  return { entries, trainings: new Map(trainings), commands };
}

export function writePage(workplace: Workplace, entries: readonly Entry[]): void {
  fs.mkdirSync(path.dirname(workplace.page), { recursive: true });
  writeFileAtomic(workplace.page, pageText(pageContent(workplace, entries)));
}
