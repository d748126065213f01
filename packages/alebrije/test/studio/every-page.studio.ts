/** Every page: in both themes without serious faults of accessibility, on a desktop and a phone, in both languages. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as english from '../../../../apps/studio/src/i18n/en/index.ts';
import * as spanish from '../../../../apps/studio/src/i18n/es/index.ts';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { trainClothes } from '../server/trained-runs.ts';
import { seriousFaults, tooWide } from './page-faults.ts';
import { PATIENCE_MS, SIZES, settled, studioBrowser } from './studio-browser.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;
const NOWHERE = '/no/such/page';

describe.skipIf(!chromiumPath)(`every page${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const runs = testFolder();
  const name = await trainClothes(runs, 'dense-vae', ['epochs=2', 'codeSize=4']);
  const studio = await testStudio({ runs });
  const { open } = await studioBrowser(studio);
  const empty = await testStudio({ runs: testFolder() });

  const pages = [
    ['runs', '/'],
    ['recipes', '/new'],
    ['a form', '/new/conv-vae'],
    ['another form', '/new/ddpm'],
    ['training', `/runs/${name}`],
    ['latent space', `/runs/${name}/latent`],
    ['generate', `/runs/${name}/generate`],
    ['report', `/runs/${name}/report`],
    ['settings', `/runs/${name}/settings`],
    ['compare', `/compare?run=${name}`],
    // Of small models, whose preparation holds up nothing else.
    ['the 2-D lab', '/lab#points=200&width=32&batch=64'],
    ['data', '/data'],
    ['a dataset', '/data/fashion-mnist-subset'],
    ['nothing there', NOWHERE],
  ] as const;

  /** In either size; the page follows when its window is changed. */
  async function expectNoSidewaysScroll(page: Page): Promise<void> {
    for (const size of Object.values(SIZES)) {
      await page.setViewportSize(size);
      await expect.poll(() => tooWide(page)).toBe(0);
    }
  }

  /** By the way of the page's own links: nothing is loaded anew. Through nowhere, which tells the pages apart. */
  async function goTo(page: Page, path: string, nowhere: string): Promise<void> {
    const heading = page.getByRole('heading', { name: nowhere });
    const push = (to: string) =>
      page.evaluate(`history.pushState(null, '', ${JSON.stringify(to)})`);
    await page.setViewportSize(SIZES.desktop);
    await push(NOWHERE);
    await heading.waitFor();
    if (path === NOWHERE) return;
    await push(path);
    await heading.waitFor({ state: 'detached' });
    await settled(page);
  }

  describe.each([
    ['light and English', { scheme: 'light', language: 'en', texts: english }],
    ['dark and Spanish', { scheme: 'dark', language: 'es', texts: spanish }],
  ] as const)('%s', (_, { texts, ...options }) => {
    let shared: Promise<Page> | undefined;

    test.each(pages)(
      '%s is whole, accessible and fits',
      { timeout: TIMEOUT_MS },
      async (__, path) => {
        shared ??= open(NOWHERE, { ...options, isKept: true });
        const page = await shared;
        await goTo(page, path, texts.shell.notFound.title);
        expect(await page.locator('html').getAttribute('lang')).toBe(options.language);
        if (options.language !== 'en') expect(await untranslated(page)).toEqual([]);
        expect(await seriousFaults(page)).toEqual([]);
        await expectNoSidewaysScroll(page);
      },
    );
  });

  test('an empty folder of runs says what to do', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/', { studio: empty });
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await page.getByRole('link', { name: 'New run' }).last().click();
    await page.getByRole('heading', { name: 'New run' }).waitFor();
  });

  test('the language is switched, and remembered', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/');
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitem', { name: 'Español' }).click();
    await page.getByRole('heading', { name: 'Entrenamientos' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Entrenamientos' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect(await page.title()).toBe('Entrenamientos · Alebrije');
  });

  test('the colour scheme is switched, and remembered', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await page.getByRole('button', { name: 'Colour scheme' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await expect.poll(scheme).toBe('dark');
    await page.reload();
    await expect.poll(scheme, { timeout: PATIENCE_MS }).toBe('dark');
  });
});
