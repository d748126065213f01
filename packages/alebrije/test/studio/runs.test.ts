/** Runs in the page: started from the form, watched, stopped, gone on with, deleted and brought back. */

import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { isLaunchAlive, readLaunchRecord } from '../../src/server/runs/launch-records.ts';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { trainClothes } from '../server/trained-runs.ts';
import { PATIENCE_MS, type StudioBrowser, settled, studioBrowser } from './studio-browser.ts';

const TIMEOUT_MS = 6 * PATIENCE_MS;

describe.skipIf(!chromiumPath)(`runs in the page${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const runs = testFolder();
  const studio = await testStudio({ runs });
  const { open }: StudioBrowser = await studioBrowser(studio);
  const clothes = await trainClothes(runs, 'dense-vae', ['epochs=3', 'codeSize=4']);

  // A test that failed may leave a training behind.
  afterAll(() => {
    for (const name of fs.readdirSync(runs)) {
      const launch = readLaunchRecord(runs, name);
      if (launch && isLaunchAlive(launch)) process.kill(launch.pid, 'SIGKILL');
    }
  });

  const state = (page: Page) => page.locator('header .mantine-Badge-root').first();

  async function fill(page: Page, label: string, value: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).fill(value);
  }

  test('one is started from the form, seen as it learns, stopped, and gone on with', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open('/');
    await settled(page);
    await page.getByRole('link', { name: 'New run' }).click();
    await page.getByLabel('Search recipes').fill('swiss roll plain');
    await page.getByText('No recipe fits').waitFor();
    await page.getByLabel('Search recipes').fill('swiss-roll-ae');
    await page.getByRole('link', { name: /Autoencoder of the Swiss roll/ }).click();
    await page.getByRole('heading', { level: 1, name: /Swiss roll/ }).waitFor();

    const start = page.getByRole('button', { name: 'Start training' });
    await fill(page, 'Epochs', '0');
    await page.getByText('More than 0').waitFor();
    expect(await start.isDisabled()).toBe(true);
    await fill(page, 'Epochs', '200');
    await fill(page, 'Training examples', '4000');
    await fill(page, 'Batch size', '10');
    await page.getByText('3 changed settings').waitFor();
    expect(await page.locator('pre').innerText()).toBe(
      'npx alebrije train swiss-roll-ae --set examples=4000 --set batchSize=10 --set epochs=200',
    );
    await start.click();

    await page.waitForURL(/\/runs\/swiss-roll-ae-1$/);
    await state(page).filter({ hasText: 'Training' }).waitFor();
    const now = page.getByRole('region', { name: 'Now' });
    const step = now.locator('dd').nth(1);
    await step.filter({ hasText: 'of 80,000' }).waitFor();
    const before = await step.innerText();
    await expect.poll(() => step.innerText(), { timeout: PATIENCE_MS }).not.toBe(before);
    expect(await now.getByText('Examples a second').isVisible()).toBe(true);

    // The first epoch: a picture, and curves with points of it.
    await page.getByRole('img', { name: /^Reconstructions after epoch/ }).waitFor();
    await page.getByRole('img', { name: /^Loss over \d+ epochs; Training from/ }).waitFor();
    await page
      .locator('figure svg [aria-label="line"] path')
      .first()
      .waitFor({ state: 'attached' });

    await page.getByRole('button', { name: 'Stop and save' }).click();
    await state(page).filter({ hasText: 'Stopped' }).waitFor();
    const done = Number(/(\d+) epochs?/.exec(await lossLabel(page))![1]);
    expect(done).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Go on training' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Epochs in all').fill(String(done));
    await dialog.getByText('Give more epochs than are done already').waitFor();
    await dialog.getByLabel('Epochs in all').fill(String(done + 2));
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await state(page).filter({ hasText: 'Finished' }).waitFor();
    expect(await lossLabel(page)).toContain(`over ${done + 2} epochs`);
    expect(await step.count()).toBe(0);

    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('Training examples').waitFor();
    expect(await page.locator('strong', { hasText: '4,000' }).count()).toBe(1);
  });

  const lossLabel = async (page: Page) =>
    (await page.getByRole('img', { name: /^Loss over/ }).getAttribute('aria-label'))!;

  test('what the server refuses stands beside its field', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/new/greedy-ae');
    await settled(page);
    await fill(page, 'Epochs of each phase', '1, 2');
    await page.getByRole('button', { name: 'Start training' }).click();
    const refused = /give 3 numbers of epochs|give \d+ numbers of epochs/;
    await page.getByRole('alert').getByText(refused).waitFor();
    const field = page.locator('.mantine-InputWrapper-root', {
      has: page.getByLabel('Epochs of each phase'),
    });
    expect(await field.locator('.mantine-InputWrapper-error').innerText()).toMatch(refused);
    expect(page.url()).toMatch(/\/new\/greedy-ae$/);
    // As soon as it is changed, it is no longer said to be wrong.
    await fill(page, 'Epochs of each phase', '1, 2, 3');
    await expect.poll(() => field.locator('.mantine-InputWrapper-error').count()).toBe(0);
  });

  test('one is deleted and brought back', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/');
    const card = page.locator(`[data-run="${clothes}"]`);
    await card.getByRole('button', { name: `Actions for ${clothes}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText(`${clothes} is in the trash`).waitFor();
    await expect.poll(() => card.count()).toBe(0);
    expect(fs.readdirSync(runs)).not.toContain(clothes);

    await page.getByRole('button', { name: 'Undo' }).click();
    await card.waitFor();
    expect(fs.readdirSync(runs)).toContain(clothes);

    // And from the trash, after the notification has gone.
    await card.getByRole('button', { name: `Actions for ${clothes}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => card.count()).toBe(0);
    await page.getByRole('button', { name: 'Trash' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(clothes, { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await dialog.getByText('The trash is empty.').waitFor();
    await card.waitFor();
  });

  test('they are filtered, sorted, and listed as a table', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/?sort=name');
    await page.locator('[data-run]').first().waitFor();
    const names = () =>
      page
        .locator('[data-run]')
        .evaluateAll((cards) =>
          cards.map((card) => (card as unknown as { dataset: { run: string } }).dataset.run),
        );
    expect(await names()).toEqual([clothes, 'swiss-roll-ae-1']);
    await page.getByLabel('Search', { exact: true }).fill('dense');
    await expect.poll(names).toEqual([clothes]);
    await page.getByText('1 of 2 runs').waitFor();
    await page.reload();
    await expect.poll(names, { timeout: PATIENCE_MS }).toEqual([clothes]);
    await page.getByLabel('Search', { exact: true }).fill('nothing like this');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.locator('label', { has: page.locator('svg.tabler-icon-table') }).click();
    await page.getByRole('row').nth(2).waitFor();
    expect((await names()).sort()).toEqual([clothes, 'swiss-roll-ae-1']);
  });

  test('the time machine shows each epoch, plays, and saves a film', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`/runs/${clothes}`);
    const shown = page.getByRole('img', { name: /^Samples after epoch/ });
    const at = (epoch: number) =>
      page.getByRole('img', { name: `Samples after epoch ${epoch}`, exact: true });
    await at(3).waitFor();
    const last = await shown.screenshot();
    const slider = page.getByRole('slider', { name: 'Epoch of the pictures' });
    await slider.press('Home');
    await at(1).waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('Epoch 1');
    await expect.poll(() => shown.getAttribute('src')).toContain('epoch-0001-samples.png');
    expect((await shown.screenshot()).equals(last)).toBe(false);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await at(3).waitFor();

    await page.getByRole('button', { name: 'Save as GIF' }).click();
    const [film] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save Samples as GIF' }).click(),
    ]);
    const bytes = fs.readFileSync(await film.path());
    expect(bytes.subarray(0, 6).toString('latin1')).toBe('GIF89a');
    // A block of control for each frame.
    const frames = bytes.toString('latin1').split('\x21\xf9\x04').length - 1;
    expect(frames).toBeGreaterThanOrEqual(3);
  });

  test('two are compared: curves, settings, pictures of one slider, and the same images', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open('/');
    const other = await trainClothes(runs, 'dense-vae', ['epochs=2', 'codeSize=8', 'validation=9']);
    for (const name of [clothes, other]) {
      await page.getByLabel(`Select ${name} to compare`).check();
    }
    await page.getByRole('link', { name: 'Compare' }).last().click();
    const curves = page.getByRole('img', { name: /^Loss over 3 epochs/ });
    await curves.waitFor();
    expect(await curves.getAttribute('aria-label')).toContain(`${other}, validation from`);
    const settings = page.getByRole('row', { name: /^Numbers in a code/ });
    expect(await settings.getByRole('cell').allInnerTexts()).toEqual(['4', '8']);
    expect(await page.getByRole('row', { name: /^Batch size/ }).count()).toBe(0);

    await page.getByRole('slider', { name: 'Epoch of the pictures' }).press('Home');
    await expect
      .poll(() => page.getByRole('img', { name: 'Samples after epoch 1' }).count())
      .toBe(2);
    await page.getByRole('button', { name: 'Show them' }).click();
    for (const name of [clothes, other]) {
      const made = page.getByRole('img', { name: `Reconstructions of ${name}` });
      await made.waitFor();
      expect(await made.locator('canvas').count()).toBe(9);
    }
  });

  test('a dropped connection catches up', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/');
    await page.locator(`[data-run="${clothes}"]`).waitFor();
    const { port } = studio;
    await studio.close();
    await page.getByText('No connection').waitFor();
    const added = await trainClothes(runs, 'stacked-ae', ['epochs=1']);
    const again = await testStudio({ runs, port });
    await page.locator(`[data-run="${added}"]`).waitFor();
    expect(await page.getByText('No connection').count()).toBe(0);
    await again.close();
  });
});
