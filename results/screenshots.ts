/**
 * `npm run screenshots`: pictures of the studio's pages over the runs of `npm run results`, in light and dark,
 * for docs/studio.md. It needs Chromium, and those of its runs that it names.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../packages/alebrije/test/browser/chromium.ts';
import { startStudioProcess } from '../packages/alebrije/test/studio/studio-process.ts';
import { writeSmallPicture } from './small-picture.ts';
import { fullWorkplace, root } from './workplace.ts';

const SCHEMES = ['light', 'dark'] as const;
const SIZE = { width: 1280, height: 800 };
/** The machine may be busy. */
const PATIENCE_MS = 180_000;

interface Shot {
  /** Of the file. */
  readonly name: string;
  readonly address: string;
  /** What to do before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function trainLab(page: Page): Promise<void> {
  await button(page, 'Train').click();
  await page.locator('[data-model=diffusion] [data-step]').waitFor();
  for (let steps = 0; steps < 600; ) {
    await page.waitForTimeout(1000);
    steps = Number(
      await page.locator('[data-model=diffusion] [data-step]').getAttribute('data-step'),
    );
  }
  await button(page, 'Pause').click();
}

async function generate(page: Page): Promise<void> {
  await button(page, 'Generate').click();
  await page
    .getByRole('textbox', { name: 'Link to these images' })
    .waitFor({ timeout: PATIENCE_MS });
}

/** The examples come one dataset after the other. */
async function showDatasets(page: Page): Promise<void> {
  await page.locator('main canvas').nth(30).waitFor();
}

const SHOTS: readonly Shot[] = [
  { name: 'runs', address: '/' },
  { name: 'recipes', address: '/new' },
  { name: 'new-run', address: '/new/ddpm' },
  { name: 'training', address: '/runs/conditional-ddpm-1' },
  { name: 'latent', address: '/runs/conv-vae-1/latent' },
  { name: 'generate', address: '/runs/conditional-ddpm-1/generate', prepare: generate },
  { name: 'report', address: '/runs/swiss-roll-ddpm-1/report' },
  { name: 'settings', address: '/runs/ddpm-1/settings' },
  { name: 'compare', address: '/compare?run=conditional-ddpm-1&run=ddpm-1' },
  { name: 'data', address: '/data', prepare: showDatasets },
  { name: 'dataset', address: '/data/fashion-mnist' },
  { name: 'lab', address: '/lab', prepare: trainLab },
];

/** Nothing on its way: no sign of loading, and every picture is there. Read again and again from outside. */
const IS_SETTLED = `!document.querySelector('.mantine-Loader-root, .mantine-Skeleton-root')
  && document.querySelector('main')?.textContent.trim().length > 0
  && [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)`;

async function settle(page: Page): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (let calm = 0; calm < 4; ) {
    if (performance.now() > end) throw new Error(`${page.url()} is still loading`);
    await page.waitForTimeout(500);
    calm = (await page.evaluate<boolean>(IS_SETTLED)) ? calm + 1 : 0;
  }
}

async function take(
  browser: Browser,
  address: string,
  { name, address: at, prepare }: Shot,
  scheme: (typeof SCHEMES)[number],
): Promise<Buffer> {
  const context = await browser.newContext({
    viewport: SIZE,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(new URL(at, address).href);
  await settle(page);
  await prepare?.(page);
  await settle(page);
  const picture = await page.screenshot();
  await context.close();
  process.stderr.write(`${name}, ${scheme}\n`);
  return picture;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, into: { type: 'string' }, only: { type: 'string' } },
  });
  if (!chromiumPath) throw new Error('there is no Chromium; CHROMIUM_PATH can name one');
  const runs = path.resolve(values.runs ?? fullWorkplace('').runs);
  const into = path.resolve(values.into ?? path.join(root, 'docs/pictures/studio'));
  const only = values.only?.split(',');
  fs.mkdirSync(into, { recursive: true });
  const passing = fs.mkdtempSync(path.join(os.tmpdir(), 'alebrije-screenshots-'));
  const studio = await startStudioProcess(runs);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  try {
    for (const shot of SHOTS.filter(({ name }) => only?.includes(name) ?? true)) {
      for (const scheme of SCHEMES) {
        const file = path.join(passing, `${shot.name}-${scheme}.png`);
        fs.writeFileSync(file, await take(browser, studio.address, shot, scheme));
        await writeSmallPicture(file, into);
      }
    }
  } finally {
    await browser.close();
    studio.close();
    fs.rmSync(passing, { recursive: true });
  }
}

await main();
