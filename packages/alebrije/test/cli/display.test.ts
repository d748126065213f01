/** What people see of a training. */

import { join } from 'node:path';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { formatDuration, formatMetric, formatTable } from '../../src/cli/table.ts';
import { outcomeText } from '../../src/cli/training-outcome.ts';
import type { Recipe } from '../../src/recipes/recipe.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import type { TrainedRun } from '../../src/runs/train-run.ts';
import { newProgress } from '../../src/train/progress.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runInProcess } from './command-line.ts';

/** A terminal that remembers what was drawn. */
function fakeTerminal() {
  let drawn = '';
  const terminal = new Writable({
    write(chunk, _, done) {
      drawn += chunk;
      done();
    },
  });
  Object.assign(terminal, { isTTY: true, columns: 200 });
  return { terminal, drawn: () => stripVTControlCharacters(drawn) };
}

const settings = ['--set', 'examples=4000', '--set', 'batchSize=100', '--no-report'];

it('a terminal gets a bar with epoch, loss, speed and time left, and a line for each epoch', async () => {
  const { terminal, drawn } = fakeTerminal();
  const out = join(temporaryFolder(), 'run');
  const argv = ['train', 'swiss-roll-ae', ...settings, '--epochs', '2', '--out', out];
  const { code, stdout, stderr } = await runInProcess(argv, terminal);
  expect(code).toBe(0);
  expect(drawn()).toMatch(/epoch 1\/2 .* loss \S+ \| [\d,]+ points\/s \| \S+ \S+ left/);
  expect(drawn()).toMatch(/epoch 2\/2 /);
  expect(
    stderr.match(/^epoch \d\/2 {2}loss \S+ {2}valLoss \S+ {2}[\d,]+ points\/s/gm),
  ).toHaveLength(2);
  expect(stdout).toMatch(/^swiss-roll-ae finished: 2 epochs, 80 steps in /);
  expect(stdout).toMatch(/^epoch +loss +valLoss +seconds$/m);
});

function trainedConvAe(data: string): TrainedRun {
  const recipe: Recipe = {
    ...findRecipe('conv-ae'),
    expected: [
      { metric: 'valLoss', epochs: 1, value: 0.2619, kind: 'reach', source: 'a book' },
      { metric: 'valLoss', value: 0.2536, kind: 'reach', source: 'a book' },
      { metric: 'valLoss', value: 0.1854, kind: 'limit', source: 'entropy' },
      { metric: 'valLoss', value: 0.5, kind: 'floor', source: 'the mean image' },
    ],
  };
  const history = [
    { epoch: 1, loss: 0.3, valLoss: 0.262, gradientNorm: 1, seconds: 60 },
    { epoch: 2, loss: 0.27, valLoss: 0.256, gradientNorm: 1, seconds: 60 },
  ];
  const progress = { ...newProgress(), epoch: 2, step: 1200, seconds: 120, history };
  const run = { path: '/runs/conv-ae-1' } as TrainedRun['run'];
  const config = { ...recipe.defaults, data };
  return { run, recipe, config, reason: 'finished', progress, findings: [] };
}

it('published targets stand beside the epochs that they are for, bounds below', () => {
  expect(outcomeText(trainedConvAe('fashion-mnist'), ['picture: a.png'])).toBe(
    [
      'conv-ae finished: 2 epochs, 1,200 steps in 2 min 0 s (100.0 ms a step)',
      'epoch    loss  valLoss  target valLoss  seconds',
      '    1  0.3000   0.2620          0.2619     60.0',
      '    2  0.2700   0.2560                     60.0',
      'limit of valLoss: 0.1854 (entropy)',
      'floor of valLoss: 0.5000 (the mean image)',
      'targets: a book',
      'picture: a.png',
    ].join('\n'),
  );
});

it('numbers published for other data are not compared with', () => {
  const text = outcomeText(trainedConvAe('fashion-mnist-subset'), []);
  expect(text).not.toContain('target');
  expect(text).toMatch(/the expected numbers of conv-ae are for fashion-mnist$/);
});

it('tables align numbers to the right and words to the left', () => {
  const rows = [
    ['a', '1,000'],
    ['long', '7'],
  ];
  expect(formatTable(['name', 'n'], rows)).toBe('name      n\na     1,000\nlong      7');
});

it.each([
  [0.28112, '0.2811'],
  [0.000123456, '0.0001235'],
  [1.5e-7, '1.500e-7'],
  [146.953, '146.95'],
  [0, '0'],
])('the metric %d reads %s', (value, text) => expect(formatMetric(value)).toBe(text));

it.each([
  [1.24, '1.2 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [4200, '1 h 10 min'],
  [Number.NaN, '?'],
])('%d seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
