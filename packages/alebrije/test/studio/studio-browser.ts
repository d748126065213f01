/** The built page in a real Chromium, served by a real studio; what it says in its console fails the test. */

import fs from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { chromiumPath, repositoryRoot } from '../browser/chromium.ts';
import type { TestStudio } from '../server/studio-client.ts';

/** The machine may be busy with trainings: what takes longer than this does not come. */
export const PATIENCE_MS = 180_000;

export const SIZES = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

export interface PageOptions {
  readonly language?: 'en' | 'es';
  readonly scheme?: 'light' | 'dark';
  readonly size?: keyof typeof SIZES;
  /** Runs in the page before its own scripts. */
  readonly script?: string;
  /** Stays open for the tests that follow. */
  readonly isKept?: boolean;
}

export interface StudioBrowser {
  readonly browser: Browser;
  /** A page of its own session at a path of the studio; it is closed when the test ends, unless it is kept. */
  open(path: string, options?: PageOptions): Promise<Page>;
}

const pageFolder = join(repositoryRoot(), 'packages/alebrije/dist/studio');
const sourceFolder = join(repositoryRoot(), 'apps/studio');

function newestSource(folder: string): number {
  const times = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestSource(path) : fs.statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}

/**
 * Folder of the page as it was built.
 * @throws Error if it was not, or its sources have changed since
 */
export function builtPage(): string {
  const index = fs.statSync(join(pageFolder, 'index.html'), { throwIfNoEntry: false });
  if (!index || index.mtimeMs < newestSource(sourceFolder)) {
    throw new Error('the page is not built, or from older sources: run `npm run build`');
  }
  return pageFolder;
}

/** What the browser writes when the server refuses something or is gone; the page shows it to the user. */
const REFUSED = /Failed to load resource: (the server responded with a status of 4|net::ERR_)/;

export async function studioBrowser(studio: Pick<TestStudio, 'port'>): Promise<StudioBrowser> {
  builtPage();
  const browser = await chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu-rasterization'],
    timeout: PATIENCE_MS,
  });
  let complaints: string[] = [];
  const kept = new Set<BrowserContext>();
  afterAll(() => browser.close());
  afterEach(async () => {
    const said = complaints;
    complaints = [];
    for (const context of browser.contexts()) if (!kept.has(context)) await context.close();
    expect(said).toEqual([]);
  });
  return {
    browser,
    async open(path, options = {}) {
      const { language = 'en', scheme = 'light', size = 'desktop', script, isKept } = options;
      const context = await browser.newContext({
        viewport: SIZES[size],
        colorScheme: scheme,
        locale: language === 'en' ? 'en-GB' : 'es-MX',
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      if (isKept) kept.add(context);
      if (script !== undefined) await context.addInitScript(script);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(`${error.stack}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !REFUSED.test(message.text())) {
          complaints.push(message.text());
        }
      });
      await page.goto(`http://127.0.0.1:${studio.port}${path}`);
      return page;
    },
  };
}

/** Until nothing is on its way any more. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const waiting = page.locator('.mantine-Skeleton-root, .mantine-Loader-root');
  await expect.poll(() => waiting.count(), { timeout: PATIENCE_MS }).toBe(0);
}
