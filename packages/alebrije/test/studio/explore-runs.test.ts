/** What runs show: the time machine, their report, comparing them. */

import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { trainClothes } from '../server/trained-runs.ts';
import { PATIENCE_MS, settled, studioBrowser } from './studio-browser.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;

describe.skipIf(!chromiumPath)(`trained runs in the page${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const runs = testFolder();
  const first = await trainClothes(runs, 'dense-vae', ['epochs=3', 'codeSize=4']);
  const second = await trainClothes(runs, 'dense-vae', [
    'epochs=2',
    'codeSize=8',
    'optimizer.learningRate=0.003',
  ]);
  const studio = await testStudio({ runs });
  const { open } = await studioBrowser(studio);

  const pictureOf = (page: Page, kind: string, epoch: number) =>
    page.getByRole('img', { name: `${kind} after epoch ${epoch}`, exact: true });

  test('the time machine goes through every picture', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/runs/${first}`);
    // It begins with the newest.
    await pictureOf(page, 'Samples', 3).waitFor();
    await pictureOf(page, 'Reconstructions', 3).waitFor();
    const slider = page.getByRole('slider', { name: 'Epoch of the pictures' });
    await slider.focus();
    await page.keyboard.press('Home');
    const earliest = pictureOf(page, 'Samples', 1);
    await earliest.waitFor();
    await expect
      .poll(() => earliest.getAttribute('src'), { timeout: PATIENCE_MS })
      .toBe(`/runs/${first}/files/samples/epoch-0001-samples.png`);
    await page.keyboard.press('ArrowRight');
    await pictureOf(page, 'Samples', 2).waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('Epoch 2');

    // The space bar plays up to the end, and stops there.
    await page.keyboard.press('Home');
    await pictureOf(page, 'Samples', 1).waitFor();
    await page.keyboard.press(' ');
    await pictureOf(page, 'Samples', 3).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  test('all pictures are saved as a film', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/runs/${first}`);
    await page.getByRole('button', { name: 'Save as GIF' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save Samples as GIF' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`${first}-samples.gif`);
    const bytes = fs.readFileSync(await download.path());
    expect(bytes.subarray(0, 6).toString('latin1')).toBe('GIF89a');
  });

  test('the curves are a table too, with a row an epoch', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/runs/${first}`);
    await page.getByText('As a table').click();
    const table = page.getByRole('table');
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(4);
    expect(await table.getByRole('columnheader', { name: 'Loss, validation' }).count()).toBe(1);
  });

  test('the report is written, and opens without scripts', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/runs/${first}/report`);
    await page.getByRole('button', { name: 'Write the report' }).click();
    const frame = page.locator('iframe');
    await frame.waitFor({ timeout: 3 * PATIENCE_MS });
    expect(await frame.getAttribute('sandbox')).toBe('');
    await page
      .frameLocator('iframe')
      .getByRole('heading', { name: 'Dense variational autoencoder' })
      .waitFor();
  });

  test('terms explain themselves, by the keyboard too', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/runs/${first}`);
    const term = page.getByRole('button', { name: 'KL divergence' });
    await term.focus();
    await page.keyboard.press('Enter');
    const text = page.getByText(/How far the distribution of codes/);
    await text.waitFor();
    await page.keyboard.press('Escape');
    await text.waitFor({ state: 'hidden' });
  });

  test('runs are chosen and compared', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/');
    await page.getByLabel(`Select ${first} to compare`).check();
    await page.getByLabel(`Select ${second} to compare`).check();
    await page.getByText('2 runs selected').waitFor();
    await page.getByRole('link', { name: 'Compare' }).last().click();
    await page.waitForURL(/\/compare\?run=/);
    await settled(page);

    const settings = page.locator('section', {
      has: page.getByRole('heading', { name: 'Settings' }),
    });
    const row = (name: string) => settings.getByRole('row', { name });
    expect(await row('Numbers in a code').innerText()).toMatch(/4\s+8/);
    expect(await row('Learning rate').count()).toBe(1);
    expect(await row('Batch size').count()).toBe(0);
    await settings.getByLabel('Differing settings only').click();
    await row('Batch size').waitFor();

    const chart = page.getByRole('img', { name: /^Loss over 3 epochs/ });
    const label = await chart.getAttribute('aria-label');
    for (const name of [first, second, `${first}, validation`]) expect(label).toContain(name);

    // One slider, both runs; the shorter one stays at its last.
    const epochs = () =>
      page
        .locator('figure img')
        .evaluateAll((images) =>
          images.map((image) => /epoch (\d+)/.exec(String(image.getAttribute('alt')))![1]),
        );
    await expect.poll(epochs, { timeout: PATIENCE_MS }).toEqual(['3', '2']);
    await page.getByRole('slider', { name: 'Epoch of the pictures' }).focus();
    await page.keyboard.press('Home');
    await expect.poll(epochs).toEqual(['1', '1']);
    await page.reload();
    await page.getByRole('img', { name: /^Loss over 3 epochs/ }).waitFor();

    // The same images through both models.
    await page.getByRole('button', { name: 'Show them' }).click();
    for (const name of [first, second]) {
      await page.getByRole('img', { name: `Reconstructions of ${name}` }).waitFor();
    }
    expect(await page.getByText(/^Mean squared error of a pixel: 0\.\d+$/).count()).toBe(2);
  });
});
