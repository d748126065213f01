/** A training in phases, as the command line shows it and the run's files hold it. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openModel } from '../../src/runs/open-model.ts';
import { historyPicture, historySvg } from '../../src/runs/pictures/index.ts';
import { trainingSection } from '../../src/runs/report/overview.ts';
import { BACKEND, pictureFacts } from '../runs/trained-runs.ts';
import { type Outcome, runInProcess, sharedFolder } from './command-line.ts';

const folder = join(sharedFolder(), 'greedy');
const quickly = ['--out', folder, '--backend', BACKEND, '--no-report'];
const small = ['--data', 'fashion-mnist-subset', '--set', 'examples=400'];

let first: Outcome;
beforeAll(async () => {
  first = await runInProcess(['train', 'greedy-ae', ...small, ...quickly, '--epochs', '4']);
});

it('says what phases there are, and which one an epoch belongs to', () => {
  expect(first.code).toBe(0);
  expect(first.stderr).toContain(
    'phases: layer 1 for 2 epochs, then layer 2 for 1 epoch, then fine-tuning for 1 epoch',
  );
  const epochs = [...first.stderr.matchAll(/^epoch (\d)\/4, ([\w -]+) {2}loss \S+ {2}valLoss/gm)];
  expect(epochs.map(([, epoch, phase]) => `${epoch} ${phase}`)).toEqual([
    '1 layer 1',
    '2 layer 1',
    '3 layer 2',
    '4 fine-tuning',
  ]);
  expect(first.stdout).toMatch(/^epoch +phase +loss +valLoss/m);
});

it('goes on in the last phase, in which alone there is a best epoch', async () => {
  const argv = ['train', 'greedy-ae', '--resume', ...quickly, '--epochs', '6', '--json'];
  const { code, stdout } = await runInProcess(argv);
  expect(code).toBe(0);
  const { history, metrics } = JSON.parse(stdout);
  expect(history.map(({ phase }: { phase: number }) => phase)).toEqual([1, 1, 2, 3, 3, 3]);
  expect(Object.keys(metrics)).toEqual(['loss', 'valLoss']);
  const lines = fs.readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).phase)).toEqual([1, 1, 2, 3, 3, 3]);
  const model = await openModel(folder, { backend: BACKEND, checkpoint: 'best' });
  expect(model.progress.best!.epoch).toBeGreaterThan(3);
  await model.dispose();
});

it('has curves of each phase, on a scale of its own', async () => {
  const model = await openModel(folder, { backend: BACKEND });
  try {
    const svg = await historySvg(model);
    for (const panel of ['Layer 1: loss', 'Layer 2: loss', 'Fine-tuning: loss']) {
      expect(svg).toContain(panel);
    }
    expect(svg.match(/published 0\.0133/g)).toHaveLength(1);
    expect((await pictureFacts((await historyPicture(model)).png)).width).toBeGreaterThan(3 * 260);
    const { paragraphs } = await trainingSection(model);
    expect(paragraphs![0]).toContain(
      'layer 1 (2 epochs), layer 2 (1 epoch), fine-tuning (3 epochs)',
    );
  } finally {
    await model.dispose();
  }
});
