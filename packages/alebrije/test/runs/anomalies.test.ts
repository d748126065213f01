import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../../src/explore/figures/index.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { oneClassProtocol } from '../../src/runs/anomalies/one-class.ts';
import { scoreRun } from '../../src/runs/anomalies/score-run.ts';
import { configure } from '../../src/runs/config.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { runInProcess } from '../cli/command-line.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { BACKEND, pictureFacts, trainRun } from './trained-runs.ts';

const SMALL = [
  'data=fashion-mnist-subset',
  'examples=2000',
  'validation=400',
  'batchSize=20',
  'epochs=4',
  'hidden=[32]',
  'codeSize=8',
];

let trousers: string;
let all: string;

beforeAll(async () => {
  trousers = await trainRun('stacked-ae', { settings: [...SMALL, 'classes=["Trouser"]'] });
  all = await trainRun('stacked-ae');
});

async function answerOf(...argv: string[]) {
  const { code, stdout, stderr } = await runInProcess([...argv, '--json', '--backend', BACKEND]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

async function refusal(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const lines = stderr.trim().split('\n');
  return lines.at(-1)!;
}

describe('a run trained on one class', () => {
  it('trains and validates on it alone, and keeps all classes to be tested on', async () => {
    const model = await openModel(trousers, { backend: BACKEND });
    const { train, validation, dataset, notes } = model.data;
    expect(new Set(train.labels)).toEqual(new Set([1]));
    expect(new Set(validation.labels)).toEqual(new Set([1]));
    expect(new Set(dataset.test.labels).size).toBe(10);
    expect(train.labels!.length + validation.labels!.length).toBe(
      dataset.train.labels!.filter((label) => label === 1).length,
    );
    expect(notes.at(-1)).toMatch(/^only Trouser: \d+ training and \d+ validation examples$/);
    await model.dispose();
  });

  it('scores other classes higher, and its threshold is that of the training images', async () => {
    const model = await openModel(trousers, { backend: BACKEND });
    const scored = await scoreRun(model, { score: 'weighted', quantile: 0.9 });
    const [weighted, plain, pcaWeighted, pcaPlain] = scored.separations!;
    expect([weighted, plain, pcaWeighted, pcaPlain].map((s) => `${s!.by} ${s!.score}`)).toEqual([
      'model weighted',
      'model plain',
      'pca weighted',
      'pca plain',
    ]);
    for (const { auroc, curve } of scored.separations!) {
      expect(auroc).toBeGreaterThan(0.9);
      expect(curve.at(-1)).toMatchObject({ falsePositive: 1, truePositive: 1 });
    }
    const training = await scoreRun(model, {
      score: 'weighted',
      quantile: 0.9,
      images: { values: model.data.train.values, names: [], notes: [] },
    });
    const above = training.scores.filter((score) => score > training.threshold).length;
    expect(above).toBe(Math.floor(0.1 * training.scores.length));
    expect(training.threshold).toBe(scored.threshold);
    await model.dispose();
  });

  it('gets three pictures and its numbers from the command', async () => {
    const answer = await answerOf('anomalies', trousers, '--count', '4', '--score', 'plain');
    expect(answer).toMatchObject({ run: trousers, score: 'plain', quantile: 0.99, images: 2000 });
    expect(answer.auroc).toHaveLength(4);
    expect(answer.worst).toHaveLength(4);
    const scores = answer.worst.map(({ score }: { score: number }) => score);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    for (const file of [answer.picture, answer.scoresPicture, answer.rocPicture]) {
      expect((await pictureFacts(fs.readFileSync(file))).ink).toBeGreaterThan(0.01);
    }
  });
});

describe('a run trained on all classes', () => {
  it('has no ROC curve: nothing says what is normal', async () => {
    const answer = await answerOf('anomalies', all, '--quantile', '0.5');
    expect(answer).not.toHaveProperty('auroc');
    expect(answer).not.toHaveProperty('rocPicture');
    expect(answer.flagged).toBeGreaterThan(0.3 * answer.images);
  });

  it("scores the user's own images, all of them, the worst first", async () => {
    const folder = temporaryFolder();
    const image = (value: (pixel: number) => number) =>
      encodePng({
        data: Float32Array.from({ length: 784 }, (_, pixel) => value(pixel)),
        count: 1,
        channels: 1,
        height: 28,
        width: 28,
      });
    fs.writeFileSync(join(folder, 'chessboard.png'), await image((pixel) => pixel % 2));
    fs.writeFileSync(join(folder, 'nothing.png'), await image(() => 0));
    const answer = await answerOf('anomalies', all, '--images', folder, '--count', '1');
    expect(answer.worst.map(({ name }: { name: string }) => name)).toEqual([
      'chessboard',
      'nothing',
    ]);
    expect(answer.worst[0].isAnomaly).toBe(true);
  });
});

describe('the one-class protocol', () => {
  it('trains one run for each class, measures it, and goes on where it stopped', async () => {
    const out = join(temporaryFolder(), 'protocol');
    const settings = SMALL.flatMap((setting) => ['--set', setting]);
    const argv = ['one-class', 'stacked-ae', ...settings, '--out', out, '--classes'];
    const one = await answerOf(...argv, 'trouser');
    expect(one.classes).toHaveLength(1);
    const modified = fs.statSync(join(out, '1-trouser', 'metrics.jsonl')).mtimeMs;
    const both = await answerOf(...argv, '1,Sandal');
    expect(fs.statSync(join(out, '1-trouser', 'metrics.jsonl')).mtimeMs).toBe(modified);
    expect(both.classes[0]).toEqual(one.classes[0]);
    expect(
      both.classes.map(({ label, name }: { label: number; name: string }) => [label, name]),
    ).toEqual([
      [1, 'Trouser'],
      [5, 'Sandal'],
    ]);
    const areas = both.classes.map(
      ({ separations }: { separations: { auroc: number }[] }) => separations[0]!.auroc,
    );
    expect(both.mean[0].auroc).toBeCloseTo((areas[0] + areas[1]) / 2, 12);
    expect(JSON.parse(fs.readFileSync(join(out, 'one-class.json'), 'utf8')).mean).toEqual(
      both.mean,
    );
    expect((await pictureFacts(fs.readFileSync(both.picture))).ink).toBeGreaterThan(0.005);
    expect(await refusal(...argv, '1', '--seed', '9')).toMatch(/holds a run with other settings/);
  });

  it('stops when it is told to', async () => {
    const recipe = findRecipe('stacked-ae');
    const stopped = new AbortController();
    stopped.abort();
    const result = await oneClassProtocol(
      recipe,
      configure(recipe, SMALL),
      join(temporaryFolder(), 'stopped'),
      { score: 'plain', quantile: 0.99, backend: BACKEND, signal: stopped.signal },
    );
    expect(result).toMatchObject({ isWhole: false, classes: [] });
  });
});

describe('wrong usage', () => {
  it('of classes is refused', async () => {
    const settings = ['--set', 'data=fashion-mnist-subset', '--out', '/tmp/never'];
    const train = ['train', 'stacked-ae', ...settings, '--set'];
    expect(await refusal(...train, 'classes=[10]')).toMatch(
      /no class 10; there are 0 \(T-shirt\/top\), /,
    );
    expect(await refusal(...train, 'classes=[]')).toMatch(/^error: classes cannot be \[\]/);
    expect(await refusal(...train, 'classes=3')).toMatch(/^error: classes cannot be 3/);
    expect(await refusal('train', 'swiss-roll-ae', '--set', 'classes=[0]')).toMatch(
      /swiss-roll has no classes/,
    );
    const protocol = ['one-class', 'stacked-ae', ...settings];
    expect(await refusal(...protocol, '--classes', 'Hat')).toMatch(/no class "Hat"/);
    expect(await refusal(...protocol, '--set', 'classes=[1]')).toMatch(/give --classes/);
  });

  it('of options is refused', async () => {
    expect(await refusal('anomalies', all, '--quantile', '1')).toMatch(/between 0 and 1/);
    expect(await refusal('anomalies', all, '--score', 'best')).toMatch(/weighted, plain/);
    expect(await refusal('anomalies', all, '--images', '/nowhere')).toMatch(/\/nowhere/);
  });
});
