/**
 * How soon the studio shows something in a real Chromium that has nothing of it in its cache: the first content,
 * and the page's heading; beside them a bare document, which costs what the machine and the browser cost.
 * `node bench/dist/bench/studio-paint.js <folder of runs>` after `npm run build` and `tsc -p bench/tsconfig.json`;
 * writes bench/results/studio-paint.json.
 */

import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../packages/alebrije/test/browser/chromium.ts';
import { startStudioProcess } from '../packages/alebrije/test/studio/studio-process.ts';
import { root } from './child.ts';
import { describeMachine, rounded, spread } from './result.ts';

/** The first is left out: the server and the browser have just started. */
const LOADS = 12;

interface Load {
  readonly paintMs: number;
  readonly headingMs: number;
  /** Of all scripts until the heading, as they were sent. */
  readonly scriptBytes: number;
}

/** Runs in the page. */
const MEASURE = `new Promise((resolve) => {
  const look = () => {
    const heading = document.querySelector('h1');
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    if (!heading || !paint) return requestAnimationFrame(look);
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    resolve({
      paintMs: paint.startTime,
      headingMs: performance.now(),
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    });
  };
  look();
})`;

const [runs] = process.argv.slice(2);
if (runs === undefined) throw new Error('give a folder of runs');
if (!chromiumPath) throw new Error('there is no Chromium here; CHROMIUM_PATH can name one');
const machine = describeMachine();
const studio = await startStudioProcess(path.resolve(runs));
const bare = http.createServer((_, response) => {
  response.setHeader('Content-Type', 'text/html');
  response.end('<!doctype html><title>bare</title><h1>Bare</h1>');
});
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });

async function load(address: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'commit' });
    return await page.evaluate<Load>(MEASURE);
  } finally {
    await context.close();
  }
}

/** In turn, so that what else the machine does meets all alike. */
async function measure(addresses: Readonly<Record<string, string>>) {
  const loads = new Map(Object.keys(addresses).map((name) => [name, [] as Load[]]));
  for (let round = 0; round < LOADS; round++) {
    for (const [name, address] of Object.entries(addresses)) {
      const seen = await load(address);
      if (round > 0) loads.get(name)!.push(seen);
    }
  }
  return Object.fromEntries(
    [...loads].map(([name, all]) => [
      name,
      {
        firstPaintMs: spread(all.map(({ paintMs }) => paintMs)),
        headingMs: spread(all.map(({ headingMs }) => headingMs)),
        scriptKilobytes: rounded(all[0]!.scriptBytes / 1000),
      },
    ]),
  );
}

try {
  const pages = await measure({
    bare: `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`,
    runs: studio.address,
    newRun: new URL('/new', studio.address).href,
    lab: new URL('/lab', studio.address).href,
    data: new URL('/data', studio.address).href,
  });
  const result = { machine, browser: browser.version(), loads: LOADS - 1, pages };
  const file = path.join(root, 'bench/results/studio-paint.json');
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(pages, null, 2));
} finally {
  await browser.close();
  studio.close();
  bare.close();
}
