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

type Language = 'en' | 'es';

export interface PageOptions {
  readonly language?: Language;
  readonly scheme?: 'light' | 'dark';
  readonly size?: keyof typeof SIZES;
  /** Runs in the page before its own scripts. */
  readonly script?: string;
  /** Stays open for the tests that follow, in a session of its own. */
  readonly isKept?: boolean;
  /** Another one than the browser's. */
  readonly studio?: Pick<TestStudio, 'port'>;
}

export interface StudioBrowser {
  readonly browser: Browser;
  /**
   * A new page at a path of the studio, which finds nothing that earlier tests left in its storage, but in the
   * cache what they loaded; it is closed when the test ends, unless it is kept.
   */
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
  const addressOf = ({ port }: Pick<TestStudio, 'port'>) => `http://127.0.0.1:${port}`;
  let complaints: string[] = [];
  const contextOf = (language: Language) =>
    browser.newContext({ locale: language === 'en' ? 'en-GB' : 'es-MX' });
  /** One for each language keeps the scripts of the page in its cache: reading them anew takes a second. */
  const shared = new Map<Language, Promise<BrowserContext>>();
  const sharedContext = (language: Language): Promise<BrowserContext> => {
    const context = shared.get(language) ?? contextOf(language);
    shared.set(language, context);
    return context;
  };
  afterAll(() => browser.close());
  afterEach(async () => {
    const said = complaints;
    complaints = [];
    for (const context of await Promise.all(shared.values())) await leaveNothing(context);
    expect(said).toEqual([]);
  });
  return {
    browser,
    async open(path, options = {}) {
      const { language = 'en', scheme = 'light', size = 'desktop', script, isKept } = options;
      const context = await (isKept ? contextOf(language) : sharedContext(language));
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      await page.setViewportSize(SIZES[size]);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      if (script !== undefined) await page.addInitScript(script);
      page.on('pageerror', (error) => complaints.push(`${error.stack}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !REFUSED.test(message.text())) {
          complaints.push(message.text());
        }
      });
      await page.goto(`${addressOf(options.studio ?? studio)}${path}`);
      return page;
    },
  };
}

/** Closes the pages, and forgets what they stored. */
async function leaveNothing(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    const { origin } = new URL(page.url());
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await page.close();
  }
}

/** Until nothing is on its way any more. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  const waiting = page.locator('.mantine-Skeleton-root, .mantine-Loader-root');
  await expect.poll(() => waiting.count(), { timeout: PATIENCE_MS }).toBe(0);
}
