import fs from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findCeleba, hasCeleba, importCeleba, loadCeleba } from '../../src/data/celeba.ts';
import { parseCelebaAttributes, parseCelebaTest } from '../../src/data/celeba-tables.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { imageBytes, type Paint, writeFiles } from './image-files.ts';

const COUNT = 20;
const NAMES = Array.from({ length: COUNT }, (_, i) => `${String(i + 1).padStart(6, '0')}.jpg`);

/** A grey face of its own brightness, with red outside of the centred square. */
const portrait =
  (brightness: number): Paint =>
  (_, y) =>
    y < 20 || y >= 198 ? [255, 0, 0] : [brightness, brightness, brightness];

const pictures = Object.fromEntries(
  NAMES.map((name, i) => [
    name,
    imageBytes('jpeg', { width: 178, height: 218, paint: portrait(10 * i) }),
  ]),
);
const inFolder = Object.fromEntries(
  Object.entries(pictures).map(([name, bytes]) => [`img_align_celeba/${name}`, bytes]),
);
const smiles = (i: number) => (i % 2 === 0 ? 1 : -1);
const table = [
  String(COUNT),
  'Smiling Wearing_Hat ',
  ...NAMES.map((name, i) => `${name} ${smiles(i) === 1 ? ' 1' : '-1'} -1`),
].join('\n');
const csv = [
  'image_id,Smiling,Wearing_Hat',
  ...NAMES.map((name, i) => `${name},${smiles(i)},-1`),
].join('\r\n');
const partition = NAMES.map((name, i) => `${name} ${i < 12 ? 0 : i < 15 ? 1 : 2}`).join('\n');

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('ALEBRIJE_CACHE', temporaryFolder());
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('importing', () => {
  test('crops the centred square, scales it, and keeps the attributes', async () => {
    writeFiles(folder, { ...inFolder, 'list_attr_celeba.txt': table });
    expect(await findCeleba(folder)).toBe(folder);
    expect(await findCeleba(join(folder, 'img_align_celeba'))).toBe(folder);
    expect(await hasCeleba(32)).toBe(false);
    const seen: number[] = [];
    await importCeleba(folder, 32, { onProgress: ({ done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(COUNT);
    expect(await hasCeleba(32)).toBe(true);
    const { name, train, test: tested } = await loadCeleba(32);
    expect(name).toBe('celeba');
    expect(train.values.shape).toEqual([18, 3, 32, 32]);
    expect(tested.values.shape).toEqual([2, 3, 32, 32]);
    expect(train.attributes!.names).toEqual(['Smiling', 'Wearing_Hat']);
    expect([...train.attributes!.values.subarray(0, 6)]).toEqual([1, 0, 0, 0, 1, 0]);
    for (const i of [0, 7, 17]) {
      const pixels = train.values.data.slice(i * 3072, (i + 1) * 3072);
      expect(Math.max(...pixels.map((value) => Math.abs(value - 10 * i)))).toBeLessThan(12);
    }
  });

  test('follows the official partition: parts 0 and 1 train, part 2 tests', async () => {
    writeFiles(folder, {
      ...inFolder,
      'list_attr_celeba.txt': table,
      'list_eval_partition.txt': partition,
    });
    await importCeleba(folder, 64);
    const { name, train, test: tested, source } = await loadCeleba(64);
    expect(name).toBe('celeba-64');
    expect([train.values.shape[0], tested.values.shape]).toEqual([15, [5, 3, 64, 64]]);
    expect(tested.attributes!.values).toHaveLength(10);
    expect(source).toContain('20 of 20 pictures');
  });

  test.each([
    [
      'the folders of the project page',
      () => {
        const archive = zipSync(inFolder);
        return { 'Img/img_align_celeba.zip': archive, 'Anno/list_attr_celeba.txt': table };
      },
    ],
    [
      'one archive with tables as CSV',
      () => ({
        'archive.zip': zipSync({
          ...Object.fromEntries(
            Object.entries(inFolder).map(([path, bytes]) => [`img_align_celeba/${path}`, bytes]),
          ),
          'list_attr_celeba.csv': Buffer.from(csv),
        }),
      }),
    ],
  ])('reads %s', async (_, files) => {
    const written: Record<string, string | Uint8Array> = files();
    writeFiles(folder, written);
    const location = 'archive.zip' in written ? join(folder, 'archive.zip') : folder;
    expect(await findCeleba(location)).toBe(location);
    await importCeleba(location, 32);
    const { train } = await loadCeleba(32);
    expect(train.values.shape[0]).toBe(18);
    expect([...train.attributes!.values.subarray(0, 4)]).toEqual([1, 0, 0, 0]);
  });

  test('takes the part of the pictures that is there, and says so', async () => {
    const some = Object.fromEntries(Object.entries(inFolder).slice(0, 10));
    writeFiles(folder, { ...some, 'list_attr_celeba.txt': table });
    await importCeleba(folder, 32);
    expect((await loadCeleba(32)).source).toContain('10 of 20 pictures');
  });

  test('pictures without attributes, too few, or damaged are refused with what to do', async () => {
    writeFiles(folder, { ...inFolder, 'list_attr_celeba.txt': table });
    writeFiles(folder, { 'img_align_celeba/extra.jpg': pictures['000001.jpg']! });
    await expect(importCeleba(folder, 32)).rejects.toThrow(/1 pictures in .*\(extra\.jpg\)/);
    fs.rmSync(join(folder, 'img_align_celeba/extra.jpg'));
    const damaged = pictures['000003.jpg']!.subarray(0, 700);
    writeFiles(folder, { 'img_align_celeba/000003.jpg': damaged });
    await expect(importCeleba(folder, 32)).rejects.toThrow(
      /000003\.jpg is damaged.*datasets doctor/,
    );
    fs.rmSync(join(folder, 'img_align_celeba'), { recursive: true });
    await expect(importCeleba(folder, 32)).rejects.toThrow(/0 pictures in img_align_celeba/);
    await expect(loadCeleba(32)).rejects.toThrow(/celeba was not imported yet.*cartoon-faces/);
  });
});

describe('tables', () => {
  test.each([
    [
      'fewer rows than announced',
      table.replace(/\n[^\n]*$/, ''),
      /announces 20 pictures and lists 19/,
    ],
    [
      'a value that is neither',
      table.replace('000003.jpg  1', '000003.jpg  7'),
      /the value 7 for 000003/,
    ],
    ['a missing value', table.replace('000003.jpg  1 -1', '000003.jpg  1'), /1 values for 000003/],
    ['no names', '', /names no attributes/],
  ])('%s', (_, text, message) => {
    expect(() => parseCelebaAttributes(text, 'list_attr_celeba.txt')).toThrow(message);
    expect(() => parseCelebaAttributes(text, 'list_attr_celeba.txt')).toThrow(UserError);
  });

  test('the partition has only parts 0, 1 and 2', () => {
    expect([...parseCelebaTest(partition, 'p.txt')]).toEqual(NAMES.slice(15));
    expect([...parseCelebaTest('image_id,partition\na.jpg,2\nb.jpg,0', 'p.csv')]).toEqual([
      'a.jpg',
    ]);
    expect(() => parseCelebaTest('a.jpg 3', 'p.txt')).toThrow('no part 0, 1 or 2 for a.jpg');
  });
});
