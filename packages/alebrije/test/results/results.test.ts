import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAnswered, prepareCommand } from '../../../../results/command-task.ts';
import type { CommandEntry, Entry } from '../../../../results/entry.ts';
import { areReached, bestRun, goalsOf, verdictOn } from '../../../../results/goals.ts';
import { answerMarkdown } from '../../../../results/json-table.ts';
import { pageText, timeLine } from '../../../../results/page.ts';
import { pageContent } from '../../../../results/page-content.ts';
import type { Page } from '../../../../results/pages.ts';
import { costTable, goalTable } from '../../../../results/recipe-tables.ts';
import { writeRecord } from '../../../../results/record.ts';
import { readRun, staleness } from '../../../../results/recorded-run.ts';
import {
  isTrained,
  nextSeed,
  recordedRuns,
  trainingSettings,
} from '../../../../results/train-task.ts';
import { trainingOf, trainingsOf } from '../../../../results/training.ts';
import { workplaceIn } from '../../../../results/workplace.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { losses, recordTraining, taskRecord } from './recorded-runs.ts';

const training = (recipe: string) => trainingOf({ kind: 'train', recipe });
const stacked = training('stacked-ae');

describe('a recorded run', () => {
  it('is read from its own files', () => {
    const folder = temporaryFolder();
    const path = recordTraining(folder, {
      recipe: 'stacked-ae',
      seed: 2,
      valLoss: losses(0.0137),
      evaluation: { mse: 0.0138 },
    });
    expect(readRun(path)).toMatchObject({
      name: 'stacked-ae-2',
      recipe: 'stacked-ae',
      seed: 2,
      seconds: 200,
      // Without the optimizer's moments.
      parameters: 8,
      evaluation: { mse: 0.0138 },
      isFinished: true,
    });
    expect(staleness(path, ['seed=2'])).toBeUndefined();
    expect(staleness(path, ['seed=2', 'codeSize=7'])).toBe('codeSize was 30, is 7');
  });

  it('is not finished until its last epoch is saved', () => {
    const folder = temporaryFolder();
    const unsaved = { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.01), saved: 19 };
    expect(readRun(recordTraining(folder, unsaved)).isFinished).toBe(false);
    expect(recordedRuns(workplaceIn(folder, 'clothes'), 'stacked-ae')).toEqual([]);
  });
});

describe('goals', () => {
  it('are the published numbers at their epochs, then what must be evaluated', () => {
    expect(stacked.goals).toMatchObject([{ metric: 'valLoss', epoch: 20, target: 0.0132 }]);
    expect(goalsOf(findRecipe('conv-ae')).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(goalsOf(findRecipe('pca-ae')).map(({ metric }) => metric)).toEqual([
      'pcaMseRatio',
      'principalAngle',
    ]);
  });

  it('are met, nearly met or missed', () => {
    const [goal] = stacked.goals;
    expect([0.0132, 0.0138, 0.0139].map((value) => verdictOn(value, goal!))).toEqual([
      'met',
      'within 5 %',
      'missed',
    ]);
    const [ratio] = goalsOf(findRecipe('pca-ae'));
    expect(verdictOn(1.02, ratio!)).toBe('missed');
    const activity = goalsOf(findRecipe('sparse-kl-ae')).at(-1)!;
    expect([0.07, 0.09, 0.11, 0.13].map((value) => verdictOn(value, activity))).toEqual([
      'missed',
      'met',
      'met',
      'missed',
    ]);
  });

  it('ask for further seeds until one reaches them, three at most', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    const runs = () => recordedRuns(workplace, 'stacked-ae');
    expect(nextSeed(workplace, stacked, runs())).toBe(1);
    recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.02) });
    expect(nextSeed(workplace, stacked, runs())).toBe(2);
    recordTraining(folder, { recipe: 'stacked-ae', seed: 2, valLoss: losses(0.0137) });
    expect(nextSeed(workplace, stacked, runs())).toBeUndefined();
    expect(isTrained(workplace, stacked)).toBe(true);
    expect(bestRun(stacked.goals, runs())!.seed).toBe(2);
    const missed = [1, 2, 3].map((seed) => ({ ...runs()[0]!, seed }));
    expect(areReached(stacked.goals, missed)).toBe(false);
    expect(nextSeed(workplace, stacked, missed)).toBeUndefined();
  });

  it('are none for a changed recipe, whose name and settings are its own', () => {
    const wide = trainingOf({
      kind: 'train',
      recipe: 'stacked-ae',
      name: 'wide',
      settings: ['codeSize=64'],
    });
    expect(wide).toMatchObject({ name: 'wide', recipe: findRecipe('stacked-ae'), goals: [] });
    expect(trainingSettings(workplaceIn('/somewhere', 'clothes'), wide, 3)).toEqual([
      'seed=3',
      'codeSize=64',
    ]);
  });

  it('that must be evaluated leave a run undone until they are', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    const pca = training('pca-ae');
    const valLoss = new Array<number>(500).fill(0.1);
    const path = recordTraining(folder, { recipe: 'pca-ae', seed: 1, valLoss });
    expect(isTrained(workplace, pca)).toBe(false);
    const metrics = { pcaMseRatio: { value: 1.001 }, principalAngle: { value: 0.2 } };
    fs.writeFileSync(join(path, 'evaluation.json'), JSON.stringify({ metrics }));
    expect(isTrained(workplace, pca)).toBe(true);
  });
});

describe('the tables', () => {
  function twoResults() {
    const folder = temporaryFolder();
    recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.02) });
    recordTraining(folder, { recipe: 'stacked-ae', seed: 2, valLoss: losses(0.0137) });
    const runs = recordedRuns(workplaceIn(folder, 'clothes'), 'stacked-ae');
    const records = new Map([['stacked-ae-1', taskRecord([], 75)]]);
    return [
      { training: stacked, runs, records },
      { training: training('conv-ae'), runs: [], records: new Map() },
    ];
  }

  it('show target, floor, all seeds, the best and the verdict', () => {
    const lines = goalTable(twoResults()).split('\n');
    expect(lines).toContain(
      '| A2 | `stacked-ae` | valLoss, epoch 20 | 0.0132 [1] | 0.0157 [2] | 0.02 | 0.0137 |  | 0.0137 | 1.038 | within 5 % |',
    );
    expect(lines.filter((line) => line.includes('`conv-ae`'))).toHaveLength(3);
    expect(lines.filter((line) => line.includes('not trained'))).toHaveLength(3);
    expect(lines).toContain('[2] Floor: PCA with 30 components.');
    expect(lines.some((line) => line.includes('[4] Best possible: entropy'))).toBe(true);
  });

  it('show what each run cost', () => {
    const lines = costTable(twoResults()).split('\n');
    expect(lines).toContain('| `stacked-ae` | 1 | 8 | 20 | 3 min 20 s | 1 min 15 s |');
    expect(lines).toContain('| `stacked-ae` | 2 | 8 | 20 | 3 min 20 s |  |');
  });
});

describe('answers of commands', () => {
  it('become tables where they are lists of objects or objects by name, else a line', () => {
    const text = answerMarkdown({
      run: '/somewhere/runs/x',
      picture: '/somewhere/x.png',
      rocPicture: '/somewhere/x-roc.png',
      count: 10000,
      mse: 0.0137451,
      rows: [
        { name: 'a|b', value: 1, run: '/somewhere' },
        { name: 'c', extra: [1, 2] },
      ],
      classes: { Coat: { auroc: 0.91 }, Bag: { auroc: 0.95 } },
      curve: new Array<number>(50).fill(1),
    });
    expect(text).not.toContain('somewhere');
    expect(text).toContain('count: 10,000 · mse: 0.01375 · curve: …');
    expect(text).toContain('| name | value | extra |');
    expect(text).toContain('| a\\|b | 1 |  |');
    expect(text).toContain('| c |  | 1, 2 |');
    expect(text).toContain('| classes | auroc |');
    expect(text).toContain('| Coat | 0.91 |');
  });

  it('take tables of one number within a row apart', () => {
    const separations = [
      { by: 'model', auroc: 0.91 },
      { by: 'pca', auroc: 0.9 },
    ];
    const curves = [{ x: 1, y: 2 }];
    const text = answerMarkdown({ classes: [{ name: 'Bag', separations, curves }] });
    expect(text).toBe('| name | model | pca |\n|---|---|---|\n| Bag | 0.91 | 0.9 |');
  });

  it('show only what is asked for, in that order', () => {
    expect(answerMarkdown({ a: 1, b: 2, c: 3 }, ['c', 'a'])).toBe('c: 3 · a: 1');
  });
});

describe('the page', () => {
  const entries: readonly Entry[] = [
    { kind: 'heading', title: 'Numbers' },
    { kind: 'train', recipe: 'stacked-ae' },
    { kind: 'train', recipe: 'conv-ae' },
    { kind: 'heading', title: 'Pictures', text: 'Some.' },
    { kind: 'command', name: 'look', args: 'scatter {stacked-ae}', picture: 'look.png' },
    { kind: 'command', name: 'later', args: 'scatter {conv-ae}' },
  ];
  const page: Page = { name: 'clothes', title: 'Clothes', subject: 'autoencoder', entries };
  const look = entries[4] as CommandEntry;
  const trainings = trainingsOf(entries);

  it('is written from what is recorded, each picture below its command', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.013) });
    writeRecord(workplace, 'stacked-ae-1', taskRecord(['train', 'stacked-ae'], 100));
    const command = prepareCommand(workplace, trainings, look);
    if ('missing' in command) throw new Error(command.missing);
    expect(isAnswered(workplace, trainings, look)).toBe(false);
    writeRecord(workplace, 'look', {
      ...taskRecord(command.args, 20, { count: 5000 }),
      pictures: ['look.png'],
    });
    expect(isAnswered(workplace, trainings, look)).toBe(false);
    fs.mkdirSync(workplace.pictures, { recursive: true });
    fs.writeFileSync(join(workplace.pictures, 'look.png'), '');
    expect(isAnswered(workplace, trainings, look)).toBe(true);

    const content = pageContent(workplace, page, new Map());
    expect(timeLine(content)).toBe(
      'All of it took 2 min 0 s: 1 min 40 s for the trainings, 20 s for the commands. Measured on: EPYC, 2 cores, Node 20.20.2.',
    );
    const text = pageText(content);
    expect(text.match(/\| row \| recipe/g)).toHaveLength(1);
    const order = [
      '# Clothes',
      '`npm run results -- clothes`',
      '## Numbers',
      '`stacked-ae`',
      '## Pictures',
      `npx alebrije scatter ${join(folder, 'stacked-ae-1')} --out`,
      '![look](pictures/clothes/look.png)',
      'count: 5,000',
      'npx alebrije scatter {conv-ae}',
      'Not run yet.',
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(places[1]).toBeGreaterThan(0);
  });

  it('runs a command again when its run was trained anew', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    const path = recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.013) });
    const entry: CommandEntry = { kind: 'command', name: 'look', args: 'scatter {stacked-ae}' };
    writeRecord(workplace, 'look', taskRecord(['scatter', path], 1, {}));
    expect(isAnswered(workplace, trainings, entry)).toBe(true);
    const later = Date.now() / 1000 + 10;
    fs.utimesSync(join(path, 'metrics.jsonl'), later, later);
    expect(isAnswered(workplace, trainings, entry)).toBe(false);
    expect(
      isAnswered(workplace, trainings, { ...entry, args: 'scatter {stacked-ae} --holes' }),
    ).toBe(false);
    expect(prepareCommand(workplace, trainings, { ...entry, args: 'scatter {conv-ae}' })).toEqual({
      missing: 'conv-ae',
    });
  });
});
