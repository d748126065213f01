/** Hundreds of hostile requests: each is refused with a clear status, and nothing changes on the disk. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { folderTree } from './folder-tree.ts';
import { hostileArchives } from './hostile/archives.ts';
import { hostileBodies } from './hostile/bodies.ts';
import { hostileHeaders } from './hostile/headers.ts';
import type { HostileRequest } from './hostile/hostile-request.ts';
import { hostileTargets } from './hostile/targets.ts';
import { rawRequest, sendRaw } from './raw-request.ts';
import { type TestStudio, testFolder, testStudio } from './studio-client.ts';
import { trainInto } from './trained-runs.ts';

const SECRET = 'what nobody may see';

/** Holds everything that a request could reach: the runs, the cache, the page, and what lies beside them. */
const world = testFolder();
const runs = join(world, 'runs');
let studio: TestStudio;

function writeIn(path: string, text: string | Uint8Array = SECRET): void {
  const full = join(world, path);
  fs.mkdirSync(join(full, '..'), { recursive: true });
  fs.writeFileSync(full, text);
}

beforeAll(async () => {
  vi.stubEnv('ALEBRIJE_CACHE', join(world, 'cache'));
  fs.mkdirSync(join(world, 'cache', 'uploads'), { recursive: true });
  const name = await trainInto(runs, 'swiss-roll-ae');
  fs.renameSync(join(runs, name), join(runs, 'run-1'));
  for (const secret of ['secret.txt', 'secret.csv', '.env', 'runs/secret.txt', 'runs/.hidden']) {
    writeIn(secret);
  }
  writeIn('page/index.html', '<!doctype html><title>studio</title>');
  writeIn('page/assets/app-1234.js', 'export {};');
  writeIn('page/assets/app-1234.js.gz', gzipSync('export {}; // compressed'));
  writeIn('page/assets/.hidden.js');
  fs.cpSync(join(runs, 'run-1'), join(world, 'outside'), { recursive: true });
  writeIn('outside/secret.txt');
  const run = join(runs, 'run-1');
  for (const hidden of ['.hidden', '.git/config', 'samples/.hidden.png']) {
    writeIn(join('runs/run-1', hidden));
  }
  fs.symlinkSync(join(world, 'secret.txt'), join(run, 'link-out'));
  fs.symlinkSync(world, join(run, 'link-up'));
  fs.symlinkSync(join(world, 'secret.txt'), join(run, 'samples', 'link.png'));
  fs.symlinkSync('.hidden', join(run, 'link-hidden'));
  fs.symlinkSync(join(world, 'secret.txt'), join(world, 'page', 'assets', 'link.js'));
  fs.symlinkSync(join(world, 'secret.txt'), join(world, 'page', 'assets', 'app-5678.js.gz'));
  writeIn('page/assets/app-5678.js', 'export {};');
  fs.symlinkSync(join(world, 'outside'), join(runs, 'linked'));
  fs.mkdirSync(join(runs, '.trash'));
  fs.symlinkSync(join(world, 'outside'), join(runs, '.trash', 'linked~1700000000001'));
  execFileSync('mkfifo', [join(run, 'pipe')]);
  studio = await testStudio({ runs, page: join(world, 'page') });
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** Why the answer is not as it must be, or nothing. */
async function faultOf({ request, status, unparsed }: HostileRequest): Promise<string | undefined> {
  const answer = await sendRaw(studio.port, rawRequest(request));
  const says = answer.text.slice(0, 300);
  if (!status.includes(answer.status)) return `answered ${answer.status}, not ${status}: ${says}`;
  if (answer.text.includes(SECRET)) return 'gave a secret away';
  if (answer.text.includes(world)) return `gave a path away: ${says}`;
  if (unparsed) return undefined;
  if (!/^x-content-type-options: nosniff/im.test(answer.text)) return `lacks its headers: ${says}`;
  const message = /"error":\{"code":"[a-z-]+","message":"[^"]+/.test(answer.text);
  return message ? undefined : `does not say why: ${says}`;
}

const groups = {
  addresses: hostileTargets,
  headers: hostileHeaders,
  bodies: hostileBodies,
  archives: hostileArchives,
} as const;

describe('hostile requests', () => {
  test('are more than 200, each another', () => {
    const all = Object.values(groups).flatMap((make) => make({ port: 1 }));
    const texts = all.map(({ request }) => Buffer.from(rawRequest(request)).toString('latin1'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(400);
  });

  test.each(Object.entries(groups))(
    '%s: all are refused with a clear status, and nothing is written',
    async (_, make) => {
      const before = folderTree(world);
      const requests = make({ port: studio.port });
      const faults: string[] = [];
      for (const hostile of requests) {
        const fault = await faultOf(hostile);
        if (fault !== undefined) faults.push(`${hostile.what}: ${fault}`);
      }
      expect(faults).toEqual([]);
      expect(folderTree(world)).toEqual(before);
    },
  );

  test('leave the server as it was', async () => {
    const list = await studio.get('/api/runs');
    expect(list.status).toBe(200);
    expect(list.json<{ name: string }[]>().map(({ name }) => name)).toEqual(['run-1']);
    expect((await studio.post('/api/runs/run-1/capabilities')).status).toBe(200);
  });
});

describe('what is no harm is let in', () => {
  test('the page, from a link of another site too', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    for (const path of ['/', '/index.html', '/runs/run-1', '/compare?runs=a,b', '/lab']) {
      const page = await studio.get(path, link);
      expect(page.status, path).toBe(200);
      expect(page.text).toContain('<title>studio</title>');
      expect(page.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'content-security-policy': expect.stringContaining("script-src 'self' 'wasm-unsafe-eval'"),
        'cache-control': 'no-cache',
      });
    }
  });

  test('its parts, which never change', async () => {
    const part = await studio.get('/assets/app-1234.js');
    expect(part.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('its parts are sent compressed to those who take it', async () => {
    const ask = (path: string, encoding: string) =>
      fetch(`http://127.0.0.1:${studio.port}${path}`, { headers: { 'accept-encoding': encoding } });
    const compressed = await ask('/assets/app-1234.js', 'br, gzip');
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(compressed.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await compressed.text()).toBe('export {}; // compressed');
    const plain = await ask('/assets/app-1234.js', 'br');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toBe('accept-encoding');
    expect(await plain.text()).toBe('export {};');
    // The compressed form of this one is a link to a file outside.
    const linked = await ask('/assets/app-5678.js', 'gzip');
    expect(await linked.text()).toBe('export {};');
  });

  test('this machine by its other names, through a tunnel with another port', async () => {
    for (const host of ['localhost', 'localhost:8080', '[::1]:9', `127.0.0.1:${studio.port}`]) {
      expect((await studio.get('/api/runs', { host })).status, host).toBe(200);
      const started = await studio.post('/api/runs', {}, { host, origin: `http://${host}` });
      expect(started.json().error.code).toBe('bad-request');
    }
  });

  test('a page that is not built is told', async () => {
    const bare = await testStudio({ runs, page: join(world, 'no-page') });
    const answer = await bare.get('/');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('npm run build');
  });
});
