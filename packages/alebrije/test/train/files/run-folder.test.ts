import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { processStart } from '../../../src/train/files/process-alive.ts';
import { createRun, listRuns, openRun, resumeRun } from '../../../src/train/files/run-folder.ts';
import { acquireRunLock } from '../../../src/train/files/run-lock.ts';
import { systemError, temporaryFolder, thrownBy } from './temporary-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const config = { recipe: 'conv-vae', seed: 7, settings: { optimizer: { rate: 0.001 }, epochs: 3 } };

function expectUserError(call: () => unknown, message: string | RegExp): void {
  const error = thrownBy(call);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain('\n');
}

describe('createRun', () => {
  test('makes the folders and a config.json that openRun reads back', () => {
    const runsFolder = join(temporaryFolder(), 'deep', 'runs');
    const run = createRun({ config, runsFolder });
    expect(run.name).toBe('conv-vae-1');
    expect(run.path).toBe(join(runsFolder, 'conv-vae-1'));
    for (const folder of [run.checkpoints, run.samples, run.model]) {
      expect(fs.statSync(folder).isDirectory()).toBe(true);
    }
    const { lock, ...rest } = run;
    expect(openRun(run.path)).toEqual(rest);
    expect(openRun(run.path).config).toEqual({ format: 1, ...config });
    lock.release();
    expect(fs.readdirSync(run.path).sort()).toEqual([
      'checkpoints',
      'config.json',
      'model',
      'samples',
    ]);
  });

  test('numbers runs of one recipe upwards and does not fill gaps', () => {
    const runsFolder = temporaryFolder();
    const names = () => createRun({ config, runsFolder }).name;
    expect([names(), names()]).toEqual(['conv-vae-1', 'conv-vae-2']);
    fs.rmSync(join(runsFolder, 'conv-vae-1'), { recursive: true });
    fs.mkdirSync(join(runsFolder, 'conv-vae-9'));
    fs.mkdirSync(join(runsFolder, 'conv-vae-big-77'));
    expect(names()).toBe('conv-vae-10');
    expect(createRun({ config: { ...config, recipe: 'conv' }, runsFolder }).name).toBe('conv-1');
  });

  test('takes the next number when another process is faster', () => {
    const runsFolder = temporaryFolder();
    fs.mkdirSync(join(runsFolder, 'conv-vae-1'));
    vi.spyOn(fs, 'readdirSync').mockImplementationOnce(() => []);
    expect(createRun({ config, runsFolder }).name).toBe('conv-vae-2');
  });

  test('takes an out folder that is missing or empty', () => {
    const folder = temporaryFolder();
    expect(createRun({ config, runsFolder: 'unused', out: folder }).path).toBe(folder);
    const out = join(folder, 'samples', 'new');
    expect(createRun({ config, runsFolder: 'unused', out }).name).toBe('new');
  });

  test('refuses an out folder with a run, with anything else, or that is a file', () => {
    const folder = temporaryFolder();
    const out = join(folder, 'run');
    createRun({ config, runsFolder: 'unused', out }).lock.release();
    expectUserError(() => createRun({ config, runsFolder: 'unused', out }), /already holds a run/);
    expectUserError(() => createRun({ config, runsFolder: 'unused', out: folder }), /not empty/);
    expect(fs.readdirSync(folder)).toEqual(['run']);
    const file = join(folder, 'file');
    fs.writeFileSync(file, '');
    expectUserError(() => createRun({ config, runsFolder: 'unused', out: file }), /file of this/);
  });

  test('refuses a recipe name that would leave the folder', () => {
    const bad = { ...config, recipe: '../x' };
    expectUserError(() => createRun({ config: bad, runsFolder: 'unused' }), /recipe name/);
  });

  test('gives the lock back and no damaged config when the disk is full', () => {
    const out = temporaryFolder();
    vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw systemError('ENOSPC');
    });
    expectUserError(() => createRun({ config, runsFolder: 'unused', out }), /disk is full/);
    expect(fs.readdirSync(out)).toEqual([]);
  });
});

describe('openRun and listRuns', () => {
  test('say what is wrong with a folder', () => {
    const folder = temporaryFolder();
    expectUserError(() => openRun(join(folder, 'missing')), /there is no run .*missing/);
    expectUserError(() => openRun(folder), /is not a run: it has no config\.json/);
    const damaged = (text: string) => {
      fs.writeFileSync(join(folder, 'config.json'), text);
      return () => openRun(folder);
    };
    expectUserError(damaged('{"format":1,\n"rec'), /config\.json is not valid JSON/);
    expectUserError(damaged('{"format":1,"recipe":"a","settings":{}}'), /is damaged \(seed\)/);
    expectUserError(damaged('{"format":2}'), /another version of Alebrije/);
    expectUserError(damaged('[]'), /is damaged/);
  });

  test('list runs in numeric order and damaged ones apart', () => {
    const runsFolder = temporaryFolder();
    for (let count = 0; count < 10; count += 1) createRun({ config, runsFolder });
    fs.writeFileSync(join(runsFolder, 'conv-vae-3', 'config.json'), '{');
    fs.mkdirSync(join(runsFolder, 'other'));
    fs.writeFileSync(join(runsFolder, 'notes.txt'), '');
    const { runs, problems } = listRuns(runsFolder);
    expect(runs.map((run) => run.name)).toEqual(
      [1, 2, 4, 5, 6, 7, 8, 9, 10].map((number) => `conv-vae-${number}`),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('conv-vae-3');
    expect(listRuns(join(runsFolder, 'missing'))).toEqual({ runs: [], problems: [] });
    expectUserError(() => listRuns(join(runsFolder, 'notes.txt')), /cannot read/);
  });

  test('resume brings back folders that a copy has lost', () => {
    const run = createRun({ config, runsFolder: temporaryFolder() });
    run.lock.release();
    fs.rmdirSync(run.samples);
    resumeRun(run.path).lock.release();
    expect(fs.existsSync(run.samples)).toBe(true);
  });
});

describe('lock', () => {
  const lockFile = (folder: string) => join(folder, 'run.lock');
  const writeOwner = (folder: string, owner: object) =>
    fs.writeFileSync(lockFile(folder), JSON.stringify(owner));
  const host = hostname();

  test('keeps a second training out, also in this process, until it is released', () => {
    const run = createRun({ config, runsFolder: temporaryFolder() });
    expectUserError(() => resumeRun(run.path), `in use by process ${process.pid}`);
    run.lock.release();
    const again = resumeRun(run.path);
    run.lock.release();
    expect(fs.existsSync(lockFile(run.path))).toBe(true);
    again.lock.release();
    expect(fs.existsSync(lockFile(run.path))).toBe(false);
  });

  test('of a living process holds; of the same process once killed, it is taken over', async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = child.pid!;
    writeOwner(folder, { pid, host, start: processStart(pid) });
    expectUserError(() => acquireRunLock(folder), `in use by process ${pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    acquireRunLock(folder).release();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('of a dead namesake of a living process', () => {
    const folder = temporaryFolder();
    writeOwner(folder, { pid: process.ppid, host, start: '1' });
    acquireRunLock(folder).release();
    writeOwner(folder, { pid: process.ppid, host, start: processStart(process.ppid) });
    expectUserError(() => acquireRunLock(folder), /in use/);
  });

  test('with our own number from before a restart is taken over', () => {
    const folder = temporaryFolder();
    writeOwner(folder, { pid: process.pid, host, start: processStart(process.pid) });
    acquireRunLock(folder).release();
  });

  test('of another machine holds, and the error says how to lift it', () => {
    const folder = temporaryFolder();
    writeOwner(folder, { pid: 1, host: 'elsewhere' });
    expectUserError(
      () => acquireRunLock(folder),
      /on elsewhere \(if that has ended, delete .*lock/,
    );
  });

  test('without contents holds only while it may still be being written', () => {
    const folder = temporaryFolder();
    fs.writeFileSync(lockFile(folder), '');
    expectUserError(() => acquireRunLock(folder), /in use by another process/);
    fs.utimesSync(lockFile(folder), 0, 0);
    acquireRunLock(folder).release();
  });

  test('that another process takes over meanwhile is given back to it', () => {
    const folder = temporaryFolder();
    const pid = spawnSync(process.execPath, ['-e', '']).pid;
    writeOwner(folder, { pid, host });
    const { renameSync } = fs;
    vi.spyOn(fs, 'renameSync').mockImplementationOnce((from, to) => {
      writeOwner(folder, { pid: process.ppid, host });
      renameSync(from, to);
    });
    expectUserError(() => acquireRunLock(folder), `in use by process ${process.ppid}`);
    expect(fs.readdirSync(folder)).toEqual([basename(lockFile(folder))]);
  });
});
