/** Images from outside: what is imported, what is refused, and what is left behind. */

import fs from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DatasetExamples, DatasetInfo, ImportedDataset } from '../../src/server/contract.ts';
import { checkArchive } from '../../src/server/datasets/archive-guard.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { type TestStudio, testFolder, testStudio } from './studio-client.ts';
import { imageZip, onePng, sizedAs } from './zip-files.ts';

const runs = testFolder();
const cache = testFolder();
let studio: TestStudio;

beforeAll(async () => {
  vi.stubEnv('ALEBRIJE_CACHE', cache);
  studio = await testStudio({ runs });
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const ZIP = { 'content-type': 'application/zip' };
const importAs = (query: string, zip: Uint8Array, headers = ZIP) =>
  studio.post(`/api/datasets?${query}`, zip, headers);

describe('an archive of images', () => {
  test('becomes a dataset with its folders as classes, and is told of', async () => {
    const listening = await studio.listen();
    const answer = await importAs('name=pets&size=8', imageZip());
    expect(answer.status, answer.text).toBe(200);
    const imported = answer.json<ImportedDataset>();
    expect(imported).toMatchObject({
      name: 'pets',
      shape: [3, 8, 8],
      classNames: ['cats', 'dogs'],
    });
    expect(imported.sizes.train + imported.sizes.test).toBe(24);
    expect(imported.findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', advice: expect.any(String) }),
    );
    await listening.first('datasets');
    listening.drop();
    const found = (await studio.get('/api/datasets'))
      .json<DatasetInfo[]>()
      .find(({ name }) => name === 'pets');
    expect(found).toMatchObject({ kind: 'image', there: true, imported: true });
    expect(found!.description).toBe('Imported: 24 images in pets.zip');
    const examples = (await studio.get('/api/datasets/pets/examples')).json<DatasetExamples>();
    expect(examples).toMatchObject({ classNames: ['cats', 'dogs'], total: imported.sizes.train });
    expect(fs.readdirSync(join(cache, 'uploads'))).toEqual([]);
  });

  test('takes the place of an earlier one only when asked to', async () => {
    const again = await importAs('name=pets', imageZip());
    expect(again.json().error.code).toBe('conflict');
    const replaced = await importAs('name=pets&replace=true&colours=grey', imageZip(30));
    expect(replaced.json<ImportedDataset>().shape).toEqual([1, 12, 12]);
    const examples = (await studio.get('/api/datasets/pets/examples')).json<DatasetExamples>();
    expect(examples.examples.shape.slice(1)).toEqual([1, 12, 12]);
  });

  test('can be watched while it is read', async () => {
    const accept = { ...ZIP, accept: 'text/event-stream' };
    const streamed = await importAs('name=watched', imageZip(), accept);
    expect(streamed.text).toMatch(/"text":"unpacking"/);
    expect(streamed.text).toMatch(/event: done\ndata: {"name":"watched"/);
    const refused = await importAs('name=none', zipSync({ 'a.txt': onePng() }), accept);
    expect(refused.text).toMatch(/event: failed\ndata: {"code":"unsuitable"/);
    expect(fs.readdirSync(join(cache, 'uploads'))).toEqual([]);
  });

  test('with faults is refused with what the doctor found, and no path of this machine', async () => {
    const broken = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`${index}.png`, onePng().subarray(0, 40 + index)]),
    );
    const answer = await importAs('name=broken', zipSync(broken));
    expect(answer.status).toBe(422);
    const { findings } = answer.json<{ findings: { severity: string; message: string }[] }>();
    expect(findings[0]).toMatchObject({ severity: 'fault' });
    expect(answer.text).toMatch(/unreadable images: 12/);
    expect(answer.text).not.toContain(cache);
    expect(fs.existsSync(join(cache, 'imported', 'broken.safetensors'))).toBe(false);
  });
});

describe('the guard of archives', () => {
  const check = async (zip: Uint8Array, limits = {}) => {
    const path = join(temporaryFolder(), 'a.zip');
    fs.writeFileSync(path, zip);
    await checkArchive(path, { entries: 100, unpackedBytes: 2 ** 20, ...limits });
  };

  test('counts entries and bytes as they are unpacked, whatever the headers say', async () => {
    await check(imageZip());
    await expect(check(imageZip(), { entries: 23 })).rejects.toThrow(
      /24 entries, and 23 are the most/,
    );
    const bomb = zipSync({ 'a.png': new Uint8Array(2 ** 20 + 1) }, { level: 9 });
    expect(bomb.length).toBeLessThan(2000);
    await expect(check(bomb)).rejects.toThrow(/unpacked it is larger/);
    await expect(check(sizedAs(bomb, 100))).rejects.toThrow(/refused/);
    const two = zipSync({ 'a.png': new Uint8Array(6e5), 'b.png': new Uint8Array(6e5) });
    await expect(check(two)).rejects.toThrow(/unpacked it is larger/);
    const one = zipSync({ 'a.png': new Uint8Array(65 * 2 ** 20) });
    await expect(check(one, { unpackedBytes: 2 ** 30 })).rejects.toThrow(/larger than 64 MiB/);
  });

  test('ends when it is given up', async () => {
    const leaving = new AbortController();
    leaving.abort();
    await expect(check(imageZip(), { signal: leaving.signal })).rejects.toThrow(/abort/i);
  });
});
