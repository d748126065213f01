/** `alebrije datasets`, and training on the user's own data. */

import fs from 'node:fs';
import { join } from 'node:path';
import { loadImage } from '@napi-rs/canvas';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imageBytes, pngFiles, writeFiles } from '../data/image-files.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runCommand, runInProcess } from './command-line.ts';

const names = Array.from({ length: 40 }, (_, i) => `${'ab'[i % 2]}/${i}.png`);

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('ALEBRIJE_CACHE', join(folder, 'cache'));
  writeFiles(folder, pngFiles(names.map((name) => `photos/${name}`)));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The answer of a command as JSON, with its exit code. */
async function ask(...argv: string[]) {
  const { code, stdout, stderr } = await runInProcess([...argv, '--json']);
  expect(stdout).toMatch(/^\{.*\}\n$/);
  return { code, stderr, json: JSON.parse(stdout) };
}

describe('import', () => {
  it('reads a folder into the cache, where list and doctor find it', async () => {
    const path = join(folder, 'photos');
    const { code, json } = await ask('datasets', 'import', path, '--size', '16', '--grey');
    expect(code).toBe(0);
    expect(json).toEqual({
      dataset: 'photos',
      file: join(folder, 'cache', 'imported', 'photos.safetensors'),
      shape: [1, 16, 16],
      sizes: { train: 36, test: 4 },
      classNames: ['a', 'b'],
      source: `40 images in ${path}`,
    });
    const { datasets } = (await ask('list', 'datasets')).json;
    expect(datasets.at(-1)).toMatchObject({ name: 'photos', shape: [1, 16, 16] });
    expect((await ask('datasets', 'doctor', 'photos')).json).toMatchObject({
      ok: true,
      datasets: [{ name: 'photos', state: 'ok' }],
    });
  });

  it.each([
    [['nonsense'], /"nonsense" cannot be downloaded.*mnist, cifar-10 to download, cartoon-faces/],
    [['./nonsense'], /there is no file or folder .*nonsense/],
    [['moons'], /moons needs no import/],
    [['celeba'], /celeba cannot be downloaded: get img_align_celeba/],
    [['mnist', '--grey'], /mnist is imported as it is/],
    [['PHOTOS', '--grey', '--colour'], /--grey and --colour exclude each other/],
    [['PHOTOS', '--name', 'moons'], /moons is the name of a dataset already/],
    [['PHOTOS', '--size', '3'], /Give a whole number from 4/],
  ])('%j is a wrong usage, in one line', async (argv, message) => {
    const given = argv.map((word) => (word === 'PHOTOS' ? join(folder, 'photos') : word));
    const { code, stderr } = await runInProcess(['datasets', 'import', ...given]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });
});

describe('doctor', () => {
  it('exits with 1 for data that are bad, and says how to mend them', async () => {
    const path = join(folder, 'photos');
    writeFiles(folder, { 'photos/a/cut.png': imageBytes('png').subarray(0, 60) });
    const { code, json } = await ask('datasets', 'doctor', path);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      datasets: [
        {
          name: path,
          state: 'bad',
          findings: expect.arrayContaining([
            {
              severity: 'fault',
              message: expect.stringContaining('cut.png'),
              mend: 'take them out of the folder, or get them again',
              kind: 'unreadableImages',
              values: { listed: expect.stringContaining('cut.png') },
            },
          ]),
        },
      ],
    });
    const { stdout } = await runInProcess(['datasets', 'doctor', path]);
    expect(stdout).toMatch(/photos +bad +images: 41, 2 classes; faults: 1, warnings: /);
    expect(stdout).toContain('  fault: unreadable images: 1');
    expect(stdout).toContain('    mend: take them out');
  });

  it('exits with 1 for a dataset that was asked for and is not there', async () => {
    const { code, json } = await ask('datasets', 'doctor', 'cartoon-faces-rare');
    expect(code).toBe(1);
    expect(json.datasets[0]).toMatchObject({ state: 'absent', mend: expect.any(String) });
    expect(await runInProcess(['datasets', 'doctor', 'fasion'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no dataset "fasion"'),
    });
  });
});

describe('show', () => {
  it.each([
    ['a row for each class', 'PHOTOS', 2],
    ['a row for each factor', 'shapes', 5],
  ])('draws %s', async (_, name, rows) => {
    const out = join(folder, 'picture.png');
    const dataset = name === 'PHOTOS' ? join(folder, 'photos') : name;
    const { code, json } = await ask('datasets', 'show', dataset, '--columns', '4', '--out', out);
    expect(code).toBe(0);
    expect(json.picture).toBe(out);
    const { width, height } = await loadImage(fs.readFileSync(out));
    // Tiles of 84 pixels with 4 between them, drawn twice as large.
    expect(height).toBeGreaterThan(2 * rows * 84);
    expect(height).toBeLessThan(2 * (rows * 88 + 200));
    expect(width).toBeGreaterThan(2 * 4 * 84);
  });

  it('draws points in the plane and in space, and refuses what is neither', async () => {
    for (const name of ['moons', 'noisy-plane', 'gaussian-grid']) {
      const out = join(folder, `${name}.png`);
      expect((await ask('datasets', 'show', name, '--out', out)).code).toBe(0);
      expect((await loadImage(fs.readFileSync(out))).width).toBeGreaterThan(1000);
    }
    writeFiles(folder, { 'wide.csv': '1,2,3,4\n'.repeat(20) });
    const { code, stderr } = await runInProcess([
      'datasets',
      'show',
      join(folder, 'wide.csv'),
      '--out',
      join(folder, 'x.png'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('4 numbers a point; pictures are drawn of two or three');
  });
});

describe('train --data', () => {
  it('trains on a folder as it lies, in the shape of the recipe’s own images', async () => {
    const argv = [
      'train',
      'stacked-ae',
      '--data',
      'photos',
      '--set',
      'batchSize=8',
      '--steps',
      '2',
    ];
    const options = ['--no-pictures', '--no-report', '--out', 'run', '--json'];
    const { code, stdout, stderr } = await runCommand([...argv, ...options], folder);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ recipe: 'stacked-ae', steps: 2 });
    expect(stderr).toMatch(/data: .*photos, 36 examples \(40 images in .*photos\)/);
    const { settings } = JSON.parse(fs.readFileSync(join(folder, 'run', 'config.json'), 'utf8'));
    const data = join(fs.realpathSync(folder), 'photos');
    expect(settings).toMatchObject({ data, imageSize: 28, imageChannels: 1, examples: null });
    const picture = await runInProcess([
      'reconstruct',
      join(folder, 'run'),
      '--count',
      '4',
      '--json',
    ]);
    expect(picture.code).toBe(0);
    expect(JSON.parse(picture.stdout)).toMatchObject({ validationExamples: 4 });
  });

  it('trains on a CSV file, whatever number of examples the recipe takes of its own data', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`);
    writeFiles(folder, { 'circle.csv': rows.join('\n') });
    const data = ['--data', join(folder, 'circle.csv'), '--set', 'batchSize=20'];
    const options = ['--steps', '2', '--no-pictures', '--no-report', '--out', join(folder, 'run')];
    const { code, stderr } = await runInProcess(['train', 'swiss-roll-ae', ...data, ...options]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/data: .*circle\.csv, 54 examples/);
  });

  it('says what is wrong with it in one line', async () => {
    writeFiles(folder, { 'empty/notes.txt': 'no images' });
    for (const [data, message] of [
      [join(folder, 'empty'), /there are no images in .*empty/],
      [join(folder, 'none'), /there is no file or folder .*none/],
    ] as const) {
      const { code, stderr } = await runInProcess(['train', 'stacked-ae', '--data', data]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: [^\n]+\n$/);
      expect(stderr).toMatch(message);
    }
  });
});
