/** Every page: in both themes without serious faults of accessibility, on a desktop and a phone, in both languages. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { seriousFaults, tooWide } from './page-faults.ts';
import { PATIENCE_MS, SIZES, settled, studioBrowser } from './studio-browser.ts';
import { trainClothes } from './train-run.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;

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
    ['nothing there', '/no/such/page'],
  ] as const;

  /** In either size; the page follows when its window is changed. */
  async function expectNoSidewaysScroll(page: Page): Promise<void> {
    for (const size of Object.values(SIZES)) {
      await page.setViewportSize(size);
      await expect.poll(() => tooWide(page)).toBe(0);
    }
  }

  describe.each(pages)('%s', (_, path) => {
    test('is accessible and fits, light and English', { timeout: TIMEOUT_MS }, async () => {
      const page = await open(path);
      await settled(page);
      expect(await seriousFaults(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
    });

    test('is accessible, fits and is whole, dark and Spanish', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const page = await open(path, { scheme: 'dark', language: 'es' });
      await settled(page);
      expect(await page.locator('html').getAttribute('lang')).toBe('es');
      expect(await untranslated(page)).toEqual([]);
      expect(await seriousFaults(page)).toEqual([]);
      await expectNoSidewaysScroll(page);
    });
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
