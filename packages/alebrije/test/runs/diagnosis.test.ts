/** A collapsed model and a sound one, as `train`, `evaluate` and the report speak of them. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../src/runs/open-model.ts';
import { diagnosisSection } from '../../src/runs/report/diagnosis-section.ts';
import { runInProcess, sharedFolder } from '../cli/command-line.ts';
import { BACKEND } from './trained-runs.ts';

const runs = sharedFolder();
const small = [
  ...['--data', 'fashion-mnist-subset', '--set', 'examples=600', '--set', 'batchSize=50'],
  ...['--set', 'encoderHidden=[32]', '--set', 'decoderHidden=[32]', '--set', 'codeSize=3'],
];
const quickly = ['--epochs', '3', '--backend', BACKEND, '--no-report', '--no-pictures'];

const trainInto = (folder: string, ...settings: string[]) =>
  runInProcess([
    ...['train', 'annealed-vae', '--out', join(runs, folder)],
    ...[...small, ...settings.flatMap((setting) => ['--set', setting]), ...quickly],
  ]);

const COLLAPSE = /^serious: The posterior has collapsed: no number of the code moves/m;

let collapsed: Awaited<ReturnType<typeof trainInto>>;
beforeAll(async () => {
  collapsed = await trainInto('collapsed', 'klWeight=1000', 'annealing.name=none');
});

describe('a collapsed model', () => {
  it('is told of in plain words when its training ends', () => {
    expect(collapsed.code).toBe(0);
    expect(collapsed.stdout).toMatch(COLLAPSE);
    expect(collapsed.stdout).toMatch(/^ {2}cause: The KL part of the loss outweighed/m);
    expect(collapsed.stdout).toMatch(/^ {2}cure: Train again and raise the weight .*annealing/m);
  });

  it('is told of by evaluate, and in the file that it writes', async () => {
    const folder = join(runs, 'collapsed');
    const measured = ['--metrics', 'kl,activeUnits', '--backend', BACKEND];
    const { stdout } = await runInProcess(['evaluate', folder, ...measured]);
    expect(stdout).toMatch(/^activeUnits +0 /m);
    expect(stdout).toMatch(COLLAPSE);
    const written = JSON.parse(fs.readFileSync(join(folder, 'evaluation.json'), 'utf8'));
    expect(written.findings[0]).toMatchObject({ severity: 'serious' });
  });

  it('is told of in the report', async () => {
    const model = await openModel(join(runs, 'collapsed'), { backend: BACKEND });
    try {
      const { paragraphs } = (await diagnosisSection(model))!;
      expect(paragraphs![0]).toMatch(/codes of [\d,]+ held-out examples/);
      expect(paragraphs![1]).toMatch(/^Serious\. The posterior has collapsed: .* What to do: /);
    } finally {
      await model.dispose();
    }
  });
});

it('a model whose code carries information is not called collapsed', async () => {
  const { code, stdout } = await trainInto('sound', 'klWeight=1', 'freeBits=0.5');
  expect(code).toBe(0);
  expect(stdout).not.toMatch(COLLAPSE);
});

it('programs are given the findings, and plain autoencoders have none', async () => {
  const argv = ['train', 'stacked-ae', '--out', join(runs, 'plain'), '--json', ...quickly];
  const data = ['--data', 'fashion-mnist-subset', '--set', 'examples=200', '--steps', '3'];
  const { stdout } = await runInProcess([...argv, ...data]);
  expect(JSON.parse(stdout).findings).toEqual([]);
});
