/**
 * The latent explorer in a real Chromium, on a run whose codes have two numbers: how long a decode takes
 * while the code is dragged, and how many frames a second the map has with 60,000 points while it is moved.
 * `node bench/dist/bench/studio-latent.js runs/<name>` after `npm run build` and `tsc -p bench/tsconfig.json`;
 * writes bench/results/studio-latent.json.
 */

import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { EncodedArray } from '../packages/alebrije/src/server/contract/arrays.ts';
import type { EncodedCodes } from '../packages/alebrije/src/server/contract/uses.ts';
import { drawNormal, key } from '../packages/alebrije/src/tensor/key.ts';
import { chromiumPath } from '../packages/alebrije/test/browser/chromium.ts';
import { startStudioProcess } from '../packages/alebrije/test/studio/studio-process.ts';
import { root } from './child.ts';
import { describeMachine, median, rounded, spread } from './result.ts';

const POINTS = 60_000;
const CLASSES = 10;
/** Of the pointer, one a frame. */
const MOVES = 80;
/** The first ones are left out: they come with what is loaded and compiled. */
const WARM_UP = 20;
const PATIENCE_MS = 300_000;

interface Drag {
  /** Between one frame and the next. */
  readonly frameMs: readonly number[];
  /** Of each picture, in the worker that decodes. */
  readonly decodeMs: readonly number[];
  /** From the newest move of the pointer to the picture of where it was. */
  readonly pictureMs: readonly number[];
}

/** Runs in the page: the frames, moves and pictures from now on. */
const WATCH = `(() => {
  const seen = { frames: [], moves: [], pictures: [] };
  globalThis.seen = seen;
  const frame = (now) => {
    seen.frames.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  document.addEventListener('decoded', ({ detail }) => {
    seen.pictures.push({ at: performance.now(), milliseconds: detail.milliseconds });
  });
})()`;

/** Runs in the page: the pressed mouse moves along a figure of eight, once a frame. */
const MOVE = `new Promise((resolve) => {
  const surface = document.querySelector('[data-tool]');
  const box = surface.getBoundingClientRect();
  let moves = 0;
  const step = () => {
    if (moves === ${MOVES}) return resolve();
    moves += 1;
    const turn = moves / 24;
    seen.moves.push(performance.now());
    surface.dispatchEvent(new PointerEvent('pointermove', {
      ...{ bubbles: true, pointerId: 1, pointerType: 'mouse', buttons: 1, isPrimary: true },
      clientX: box.left + box.width * (0.5 + 0.3 * Math.sin(turn)),
      clientY: box.top + box.height * (0.5 + 0.3 * Math.sin(2 * turn)),
    }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

interface Seen {
  readonly frames: readonly number[];
  readonly moves: readonly number[];
  readonly pictures: readonly { readonly at: number; readonly milliseconds: number }[];
}

async function drag(page: Page): Promise<Drag> {
  const surface = page.locator('[data-tool]');
  await surface.scrollIntoViewIfNeeded();
  const box = (await surface.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.evaluate(WATCH);
  await page.evaluate(MOVE);
  const { frames, moves, pictures } = await page.evaluate<Seen>('seen');
  await page.mouse.up();
  const later = <T>(values: readonly T[]) => values.slice(WARM_UP);
  return {
    frameMs: later(frames.slice(1).map((at, place) => at - frames[place]!)),
    decodeMs: later(pictures.map(({ milliseconds }) => milliseconds)),
    pictureMs: later(
      pictures.map(({ at }) => at - (moves.findLast((moved) => moved < at) ?? Number.NaN)),
    ),
  };
}

const encoded = (shape: readonly number[], values: Float32Array): EncodedArray => ({
  dtype: 'float32',
  shape: [...shape],
  values: Buffer.from(values.buffer).toString('base64'),
});

/** As the server would give them of a run of so many examples. */
function manyCodes(): EncodedCodes {
  return {
    ...{ split: 'test', count: POINTS, codeSize: 2, mean: [0, 0], deviation: [1, 1] },
    codes: encoded([POINTS, 2], drawNormal(key(1), 2 * POINTS)),
    labels: Array.from({ length: POINTS }, (_, index) => index % CLASSES),
    classNames: Array.from({ length: CLASSES }, (_, label) => `class ${label}`),
  };
}

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error('give the folder of a run whose codes have two numbers');
if (!chromiumPath) throw new Error('there is no Chromium here; CHROMIUM_PATH can name one');
const machine = describeMachine();
const studio = await startStudioProcess(path.dirname(path.resolve(run)));
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox'],
  timeout: PATIENCE_MS,
});

async function openExplorer(codes?: EncodedCodes): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(PATIENCE_MS);
  if (codes) await page.route('**/api/runs/*/encode', (route) => route.fulfill({ json: codes }));
  await page.goto(new URL(`/runs/${path.basename(run!)}/latent`, studio.address).href);
  await page.getByText(/^Decoded here in/).waitFor();
  await page.getByRole('region', { name: 'Map of codes' }).waitFor();
  // The images under the points are decoded as well, and would take turns with the drag.
  await page.getByRole('switch', { name: 'Decoded images' }).uncheck({ force: true });
  return page;
}

/** Runs in the page: what draws. */
const RENDERER = `(() => {
  const context = document.createElement('canvas').getContext('webgl2');
  const names = context?.getExtension('WEBGL_debug_renderer_info');
  return names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'none';
})()`;

async function measure() {
  const explorer = await openExplorer();
  const dragged = await drag(explorer);
  const renderer = await explorer.evaluate<string>(RENDERER);
  await explorer.close();
  const full = await openExplorer(manyCodes());
  await full.getByText('Move', { exact: true }).click();
  const moved = await drag(full);
  return {
    machine,
    browser: browser.version(),
    renderer,
    isSoftware: /swiftshader|llvmpipe|software/i.test(renderer),
    viewport: '1280x800',
    dragging: {
      pictures: dragged.decodeMs.length,
      decodeMs: spread(dragged.decodeMs),
      moveToPictureMs: spread(dragged.pictureMs),
    },
    moving: {
      points: POINTS,
      frames: moved.frameMs.length,
      frameMs: spread(moved.frameMs),
      framesPerSecond: rounded(1000 / median(moved.frameMs)),
    },
  };
}

const result = await measure().finally(async () => {
  await browser.close();
  studio.close();
});
const file = path.join(root, 'bench/results/studio-latent.json');
fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
