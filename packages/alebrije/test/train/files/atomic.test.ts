import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { openAppendFile } from '../../../src/train/files/append.ts';
import { writeFileAtomic } from '../../../src/train/files/atomic.ts';
import { systemError, temporaryFolder, thrownBy } from './temporary-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The number of a process that has lived and is dead. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('writes bytes and text, replaces, and leaves nothing else behind', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.txt');
  writeFileAtomic(path, 'größe');
  expect(fs.readFileSync(path, 'utf8')).toBe('größe');
  writeFileAtomic(path, Uint8Array.of(1, 2, 3));
  expect([...fs.readFileSync(path)]).toEqual([1, 2, 3]);
  expect(fs.readdirSync(folder)).toEqual(['a.txt']);
});

test('syncs the file before the rename and the folder after it', () => {
  const folder = temporaryFolder();
  const calls: string[] = [];
  const { fsyncSync, renameSync } = fs;
  vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
    calls.push(fs.fstatSync(file).isDirectory() ? 'sync folder' : 'sync file');
    fsyncSync(file);
  });
  vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    calls.push('rename');
    renameSync(from, to);
  });
  writeFileAtomic(join(folder, 'a'), 'x');
  expect(calls).toEqual(['sync file', 'rename', 'sync folder']);
});

test('goes on where a call of write took only some of the bytes', () => {
  const path = join(temporaryFolder(), 'a');
  const { writeSync } = fs;
  const write = vi.spyOn(fs, 'writeSync') as unknown as { mockImplementation(f: unknown): void };
  write.mockImplementation((file: number, bytes: Uint8Array, offset: number, length: number) =>
    writeSync(file, bytes, offset, Math.min(length, 2)),
  );
  writeFileAtomic(path, 'abcdefg');
  expect(fs.readFileSync(path, 'utf8')).toBe('abcdefg');
});

describe('failure', () => {
  test.each([
    ['writeSync', 'ENOSPC', 'the disk is full'],
    ['fsyncSync', 'ENOSPC', 'the disk is full'],
    ['fsyncSync', 'EIO', 'the disk reports a fault'],
    ['openSync', 'EACCES', 'permission is denied'],
    ['openSync', 'EROFS', 'the file system is read-only'],
    ['renameSync', 'EACCES', 'permission is denied'],
  ] as const)('%s with %s keeps the old file and leaves no temporary one', (call, code, cause) => {
    const folder = temporaryFolder();
    const path = join(folder, 'a');
    writeFileAtomic(path, 'old');
    vi.spyOn(fs, call).mockImplementation(() => {
      throw systemError(code);
    });
    const error = thrownBy(() => writeFileAtomic(path, 'new'));
    vi.restoreAllMocks();
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(`cannot write ${path}: ${cause}`);
    expect((error as Error).message).not.toContain('\n');
    expect(fs.readdirSync(folder)).toEqual(['a']);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });

  test('a path through a file, into a missing folder, or onto a folder is a UserError', () => {
    const folder = temporaryFolder();
    fs.writeFileSync(join(folder, 'file'), '');
    fs.mkdirSync(join(folder, 'folder', 'inner'), { recursive: true });
    for (const path of [join('file', 'a'), join('missing', 'a'), 'folder']) {
      expect(thrownBy(() => writeFileAtomic(join(folder, path), 'x'))).toBeInstanceOf(UserError);
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['file', 'folder']);
  });

  test('an error that no user causes is passed on as it is', () => {
    const bug = new TypeError('bug');
    vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw bug;
    });
    expect(thrownBy(() => writeFileAtomic(join(temporaryFolder(), 'a'), 'x'))).toBe(bug);
  });

  test.runIf(fs.existsSync('/dev/full'))('a full disk, for real, is a UserError', () => {
    const file = openAppendFile('/dev/full');
    expect(thrownBy(() => file.append(Uint8Array.of(1)))).toBeInstanceOf(UserError);
    file.close();
  });
});

test('an appended record that does not fit is taken back as a whole', () => {
  const path = join(temporaryFolder(), 'log');
  const file = openAppendFile(path);
  file.append(Buffer.from('first\n'));
  const { writeSync } = fs;
  const write = vi.spyOn(fs, 'writeSync') as unknown as { mockImplementation(f: unknown): void };
  let calls = 0;
  write.mockImplementation((handle: number, bytes: Uint8Array) => {
    calls += 1;
    if (calls > 1) throw systemError('ENOSPC');
    return writeSync(handle, bytes, 0, 3);
  });
  expect(thrownBy(() => file.append(Buffer.from('second\n')))).toBeInstanceOf(UserError);
  vi.restoreAllMocks();
  file.append(Buffer.from('third\n'));
  file.close();
  expect(calls).toBe(2);
  expect(fs.readFileSync(path, 'utf8')).toBe('first\nthird\n');
});

test('removes temporary files of killed processes for this name, and no others', () => {
  const folder = temporaryFolder();
  const dead = deadProcess();
  const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    const kept = [`.a.${living.pid}.tmp`, `.b.${dead}.tmp`, '.a.x.tmp', `.a.${dead}.tmp.txt`];
    const stale = [`.a.${dead}.tmp`, `.a.${process.pid}.tmp`];
    for (const name of [...kept, ...stale]) fs.writeFileSync(join(folder, name), 'half');
    writeFileAtomic(join(folder, 'a'), 'x');
    expect(fs.readdirSync(folder).sort()).toEqual(['a', ...kept].sort());
  } finally {
    living.kill('SIGKILL');
  }
});
