import fs from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { datasetPath } from '../../src/data/dataset-path.ts';
import { diagnosePath } from '../../src/data/doctor/path-doctor.ts';
import { datasetEntries, findDatasetEntry, loadDataset } from '../../src/data/registry.ts';
import { importDataset, loadFromPath } from '../../src/data/user-datasets.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { imageBytes, pattern, pngFiles, writeFiles } from './image-files.ts';

const names = Array.from({ length: 20 }, (_, i) => `${'ab'[i % 2]}/${i}.png`);

let cache: string;
let folder: string;
beforeEach(() => {
  cache = temporaryFolder();
  folder = join(temporaryFolder(), 'My Photos (2024)');
  vi.stubEnv('ALEBRIJE_CACHE', cache);
  writeFiles(folder, pngFiles(names));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('imported data', () => {
  test('are listed and loaded by their name', async () => {
    const { dataset, file } = await importDataset(folder, { images: { size: 8 } }, []);
    expect(dataset.name).toBe('my-photos-2024');
    expect(file).toBe(join(cache, 'imported', 'my-photos-2024.safetensors'));
    const entry = await findDatasetEntry('my-photos-2024');
    expect(entry).toMatchObject({ kind: 'image', shape: [3, 8, 8], sizes: [18, 2] });
    expect((await datasetEntries()).at(-1)).toMatchObject({ name: 'my-photos-2024' });
    const loaded = await loadDataset('my-photos-2024', { count: 5 });
    expect(loaded.train.labels).toEqual(dataset.train.labels!.slice(0, 5));
    expect(loaded.source).toContain('imported into');
    fs.rmSync(folder, { recursive: true });
    expect((await loadDataset('my-photos-2024')).train).toEqual(dataset.train);
  });

  test('of an archive and of a CSV file too', async () => {
    const archive = join(cache, 'some.zip');
    writeFiles(cache, { 'some.zip': zipSync(pngFiles(names)) });
    expect((await importDataset(archive, {}, [])).dataset.name).toBe('some');
    const rows = Array.from({ length: 12 }, (_, i) => `${i},2`).join('\n');
    writeFiles(cache, { 'points.csv': rows });
    await importDataset(join(cache, 'points.csv'), { standardise: true, name: 'dots' }, []);
    expect(await findDatasetEntry('dots')).toMatchObject({
      kind: 'vector',
      shape: [2],
      sizes: [10, 2],
    });
  });

  test('take the place of others only when asked to', async () => {
    await importDataset(folder, { name: 'mine' }, []);
    await expect(importDataset(folder, { name: 'mine' }, [])).rejects.toThrow(/--replace/);
    await importDataset(folder, { name: 'mine', replace: true, images: { channels: 1 } }, []);
    expect((await findDatasetEntry('mine')).shape).toEqual([1, 12, 12]);
  });

  test.each([
    ['a name that is taken', { name: 'moons' }, /moons is the name of a dataset already/],
    ['a name that is none', { name: '../x' }, /is no name for a dataset/],
    ['an option for CSV files', { standardise: true }, /--standardise is for CSV files/],
  ])('%s is refused', async (_, options, message) => {
    await expect(importDataset(folder, options, ['moons'])).rejects.toThrow(message);
    await expect(importDataset(folder, options, ['moons'])).rejects.toThrow(UserError);
  });

  test('that were damaged since are listed, and refused when loaded', async () => {
    const { file } = await importDataset(folder, { name: 'mine' }, []);
    fs.truncateSync(file, 30);
    expect((await datasetEntries()).at(-1)!.description).toContain('damaged');
    await expect(loadDataset('mine')).rejects.toThrow(UserError);
  });
});

describe('data by their path', () => {
  test('are read once, and again when a file was changed', async () => {
    const seen: number[] = [];
    const load = (images = {}) =>
      loadFromPath(folder, images, { onProgress: ({ done }) => seen.push(done) });
    const first = await load();
    expect(first).toMatchObject({ name: folder, kind: 'image' });
    const reads = seen.length;
    expect(await load()).toEqual(first);
    expect(seen).toHaveLength(reads);
    writeFiles(folder, { 'a/0.png': imageBytes('png', { paint: pattern(99) }) });
    expect(await load()).not.toEqual(first);
    expect(seen.length).toBe(2 * reads);
    expect((await load({ size: 6 })).train.values.shape).toEqual([18, 3, 6, 6]);
    expect((await loadDataset(folder, { count: 3 })).train.values.shape).toEqual([3, 3, 12, 12]);
  });

  test('what looks like a path is one, what was imported is a name', async () => {
    expect(datasetPath('./x')).toBe(join(process.cwd(), 'x'));
    expect(datasetPath('some/x')).toBe(join(process.cwd(), 'some', 'x'));
    expect(datasetPath('x.csv')).toBe(join(process.cwd(), 'x.csv'));
    expect(datasetPath('no-such-thing')).toBeUndefined();
    const present = fs.readdirSync('.').find((name) => /^[a-z]+$/.test(name))!;
    expect(datasetPath(present)).toBe(join(process.cwd(), present));
    await importDataset(folder, { name: present }, []);
    expect(datasetPath(present)).toBeUndefined();
    await expect(loadDataset('./nowhere')).rejects.toThrow(/there is no file or folder .*nowhere/);
  });
});

describe('the doctor of paths', () => {
  const diagnose = async (path = folder) => {
    const { state, findings = [] } = await diagnosePath(path);
    return { state, texts: findings.map(({ severity, message }) => `${severity}: ${message}`) };
  };

  test('finds nothing but few images in a folder that is in order', async () => {
    const { state, texts } = await diagnose();
    expect(state).toBe('ok');
    expect(texts.filter((text) => !/only 20|smaller than 28/.test(text))).toEqual([]);
  });

  test('names images that are unreadable, repeated, of other sizes, or none', async () => {
    writeFiles(folder, {
      'a/cut.png': imageBytes('png').subarray(0, 50),
      'b/same.png': fs.readFileSync(join(folder, 'a/0.png')),
      'a/long.png': imageBytes('png', { width: 90, height: 30 }),
      'b/notes.txt': 'hello',
    });
    const { state, texts } = await diagnose();
    expect(state).toBe('bad');
    expect(texts[0]).toMatch(/^fault: unreadable images: 1 \(a\/cut\.png .*\)/);
    expect(texts).toContainEqual(expect.stringMatching(/repeated images: 1 \(b\/same\.png = a\/0/));
    expect(texts).toContain(
      'warning: of the repeated images 1 are in another class than the first',
    );
    expect(texts).toContainEqual(
      expect.stringMatching(/sizes of images: 2 \(12x12 \(21\), 90x30 \(1\)\)/),
    );
    expect(texts).toContainEqual(
      expect.stringMatching(/2 times as long as wide: 1 \(a\/long\.png\)/),
    );
    expect(texts).toContainEqual(expect.stringMatching(/no images: 1 \(b\/notes\.txt\)/));
  });

  test('finds too few images, and classes that drown', async () => {
    const some = temporaryFolder();
    writeFiles(some, pngFiles(names.slice(0, 4)));
    expect((await diagnose(some)).texts[0]).toBe(
      'fault: there are 4 examples, and 10 are the fewest',
    );
    const many = Array.from({ length: 130 }, (_, i) => `a/${i}.png`);
    writeFiles(some, pngFiles([...many, 'b/1.png']));
    expect((await diagnose(some)).texts).toContainEqual(
      expect.stringMatching(/unequal: b has \d, a has 130/),
    );
  });

  test('explains folders that make no sense, and archives that are none', async () => {
    writeFiles(folder, { 'stray.png': imageBytes('png'), '../x.zip': 'no archive' });
    expect((await diagnose()).texts).toEqual([expect.stringMatching(/^fault: .*some beside them/)]);
    expect((await diagnose(join(folder, '../x.zip'))).texts[0]).toMatch(/^fault: .*no zip archive/);
    await expect(diagnosePath('/nowhere/at/all')).rejects.toThrow(UserError);
  });

  test('reads CSV files', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${1000 * i},5`);
    writeFiles(folder, { 'a.csv': ['x,y,c', ...rows, rows[0], '1,nan,5'].join('\n') });
    const { state, texts } = await diagnose(join(folder, 'a.csv'));
    expect(state).toBe('bad');
    expect(texts[0]).toBe('fault: unusable rows: 1 (line 43: "nan" in y is no number)');
    expect(texts).toContainEqual('warning: repeated rows: 1');
    expect(texts).toContainEqual('warning: columns that never change: 1 (c)');
    expect(texts).toContainEqual(expect.stringMatching(/far from mean 0 .*: 2 \(x .*, y \(mean/));
  });
});
