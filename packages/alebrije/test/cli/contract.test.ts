/** What `--json` promises to programs. */

import fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runCommand, runInProcess, startCommand } from './command-line.ts';

/** Of a command that must succeed. */
async function answer(argv: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await runCommand([...argv, '--json'], cwd);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout);
}

it.each([
  ['conv-ae', 96_770, 246_273, 0],
  ['upsampling-ae', 96_770, 247_169, 448],
  ['conv-vae', 100_868, 246_273, 0],
])('summary counts the parameters of %s as published', async (recipe, encoder, decoder, fixed) => {
  const { code, stdout } = await runInProcess(['summary', recipe, '--json']);
  expect(code).toBe(0);
  const { recipe: name, networks } = JSON.parse(stdout);
  expect(name).toBe(recipe);
  expect(networks.encoder).toMatchObject({ total: encoder, trainable: encoder, nonTrainable: 0 });
  expect(networks.decoder).toMatchObject({
    total: decoder,
    trainable: decoder - fixed,
    nonTrainable: fixed,
  });
});

it('summary lists every layer with its type, output and parameters', async () => {
  const { networks } = await answer(['summary', 'conv-ae'], '.');
  expect(networks.encoder.layers.slice(0, 2)).toEqual([
    { name: 'input', type: 'Input', outputShape: [32, 32, 1], params: 0 },
    { name: 'conv1', type: 'Conv2D', outputShape: [16, 16, 32], params: 320 },
  ]);
});

it('summary follows settings and the shape of the data', async () => {
  const { stdout } = await runInProcess(['summary', 'conv-ae', '--set', 'codeSize=7', '--json']);
  expect(JSON.parse(stdout).networks.encoder.layers.at(-1).outputShape).toEqual([7]);
  const misfit = await runInProcess(['summary', 'conv-ae', '--data', 'moons']);
  expect(misfit).toMatchObject({ code: 2, stderr: expect.stringContaining('another dataset') });
});

it('list gives recipes, datasets and metrics by name', async () => {
  const { recipes } = await answer(['list'], '.');
  expect(recipes.map(({ name }: { name: string }) => name)).toContain('conv-vae');
  const { datasets } = await answer(['list', 'datasets'], '.');
  expect(datasets).toContainEqual(
    expect.objectContaining({ name: 'fashion-mnist-subset', shape: [1, 28, 28] }),
  );
  const { metrics } = await answer(['list', 'metrics'], '.');
  expect(metrics).toContainEqual({
    name: expect.any(String),
    description: expect.any(String),
    families: expect.any(Array),
  });
});

it('train ends with the run, its numbers and its history, and writes the report', async () => {
  const folder = temporaryFolder();
  const json = await answer(['train', 'swiss-roll-ae', '--steps', '5', '--no-pictures'], folder);
  expect(json).toMatchObject({
    run: fs.realpathSync(join(folder, 'runs', 'swiss-roll-ae-1')),
    recipe: 'swiss-roll-ae',
    reason: 'finished',
    epochs: 0,
    steps: 5,
    history: [{ epoch: 1 }],
  });
  expect(fs.readdirSync(json.run)).toContain('report.html');
  expect(Object.keys(json.metrics)).toEqual(['loss', 'valLoss']);
  expect(json.stepMs).toBeCloseTo((1000 * json.seconds) / 5, 6);
});

it('train reports the parts of a loss, and the pictures lie in the run', async () => {
  const folder = temporaryFolder();
  const settings = ['--data', 'fashion-mnist-subset', '--set', 'examples=512', '--epochs', '1'];
  const argv = ['train', 'dense-vae', ...settings, '--no-report', '--out', 'vae'];
  const json = await answer(argv, folder);
  expect(json).toMatchObject({ epochs: 1, steps: 4, history: [{ epoch: 1 }] });
  const { metrics } = json;
  for (const prefix of ['', 'val']) {
    const part = (name: string) =>
      metrics[prefix === '' ? name : `val${name.charAt(0).toUpperCase()}${name.slice(1)}`];
    expect(part('loss')).toBeCloseTo(part('reconstruction') + part('kl'), 5);
  }
  expect(fs.readdirSync(join(folder, 'vae', 'checkpoints'))).toContain('last.safetensors');
  const pictures = fs.readdirSync(join(folder, 'vae', 'samples'));
  expect(pictures).toContain('epoch-0001-reconstructions.png');

  const drawing = ['--count', '4', '--seed', '7', '--truncation', '0.5'];
  const drawn = await answer(['sample', 'vae', ...drawing], folder);
  expect(drawn).toMatchObject({ count: 4, seed: 7, truncation: 0.5, inHoles: expect.any(Number) });
  expect(fs.existsSync(drawn.picture)).toBe(true);
});

it('a reader that has seen enough is no error', async () => {
  const command = startCommand(['list', '--json'], '.');
  command.process.stdout?.destroy();
  expect(await command.outcome).toMatchObject({ code: 0, stderr: '' });
});

it('help and version are answers too', async () => {
  expect(JSON.parse((await runInProcess(['--version', '--json'])).stdout)).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  const { code, stdout, stderr } = await runInProcess(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('alebrije train conv-vae');
});
