/** Datasets in the page: looked at, and imported from an archive. */

import fs from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { imageZip } from '../server/zip-files.ts';
import { PATIENCE_MS, settled, studioBrowser } from './studio-browser.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;

describe.skipIf(!chromiumPath)(`data in the page${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const folder = testFolder();
  process.env.ALEBRIJE_CACHE = folder;
  const studio = await testStudio({ runs: folder });
  const { open } = await studioBrowser(studio);

  test('examples are shown with their labels, by class', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/data');
    await settled(page);
    await page.getByRole('link', { name: 'fashion-mnist-subset' }).click();
    await page.getByText('1 to 120 of 10,000').waitFor();
    const images = page.getByRole('button', { name: /^Example \d+: / });
    expect(await images.count()).toBe(120);
    await page.getByPlaceholder('All classes').click();
    await page.getByRole('option', { name: 'Bag (1,000)' }).click();
    await page.getByText('1 to 120 of 1,000').waitFor();
    const labels = await images.evaluateAll((all) =>
      all.map((one) => String(one.getAttribute('aria-label'))),
    );
    expect(labels.every((label) => label.endsWith(': Bag'))).toBe(true);
    await page.getByRole('button', { name: 'Page 2', exact: true }).click();
    await page.getByText('121 to 240 of 1,000').waitFor();
    await images.first().click();
    const large = page.getByRole('dialog').locator('canvas');
    await large.waitFor();
    // The image is drawn: it is not all black.
    const brightest = await large.evaluate((canvas) => {
      const { data } = (
        canvas as never as {
          getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8Array } };
        }
      )
        .getContext('2d')
        .getImageData(0, 0, 28, 28);
      return Math.max(...data.filter((_, place) => place % 4 === 0));
    });
    expect(brightest).toBeGreaterThan(100);
  });

  test('an archive of images is imported', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/data');
    await settled(page);
    const input = page.locator('input[type="file"]').first();
    await input.setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('no archive'),
    });
    await page.getByText('There are no images, and no zip archive, in that.').waitFor();
    await input.setInputFiles({
      name: 'My pets (1).zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(imageZip()),
    });
    const name = page.getByLabel('Name of the dataset');
    expect(await name.inputValue()).toBe('My-pets-1');
    await name.fill('no spaces!');
    await page.getByText('Use letters, digits, - and _, at most 60').waitFor();
    await name.fill('pets');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('pets is imported').waitFor();
    await page.getByText(/What the doctor found|The doctor found nothing/).waitFor();
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.getByRole('heading', { level: 1, name: 'pets' }).waitFor();
    await page
      .getByRole('button', { name: /^Example \d+: (cats|dogs)/ })
      .first()
      .waitFor();
  });

  test('a folder of images is imported, its folders as classes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const garden = path.join(folder, 'garden');
    for (const [name, content] of Object.entries(unzipSync(imageZip()))) {
      const file = path.join(garden, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    fs.writeFileSync(path.join(garden, 'notes.txt'), 'no image');
    const page = await open('/data');
    await settled(page);
    await page.locator('input[webkitdirectory]').setInputFiles(garden);
    const name = page.getByLabel('Name of the dataset');
    await name.waitFor();
    expect(await name.inputValue()).toBe('garden');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('garden is imported').waitFor();
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page
      .getByRole('button', { name: /^Example \d+: (cats|dogs)/ })
      .first()
      .waitFor();
  });

  test('in Spanish the doctor, and what kind of error it is, are Spanish too', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open('/data', { language: 'es' });
    await settled(page);
    const input = page.locator('input[type="file"]').first();
    const choose = (name: string, content: Uint8Array) =>
      input.setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(content) });
    const start = page.getByRole('button', { name: 'Importar', exact: true });
    await choose('jardines.zip', imageZip());
    await start.click();
    await page.getByText(/^solo hay \d+ ejemplos: una red/).waitFor();
    await page.getByText(/^añade más, al menos 1000/).waitFor();
    expect(await untranslated(page)).toEqual([]);
    await page.getByRole('button', { name: 'Importar más' }).click();
    await choose('rota.zip', Buffer.from('PK no archive'));
    await start.click();
    await page.getByText(/^Eso no encaja con esta receta, modelo o archivo: the archive/).waitFor();
  });

  test('an archive that is none is refused, and says why', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/data');
    await settled(page);
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({
        name: 'broken.zip',
        mimeType: 'application/zip',
        buffer: Buffer.from('PK no archive'),
      });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('The archive was not imported').waitFor();
    expect(await page.getByLabel('Name of the dataset').inputValue()).toBe('broken');
  });
});
