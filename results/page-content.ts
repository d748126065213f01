/** What the page tells, collected from a workplace. */

import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../packages/alebrije/src/train/files/atomic.ts';
import type { AbsentData } from './absent-data.ts';
import { type EvaluationResult, evaluationResult } from './evaluation-task.ts';
import { type CommandResult, type PageContent, pageText } from './page.ts';
import type { Page } from './pages.ts';
import { writeReadmeTable } from './readme-table.ts';
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

export function pageContent(workplace: Workplace, page: Page, absent: AbsentData): PageContent {
  const trainings = trainingsOf(page.entries);
  const commands = new Map<string, CommandResult>();
  const evaluations = new Map<string, EvaluationResult>();
  for (const entry of page.entries) {
    if (entry.kind === 'evaluation') {
      evaluations.set(entry.name, evaluationResult(workplace, trainings, entry));
    }
    if (entry.kind !== 'command') continue;
    const record = readRecord(workplace, entry.name);
    const folder = path.relative(path.dirname(workplace.page), workplace.pictures);
    const pictures = (record?.pictures ?? []).map((file) => path.join(folder, file));
    commands.set(entry.name, { record, pictures });
  }
  const results = [...trainings].map(
    ([name, training]) => [name, trainingResult(workplace, training)] as const,
  );
  return { page, trainings: new Map(results), commands, evaluations, absent };
}

export function writePage(workplace: Workplace, page: Page, absent: AbsentData): void {
  fs.mkdirSync(path.dirname(workplace.page), { recursive: true });
  const content = pageContent(workplace, page, absent);
  writeFileAtomic(workplace.page, pageText(content));
  if (workplace.isPublished) writeReadmeTable(content);
}
