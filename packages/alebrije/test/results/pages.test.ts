/** Pages: what they have, what is measured for them, what is left out of them. */

import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { absentData } from '../../../../results/absent-data.ts';
import {
  type Entry,
  type EvaluationEntry,
  type Task,
  taskName,
  tasksOf,
} from '../../../../results/entry.ts';
import {
  evaluationResult,
  evaluationTable,
  isEvaluated,
} from '../../../../results/evaluation-task.ts';
import { pageText } from '../../../../results/page.ts';
import { pageContent } from '../../../../results/page-content.ts';
import { chooseTasks, pageWork } from '../../../../results/page-work.ts';
import { choosePages, PAGES, type Page } from '../../../../results/pages.ts';
import { quickWorkplace } from '../../../../results/quick.ts';
import { writeRecord } from '../../../../results/record.ts';
import { nextSeed, recordedRuns, trainingSettings } from '../../../../results/train-task.ts';
import { trainingOf, trainingsOf } from '../../../../results/training.ts';
import { workplaceIn } from '../../../../results/workplace.ts';
import { COMMANDS, commandName } from '../../src/cli/program.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { recipes } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { losses, recordTraining, taskRecord } from './recorded-runs.ts';

describe('an evaluation', () => {
  const entry: EvaluationEntry = {
    kind: 'evaluation',
    name: 'bounds',
    of: ['stacked-ae', 'wide'],
    runs: 'all',
    metrics: ['mse', 'ssim'],
    options: '--limit 100',
    history: ['valLoss'],
  };
  const entries: readonly Entry[] = [
    { kind: 'train', recipe: 'stacked-ae', seeds: 2 },
    { kind: 'train', recipe: 'stacked-ae', name: 'wide', settings: ['codeSize=64'] },
    entry,
  ];
  const trainings = trainingsOf(entries);

  function measured(folder: string, seed: number, mse: number) {
    const args = ['evaluate', join(folder, `stacked-ae-${seed}`), '--metrics', 'mse,ssim'];
    const metrics = {
      mse: { value: mse, floor: 1, samples: 100 },
      'iwae-5': { value: -2.5, standardError: 0.1234 },
    };
    return taskRecord([...args, '--limit', '100'], 5, { metrics });
  }

  it('has a row for each of the ways to measure a run', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.01) });
    const variants = ['--limit 5', '--limit 6'];
    const { history: _, options: __, ...plain } = entry;
    const several: EvaluationEntry = { ...plain, of: ['stacked-ae'], runs: 'best', variants };
    for (const limit of [5, 6]) {
      const args = ['evaluate', join(folder, 'stacked-ae-1'), '--metrics', 'mse,ssim'];
      const answer = { metrics: { mse: { value: limit, samples: limit } } };
      const all = [...args, '--limit', String(limit)];
      writeRecord(workplace, `bounds-stacked-ae-1-limit-${limit}`, taskRecord(all, 5, answer));
    }
    expect(isEvaluated(workplace, trainings, several)).toBe(true);
    const result = evaluationResult(workplace, trainings, several);
    expect(evaluationTable(several, result).split('\n')).toEqual([
      '| recipe | with | mse |',
      '|---|---|---|',
      '| `stacked-ae` | `--limit 5` | 5 |',
      '| `stacked-ae` | `--limit 6` | 6 |',
    ]);
  });

  it('has a row for each run, and is done when all of them are measured', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    for (const seed of [1, 2]) {
      recordTraining(folder, { recipe: 'stacked-ae', seed, valLoss: losses(0.01 * seed) });
    }
    writeRecord(workplace, 'bounds-stacked-ae-1', measured(folder, 1, 0.0123));
    const table = () => evaluationTable(entry, evaluationResult(workplace, trainings, entry));
    expect(table().split('\n')).toEqual([
      '| recipe | seed | valLoss | mse | iwae-5 |  |',
      '|---|---|---|---|---|---|',
      '| `stacked-ae` | 1 | 0.01 | 0.0123 | -2.5 ± 0.12 |  |',
      '| `stacked-ae` | 2 | 0.02 |  |  | not measured |',
      '| `wide` |  |  |  |  | not trained |',
    ]);
    const done: EvaluationEntry = { ...entry, of: ['stacked-ae'] };
    expect(isEvaluated(workplace, trainings, done)).toBe(false);
    writeRecord(workplace, 'bounds-stacked-ae-2', measured(folder, 2, 0.0456));
    expect(isEvaluated(workplace, trainings, done)).toBe(true);
    expect(isEvaluated(workplace, trainings, entry)).toBe(false);
    expect(isEvaluated(workplace, trainings, { ...done, options: '--limit 50' })).toBe(false);
    const best: EvaluationEntry = { ...done, runs: 'best', history: [] };
    expect(evaluationTable(best, evaluationResult(workplace, trainings, best)).split('\n')).toEqual(
      ['| recipe | mse | iwae-5 |', '|---|---|---|', '| `stacked-ae` | 0.0123 | -2.5 ± 0.12 |'],
    );
    const beside: EvaluationEntry = { ...entry, floors: 'training images' };
    expect(
      evaluationTable(beside, evaluationResult(workplace, trainings, beside))
        .split('\n')
        .at(-1),
    ).toBe('| training images |  |  | 1 |  |  |');
    const page: Page = { name: 'clothes', title: 'Clothes', subject: 'autoencoder', entries };
    const text = pageText(pageContent(workplace, page, new Map()));
    expect(text).toContain('npx alebrije evaluate <run> --metrics mse,ssim --limit 100');
  });

  it('of all seeds has trainings of as many, whatever their goals', () => {
    const folder = temporaryFolder();
    const workplace = workplaceIn(folder, 'clothes');
    const both = trainings.get('stacked-ae')!;
    recordTraining(folder, { recipe: 'stacked-ae', seed: 1, valLoss: losses(0.01) });
    expect(nextSeed(workplace, both, recordedRuns(workplace, 'stacked-ae'))).toBe(2);
    recordTraining(folder, { recipe: 'stacked-ae', seed: 2, valLoss: losses(0.01) });
    expect(nextSeed(workplace, both, recordedRuns(workplace, 'stacked-ae'))).toBeUndefined();
  });
});

describe('a training whose data are not there', () => {
  it('is left out of the work, and the page tells how to have it', async () => {
    const entries: readonly Entry[] = [
      { kind: 'heading', title: 'Numbers' },
      { kind: 'train', recipe: 'stacked-ae' },
      { kind: 'train', recipe: 'mnist-vae' },
    ];
    const page: Page = { name: 'digits', title: 'Digits', subject: 'autoencoder', entries };
    const workplace = workplaceIn(temporaryFolder(), 'digits');
    const absent = new Map([['mnist-vae', { data: 'mnist', mend: 'find it' }]]);
    const text = pageText(pageContent(workplace, page, absent));
    expect(text).not.toContain('| `mnist-vae`');
    expect(text).toContain(
      '`mnist-vae` is left out: its data, mnist, were not on the machine. To train it, find it; then `npm run results -- digits --only mnist-vae`.',
    );
    vi.stubEnv('ALEBRIJE_CACHE', temporaryFolder());
    vi.stubEnv('HOME', temporaryFolder());
    try {
      const found = await absentData(trainingsOf(entries).values());
      expect([...found.keys()]).toEqual(['mnist-vae']);
      const work = await pageWork(page, workplace);
      expect(work.tasks).toHaveLength(1);
      expect(() => chooseTasks([work], 'mnist-vae')).toThrow(/^mnist-vae needs mnist: run /);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

it('a setting can name the run of another training, which does not change the recipe', () => {
  const prior = trainingOf({
    kind: 'train',
    recipe: 'stacked-ae',
    settings: ['codec={conv-ae}'],
  });
  expect(prior).toMatchObject({
    name: 'stacked-ae',
    isChanged: false,
    goals: trainingOf({ kind: 'train', recipe: 'stacked-ae' }).goals,
  });
  const workplace = workplaceIn('/somewhere', 'clothes');
  expect(trainingSettings(workplace, prior, 2)).toEqual(['seed=2', 'codec=/somewhere/conv-ae-1']);
});

describe('pages', () => {
  it('are chosen by name, all without one', () => {
    expect(choosePages([])).toEqual(PAGES);
    expect(choosePages(['variational']).map(({ name }) => name)).toEqual(['variational']);
    expect(() => choosePages(['gans'])).toThrow('there is no page "gans"; there are autoencoders');
  });

  it('give their runs and answers names of their own', () => {
    // A recipe as it stands is trained once for all pages that show it.
    const isShared = (task: Task) => task.kind === 'train' && !trainingOf(task).isChanged;
    const tasks = PAGES.flatMap(({ entries }) => tasksOf(entries));
    const shared = new Set(tasks.filter(isShared).map(taskName));
    const own = tasks.filter((task) => !isShared(task)).map(taskName);
    expect(new Set([...own, ...shared]).size).toBe(own.length + shared.size);
  });

  it('only have the work that is asked for', async () => {
    const folder = temporaryFolder();
    const works = await Promise.all(
      PAGES.map((page) => pageWork(page, workplaceIn(folder, page.name))),
    );
    const chosen = chooseTasks(works, 'vae-scatter, bounds');
    expect(chosen.map(({ page, tasks }) => [page.name, tasks.length])).toEqual([
      ['variational', 2],
    ]);
    expect(() => chooseTasks(works, 'nothing')).toThrow(
      /there is no "nothing"; there are pca-ae, /,
    );
  });
});

describe.each(PAGES)('the list of $name', ({ name, entries }) => {
  const tasks = tasksOf(entries);
  const trainings = trainingsOf(entries);

  it('has the whole family of the catalogue', () => {
    const subject = PAGES.find((page) => page.name === name)!.subject;
    const family = recipes.filter((recipe) => recipe.family === subject);
    expect(family.length).toBeGreaterThan(1);
    expect([...trainings.values()].map(({ recipe }) => recipe.name)).toEqual(
      expect.arrayContaining(family.map((recipe) => recipe.name)),
    );
    const trained = tasks.filter(({ kind }) => kind === 'train');
    expect(trainings.size).toBe(trained.length);
  });

  it('has commands that exist, on recipes that are trained, with pictures of their own', () => {
    const known = COMMANDS.map(commandName);
    const commands = tasks.filter((task) => task.kind === 'command');
    for (const { args } of commands) {
      expect(known).toContain(args.split(' ', 1)[0]);
      for (const [, run] of args.matchAll(/\{([^}]+)\}/g)) {
        if (run !== 'image recipes' && run !== 'runs') expect(trainings.has(run!)).toBe(true);
      }
    }
    const pictures = commands.flatMap(({ picture }) => (picture ? [picture] : []));
    expect(new Set(pictures).size).toBe(pictures.length);
  });

  it('measures with metrics that exist, on recipes that are trained', () => {
    const known: readonly string[] = METRICS.map((metric) => metric.name);
    for (const task of tasks) {
      if (task.kind !== 'evaluation') continue;
      for (const metric of task.metrics) expect(known).toContain(metric);
      for (const run of task.of) expect([...trainings.keys()]).toContain(run);
    }
  });

  it('can be tried quickly with settings that every recipe takes', () => {
    const workplace = quickWorkplace(name, temporaryFolder());
    for (const each of trainings.values()) {
      const settings = trainingSettings(workplace, each, 1);
      expect(configure(each.recipe, settings).epochs).toBeLessThan(5);
    }
  });
});
