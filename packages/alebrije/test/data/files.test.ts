import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { compareNames, LARGEST_FILE } from '../../src/data/files/file-source.ts';
import { openFiles, withFiles } from '../../src/data/files/open-files.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { writeFiles } from './image-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const tree = {
  'b/10.txt': bytes('ten'),
  'b/9.txt': bytes('nine'),
  'a.txt': bytes('a'),
  '.hidden': bytes('x'),
  '__MACOSX/b/9.txt': bytes('x'),
  'b/.DS_Store': bytes('x'),
  'b/Thumbs.db': bytes('x'),
};

describe.each([
  [
    'a folder',
    (folder: string) => {
      writeFiles(folder, tree);
      return folder;
    },
  ],
  [
    'a zip archive',
    (folder: string) => {
      writeFiles(folder, { 'all.zip': zipSync(tree) });
      return join(folder, 'all.zip');
    },
  ],
])('%s', (_, make) => {
  test('lists what the user put there, numbers in order, and reads it', async () => {
    const source = await openFiles(make(temporaryFolder()));
    expect(source.files.map(({ path }) => path)).toEqual(['a.txt', 'b/9.txt', 'b/10.txt']);
    const texts = source.files.map(async (file) =>
      new TextDecoder().decode(await source.read(file)),
    );
    expect(await Promise.all(texts)).toEqual(['a', 'nine', 'ten']);
    await source.close();
  });
});

test('a folder follows links to files, and not to folders, which may lead back', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { 'real/a.txt': 'a' });
  fs.symlinkSync(join(folder, 'real', 'a.txt'), join(folder, 'linked.txt'));
  fs.symlinkSync(folder, join(folder, 'real', 'round'));
  const { files } = await openFiles(folder);
  expect(files.map(({ path }) => path)).toEqual(['linked.txt', 'real/a.txt']);
});

test('a changed file has another stamp', async () => {
  const folder = temporaryFolder();
  const stamps = () => withFiles(folder, async ({ files }) => files.map(({ stamp }) => stamp));
  writeFiles(folder, { 'a.txt': 'a' });
  const before = await stamps();
  fs.utimesSync(join(folder, 'a.txt'), 1, 1);
  expect(await stamps()).not.toEqual(before);
});

describe('archives that cannot be trusted', () => {
  /** The archive with one file's name, of the same length, changed in all its headers. */
  function renamed(from: string, to: string): Buffer {
    const archive = Buffer.from(zipSync({ [from]: bytes('harm') }, { level: 0 }));
    for (let at = archive.indexOf(from); at !== -1; at = archive.indexOf(from, at + 1)) {
      archive.write(to, at);
    }
    return archive;
  }

  test.each([
    ['../../evil.txt', 'xx/xx/evil.txt'],
    ['/etc/evil.txtx', 'xx/xx/evil.txt'],
    ['C:/x/evil.txtx', 'xx/xx/evil.txt'],
    ['..\\..\\evil.txt', 'xx/xx/evil.txtx'],
  ])('a path like %s is refused, and nothing is written', async (evil, harmless) => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.zip': renamed(harmless, evil.padEnd(harmless.length, 'x')) });
    await expect(openFiles(join(folder, 'a.zip'))).rejects.toThrow(
      /a\.zip is damaged: .*(relative|absolute) path/,
    );
    expect(fs.readdirSync(folder)).toEqual(['a.zip']);
  });

  test('contents that do not have the checksum are refused', async () => {
    const folder = temporaryFolder();
    const archive = Buffer.from(zipSync({ 'a.txt': bytes('harmless') }, { level: 0 }));
    archive.write('h4rmless', archive.indexOf('harmless'));
    writeFiles(folder, { 'a.zip': archive });
    await withFiles(join(folder, 'a.zip'), async (source) => {
      await expect(source.read(source.files[0]!)).rejects.toThrow('its checksum is wrong');
    });
  });

  test('an entry that unpacks to more than it says, or to too much, is refused', async () => {
    const folder = temporaryFolder();
    const archive = Buffer.from(zipSync({ 'a.txt': new Uint8Array(100_000) }));
    // The central directory's record of the size: 24 bytes after its signature.
    const directory = archive.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
    for (const [size, message] of [
      [50, /a\.txt in .* is damaged/],
      [LARGEST_FILE + 1, /65 MiB, and 64 MiB are the most/],
    ] as const) {
      archive.writeUInt32LE(size, directory + 24);
      writeFiles(folder, { 'a.zip': archive });
      await withFiles(join(folder, 'a.zip'), async (source) => {
        await expect(source.read(source.files[0]!)).rejects.toThrow(message);
      });
    }
  });

  test('an encrypted entry is refused with what to do', async () => {
    const folder = temporaryFolder();
    const archive = Buffer.from(zipSync({ 'a.txt': bytes('secret'.repeat(9)) }));
    for (const signature of ['PK\x03\x04', 'PK\x01\x02']) {
      const header = archive.indexOf(Buffer.from(signature, 'latin1'));
      archive[header + (signature === 'PK\x03\x04' ? 6 : 8)]! |= 1;
    }
    writeFiles(folder, { 'a.zip': archive });
    await withFiles(join(folder, 'a.zip'), async (source) => {
      await expect(source.read(source.files[0]!)).rejects.toThrow(/encrypted: unpack the archive/);
    });
  });

  test('cut or changed anywhere, it is refused or read rightly, never wrongly', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.zip');
    const archive = Buffer.from(
      zipSync({ 'one.txt': bytes('one'.repeat(50)), 'two.txt': bytes('two') }),
    );
    async function contents(): Promise<string[] | undefined> {
      try {
        return await withFiles(path, async (source) => {
          const texts = source.files.map(async (file) =>
            new TextDecoder().decode(await source.read(file)),
          );
          return Promise.all(texts);
        });
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain('\n');
        return undefined;
      }
    }
    const right = ['one'.repeat(50), 'two'];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(archive.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const damaged = Buffer.from(archive);
          damaged[at]! ^= change;
          fs.writeFileSync(path, damaged);
          for (const text of (await contents()) ?? []) expect(right).toContain(text);
          fs.writeFileSync(path, archive.subarray(0, at));
          expect(await contents()).toBeUndefined();
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('what is not there, and what is no archive, are user errors', async () => {
  const folder = temporaryFolder();
  await expect(openFiles(join(folder, 'none'))).rejects.toThrow(
    /there is no file or folder .*none/,
  );
  writeFiles(folder, { 'a.rar': 'Rar!' });
  await expect(openFiles(join(folder, 'a.rar'))).rejects.toThrow('is no zip archive');
});

test('names are ordered totally, numbers by their value', () => {
  expect(['b10', 'b9', 'B9', 'a'].sort(compareNames)).toEqual(['a', 'b9', 'B9', 'b10']);
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0);
      expect(compareNames(a, b) === 0).toBe(a === b);
    }),
  );
});
