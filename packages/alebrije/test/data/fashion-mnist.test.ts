import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DownloadProgress } from '../../src/data/download.ts';
import {
  downloadFashionMnist,
  fashionMnistFolders,
  loadFashionMnist,
  loadFashionMnistSubset,
  resolveFashionMnist,
} from '../../src/data/fashion-mnist.ts';
import { FASHION_MNIST_CLASSES } from '../../src/data/fashion-mnist-classes.ts';
import { encodeIdx } from '../../src/data/idx.ts';
import type { IdxFiles } from '../../src/data/idx-dataset.ts';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';

/** A tiny dataset in the layout of the real one: 3 training and 2 test images of 2 x 2. */
const contents = new Map<string, Uint8Array>();
const files: IdxFiles = {
  train: makePart('train', 3),
  test: makePart('t10k', 2),
};

function makePart(prefix: string, count: number) {
  const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => 10 * count + i);
  const labels = Uint8Array.from({ length: count }, (_, i) => i);
  return {
    images: makeFile(`${prefix}-images-idx3-ubyte`, { shape: [count, 2, 2], data: pixels }),
    labels: makeFile(`${prefix}-labels-idx1-ubyte`, { shape: [count], data: labels }),
  };
}

function makeFile(name: string, tensor: Omit<HostTensor, 'dtype'>) {
  const bytes = encodeIdx({ dtype: 'uint8', ...tensor });
  contents.set(name, bytes);
  return { name, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const names = [...contents.keys()];
let folder: string;

async function fill(target: string, compressed = true): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const [name, bytes] of contents) {
    if (compressed) await writeFile(join(target, `${name}.gz`), gzipSync(bytes));
    else await writeFile(join(target, name), bytes);
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fashion-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('the folders', () => {
  const home = join(homedir(), '.cache', 'alebrije', 'fashion-mnist');
  const debian = '/usr/share/datasets/fashion-mnist';

  test('are the cache of the environment, that of the home folder, and the Debian package', () => {
    expect(fashionMnistFolders({})).toEqual([home, debian]);
    const other = join(folder, 'fashion-mnist');
    expect(fashionMnistFolders({ ALEBRIJE_CACHE: folder })).toEqual([other, home, debian]);
  });

  test.each([true, false])('the first that is complete is read (compressed: %s)', async (gz) => {
    const [empty, partial, complete] = ['a', 'b', 'c'].map((name) => join(folder, name));
    await fill(partial!);
    await rm(join(partial!, `${names[1]}.gz`));
    await fill(complete!, gz);
    const dataset = await loadFashionMnist([empty!, partial!, complete!], files);
    expect(dataset.source).toContain(complete);
    expect(dataset.train.values.shape).toEqual([3, 1, 2, 2]);
    expect([...dataset.train.values.data]).toEqual([...contents.get(names[0]!)!.subarray(16)]);
    expect(dataset.test.labels).toEqual(Int32Array.of(0, 1));
    expect(dataset.classNames).toEqual(FASHION_MNIST_CLASSES.en);
  });

  test('nowhere: the error says where it was searched, what is lacking and what to do', async () => {
    vi.stubEnv('ALEBRIJE_CACHE', '');
    const partial = join(folder, 'partial');
    await fill(partial);
    await rm(join(partial, `${names[3]}.gz`));
    const attempt = loadFashionMnist([join(folder, 'none'), partial], files);
    await expect(attempt).rejects.toThrow(UserError);
    const message = await attempt.then(String, (error: Error) => error.message);
    for (const part of [
      '$ALEBRIJE_CACHE (not set)',
      join(folder, 'none'),
      `${partial} (lacks ${names[3]})`,
      'alebrije datasets import fashion-mnist',
      'apt install dataset-fashion-mnist',
      'fashion-mnist-subset',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('\n');
  });

  test.each(names)('a damaged or exchanged %s is an error, not passed over', async (name) => {
    const damaged = join(folder, 'damaged');
    const good = join(folder, 'good');
    await fill(good);
    await fill(damaged);
    const path = join(damaged, `${name}.gz`);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 3));
    await expect(loadFashionMnist([damaged, good], files)).rejects.toThrow(`${path} is damaged`);
    const changed = Uint8Array.from(contents.get(name)!);
    changed[changed.length - 1]! ^= 1;
    await writeFile(path, gzipSync(changed));
    await expect(loadFashionMnist([damaged, good], files)).rejects.toThrow('checksum is wrong');
    await expect(loadFashionMnist([damaged, good], files)).rejects.toThrow(UserError);
  });
});

describe('the subset', () => {
  test('has 1,000 training and 200 test images of each class', async () => {
    const { train, test: held, name, classNames } = await loadFashionMnistSubset();
    expect(name).toBe('fashion-mnist-subset');
    expect(train.values.shape).toEqual([10_000, 1, 28, 28]);
    expect(held.values.shape).toEqual([2_000, 1, 28, 28]);
    const count = (labels: Int32Array) =>
      classNames!.map((_, label) => labels.filter((other) => other === label).length);
    expect(count(train.labels!)).toEqual(new Array(10).fill(1000));
    expect(count(held.labels!)).toEqual(new Array(10).fill(200));
  });

  test('is taken where the full set is not wanted or not there', async () => {
    const nowhere = { preferFull: true, folders: [join(folder, 'none')] };
    expect((await resolveFashionMnist(nowhere)).name).toBe('fashion-mnist-subset');
    const unwanted = await resolveFashionMnist({ preferFull: false });
    expect(unwanted.name).toBe('fashion-mnist-subset');
  });

  test('is not a way around a damaged full set', async () => {
    await fill(folder);
    const attempt = resolveFashionMnist({ preferFull: true, folders: [folder] });
    await expect(attempt).rejects.toThrow('checksum is wrong');
  });
});

describe('the full set', () => {
  const found = loadFashionMnist().catch((error: Error) => error);

  test('where it is installed, begins with the subset', async ({ skip }) => {
    const full = await found;
    if (full instanceof Error) {
      expect(full).toBeInstanceOf(UserError);
      return skip(full.message);
    }
    expect(full.train.values.shape).toEqual([60_000, 1, 28, 28]);
    expect(full.test.values.shape).toEqual([10_000, 1, 28, 28]);
    // Mean pixel of the training set, as often published for normalisation: 0.2860.
    let sum = 0;
    for (const pixel of full.train.values.data) sum += pixel;
    expect(sum / full.train.values.data.length / 255).toBeCloseTo(0.286, 4);
    const subset = await loadFashionMnistSubset();
    const compared = 9000 * 784;
    const same = Buffer.compare(
      subset.train.values.data.subarray(0, compared) as Uint8Array,
      full.train.values.data.subarray(0, compared) as Uint8Array,
    );
    expect(same).toBe(0);
    expect((await resolveFashionMnist({ preferFull: true })).name).toBe('fashion-mnist');
  });
});

describe('the download', () => {
  let server: Server;
  let baseUrl: string;
  let requests: string[];
  let answer: RequestListener;

  beforeEach(async () => {
    requests = [];
    answer = (request, response) => {
      const bytes = contents.get(request.url!.slice(1, -'.gz'.length));
      response.end(bytes && gzipSync(bytes));
    };
    server = createServer((request, response) => {
      requests.push(request.url!);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const download = (more: Parameters<typeof downloadFashionMnist>[0] = {}) =>
    downloadFashionMnist({ folder: join(folder, 'cache'), baseUrl, files, ...more });

  /** Everything in the cache folder. */
  const left = () => readdir(join(folder, 'cache'));

  test('fills the folder with what can be loaded, and reports progress', async () => {
    const progress: DownloadProgress[] = [];
    const target = await download({ onProgress: (step) => progress.push(step) });
    expect((await loadFashionMnist([target], files)).train.labels).toEqual(Int32Array.of(0, 1, 2));
    expect((await left()).sort()).toEqual(names.map((name) => `${name}.gz`).sort());
    expect(progress.at(-1)).toMatchObject({ url: `${baseUrl}/${names[3]}.gz` });
    expect(progress.at(-1)!.receivedBytes).toBe(progress.at(-1)!.totalBytes);
  });

  test('by default goes to the cache folder', async () => {
    vi.stubEnv('ALEBRIJE_CACHE', folder);
    const target = await downloadFashionMnist({ baseUrl, files });
    expect(target).toBe(join(folder, 'fashion-mnist'));
    expect(fashionMnistFolders()[0]).toBe(target);
  });

  test('keeps what is right and replaces what is damaged', async () => {
    await fill(join(folder, 'cache'));
    await writeFile(join(folder, 'cache', `${names[2]}.gz`), 'rubbish');
    const target = await download();
    expect(requests).toEqual([`/${names[2]}.gz`]);
    const bytes = gunzipSync(await readFile(join(target, `${names[2]}.gz`)));
    expect([...bytes]).toEqual([...contents.get(names[2]!)!]);
  });

  test.each<[string, RequestListener, string]>([
    ['not found', (_, response) => void response.writeHead(404).end('no'), 'answers 404'],
    ['a page instead of the file', (_, response) => void response.end('<html>'), 'no IDX file'],
    [
      'other contents',
      (_, response) => void response.end(gzipSync(contents.get(names[2]!)!)),
      'checksum is wrong',
    ],
    [
      'half a file',
      (_, response) => void response.end(gzipSync(contents.get(names[0]!)!).subarray(0, 30)),
      'is damaged',
    ],
    [
      'a broken connection',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('abc', () => response.destroy());
      },
      'could not be downloaded',
    ],
  ])('%s: a user error that names the file, and nothing is left', async (_, listener, message) => {
    answer = listener;
    const attempt = download();
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toThrow(`${baseUrl}/${names[0]}.gz`);
    expect(await left()).toEqual([]);
  });

  test('no server: the reason is named', async () => {
    // Port 9 (discard) of this machine; fetch refuses or fails to connect.
    const attempt = download({ baseUrl: 'http://127.0.0.1:9' });
    await expect(attempt).rejects.toThrow(/could not be downloaded to .*: \S/);
    await expect(attempt).rejects.toThrow(UserError);
  });

  test('an aborted download leaves nothing and rejects with the reason', async () => {
    const controller = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('abc', () => controller.abort(new Error('stopped')));
    };
    await expect(download({ signal: controller.signal })).rejects.toThrow('stopped');
    expect(await left()).toEqual([]);
  });

  test('a folder that cannot be written is a user error', async () => {
    await writeFile(join(folder, 'cache'), 'a file');
    await expect(download()).rejects.toThrow(UserError);
  });
});

test('class names: ten of each language, all different', () => {
  for (const classNames of Object.values(FASHION_MNIST_CLASSES)) {
    expect(new Set(classNames).size).toBe(10);
  }
});
