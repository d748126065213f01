/** The tab Generate in a real Chromium, on runs trained a moment ago. */

import fs from 'node:fs';
import { loadImage } from '@napi-rs/canvas';
import type { Download, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readTexts } from '../../../../apps/studio/src/pages/run/generate/png-text.ts';
import { tilesOf } from '../../../../apps/studio/src/pages/run/generate/tiles.ts';
import type { UseResults } from '../../src/server/contract.ts';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { trainInto } from '../server/trained-runs.ts';
import { faultsOf } from './page-faults.ts';
import { PATIENCE_MS, type PageOptions, studioBrowser } from './studio-browser.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 6 * PATIENCE_MS;

const RECIPES = ['conditional-vae', 'conditional-ddpm', 'swiss-roll-ae'] as const;

type Recipe = (typeof RECIPES)[number];

const pathOf = (recipe: Recipe, query = '') => `/runs/${recipe}-1/generate${query}`;

/** Runs in the page: the grey value of each pixel of each canvas of a part of it. */
const PIXELS = `(selector) => [...document.querySelectorAll(selector + ' ul canvas')].map((canvas) =>
  [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]
    .filter((_, index) => index % 4 === 0))`;

const pixelsOf = (page: Page, part: string): Promise<number[][]> =>
  page.evaluate<number[][]>(`(${PIXELS})(${JSON.stringify(part)})`);

const SAMPLES = '[data-testid="samples"]';
const FILLS = '[data-testid="fills"]';
const MOMENT = '[data-testid="moment"]';

/** Samples with such a part of the address. */
async function sampled(page: Page, part: string): Promise<number[][]> {
  await page.locator(`${SAMPLES}[data-set*="${part}"]`).waitFor();
  return pixelsOf(page, SAMPLES);
}

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true });

async function typeInto(page: Page, name: string, value: number): Promise<void> {
  await field(page, name).fill(String(value));
}

async function bytesOf(download: Download): Promise<Buffer> {
  return fs.readFileSync(await download.path());
}

describe.skipIf(!chromiumPath)(`the tab Generate${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const runs = testFolder();
  beforeAll(async () => {
    for (const recipe of RECIPES) await trainInto(runs, recipe);
  }, TIMEOUT_MS);
  const studio = await testStudio({ runs });
  const { open } = await studioBrowser(studio);
  const at = (recipe: Recipe, query?: string, options?: PageOptions) =>
    open(pathOf(recipe, query), options);

  describe('of a model with codes', () => {
    const recipe = 'conditional-vae';

    test('shows samples by seed and class, and a link the same again', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const page = await at(recipe);
      const first = await sampled(page, 'seed=1');
      expect(first).toHaveLength(20);
      await typeInto(page, 'Seed', 7);
      const seventh = await sampled(page, 'seed=7');
      expect(seventh).not.toEqual(first);
      const answer = await studio.post(`/api/runs/${recipe}-1/sample`, {
        seed: 7,
        count: 20,
        truncation: 1,
      });
      const { samples } = answer.json<UseResults['sample']>();
      expect(seventh).toEqual(tilesOf(samples).map(({ pixels }) => [...pixels]));

      await field(page, 'Class').selectOption({ label: 'Sneaker' });
      const sneakers = await sampled(page, 'class=7');
      expect(sneakers).not.toEqual(seventh);
      await page.getByRole('button', { name: /^Sample 3, Sneaker$/ }).waitFor();
      const link = await field(page, 'Link to these images').inputValue();
      const linked = await open(new URL(link).pathname + new URL(link).search);
      expect(await sampled(linked, 'class=7')).toEqual(sneakers);
      expect(await field(linked, 'Seed').inputValue()).toBe('7');

      // What was made before is there at once.
      await page.getByRole('region', { name: 'Made before' }).getByText('Seed 1').click();
      expect(await sampled(page, 'seed=1')).toEqual(first);
      expect(new URL(page.url()).searchParams.get('seed')).toBe('1');
    });

    test('the button draws another seed, unless it is locked', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const page = await at(recipe, '?seed=5&count=4');
      await sampled(page, 'seed=5');
      await button(page, 'Keep this seed').click();
      const answered = page.waitForResponse((answer) => answer.url().endsWith('/sample'));
      await button(page, 'Generate').click();
      expect((await answered).request().postDataJSON()).toMatchObject({ seed: 5 });
      expect(await field(page, 'Seed').inputValue()).toBe('5');
      await button(page, 'Keep this seed').click();
      await button(page, 'Generate').click();
      await page.waitForURL((url) => url.searchParams.get('seed') !== '5');
      const seed = new URL(page.url()).searchParams.get('seed');
      expect(await sampled(page, `seed=${seed}`)).toHaveLength(4);
    });

    test('without length all codes are one', { timeout: TIMEOUT_MS }, async () => {
      const page = await at(recipe, '?seed=5&count=4&class=3&truncation=0');
      const [first, ...others] = await sampled(page, 'truncation=0');
      expect(others).toEqual([first, first, first]);
    });

    test('opens a sample, saves it with what made it, and finds others near', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const page = await at(recipe, '?seed=5&count=4&class=3&truncation=0.9&near=0');
      const all = await sampled(page, 'seed=5');
      await page.getByRole('button', { name: 'Sample 2, Dress' }).click();
      const dialog = page.getByRole('dialog', { name: 'Sample 2, Dress' });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'PNG, 32×32' }).click(),
      ]);
      const png = await bytesOf(download);
      const link = await dialog.getByLabel('Link to this image', { exact: true }).inputValue();
      expect(JSON.parse(readTexts(png).alebrije!)).toEqual({
        run: `${recipe}-1`,
        recipe,
        epoch: 1,
        use: 'sample',
        settings: { seed: 5, count: 4, class: 3, truncation: 0.9 },
        index: 1,
        link,
      });
      expect(await loadImage(png)).toMatchObject({ width: 32, height: 32 });

      const near = page.getByRole('region', { name: 'Nearby variations' });
      await near.locator('canvas').nth(7).waitFor();
      const variations = await pixelsOf(page, '[aria-label="Nearby variations"]');
      // Decoded in a batch of another size, a value may round to the next grey.
      for (const variation of variations) {
        const apart = variation.map((value, place) => Math.abs(value - all[1]![place]!));
        expect(Math.max(...apart)).toBeLessThanOrEqual(1);
      }
      await near.getByRole('slider', { name: 'Distance' }).press('End');
      await page.waitForURL((url) => url.searchParams.get('near') === '1');
      const different = async () =>
        new Set((await pixelsOf(page, '[aria-label="Nearby variations"]')).map(String)).size;
      await expect.poll(different, { timeout: PATIENCE_MS }).toBe(8);

      const linked = await open(new URL(link).pathname + new URL(link).search);
      await linked.getByRole('dialog', { name: 'Sample 2, Dress' }).waitFor();
      await page.keyboard.press('Escape');
      const [sheet] = await Promise.all([
        page.waitForEvent('download'),
        button(page, 'Save all as PNG').click(),
      ]);
      expect(await loadImage(await bytesOf(sheet))).toMatchObject({ width: 2 * 4 * 32 + 4 });
    });
  });

  describe('of a diffusion', () => {
    const recipe = 'conditional-ddpm';

    test('shows the way from noise to data before the end, and again afterwards', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const page = await at(recipe);
      await page.getByText('Choose the settings, then generate.').waitFor();
      await typeInto(page, 'How many', 12);
      await typeInto(page, 'Seed', 3);
      await typeInto(page, 'Steps', 100);
      await button(page, 'Generate').click();
      await page.locator(MOMENT).waitFor();
      expect(await page.locator(SAMPLES).count()).toBe(0);
      const early = await pixelsOf(page, MOMENT);
      expect(early).toHaveLength(12);
      const made = await sampled(page, 'seed=3');
      expect(made).not.toEqual(early);
      const slider = page.getByRole('slider', { name: 'From noise to data' });
      expect(await slider.getAttribute('aria-valuetext')).toBe('Result');
      expect(Number(await slider.getAttribute('aria-valuemax'))).toBe(40);
      await slider.press('Home');
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/^t = \d+$/);
      expect(await pixelsOf(page, SAMPLES)).not.toEqual(made);
      await page.reload();
      expect(await sampled(page, 'seed=3')).toEqual(made);
      const other = await at(recipe, `${new URL(page.url()).search}&class=4`);
      expect(await sampled(other, 'class=4')).not.toEqual(made);
    });

    test('can be given up', { timeout: TIMEOUT_MS }, async () => {
      const page = await at(recipe, '?seed=3&count=60&steps=100');
      await page.locator(MOMENT).waitFor();
      await button(page, 'Cancel').click();
      await page.getByText('Given up.').waitFor();
      expect(await page.locator(SAMPLES).count()).toBe(0);
      // The server works on nothing any more.
      const other = await at(recipe, '?seed=3&count=2&steps=2');
      expect(await sampled(other, 'count=2')).toHaveLength(2);
    });
  });

  describe('fills', () => {
    const recipe = 'conditional-ddpm';

    test('a painted part, and keeps every known pixel', { timeout: TIMEOUT_MS }, async () => {
      const page = await at(recipe, '?mode=fill&steps=20&resample=2&count=3');
      await page.getByRole('button', { name: 'Held-out image 2', exact: true }).click();
      await button(page, 'Left half').click();
      await page.getByText('50% of the image is to be filled.').waitFor();
      await button(page, 'Fill').click();
      await page.locator(MOMENT).waitFor();
      await page.locator(FILLS).waitFor();
      const [original, known, ...fills] = await pixelsOf(page, FILLS);
      const isKnown = (_: number, index: number) => index % 28 >= 14;
      const isFilled = (value: number, index: number) => !isKnown(value, index);
      expect(fills).toHaveLength(3);
      const examples = await studio.post(`/api/runs/${recipe}-1/examples`, { indices: [2] });
      const [example] = tilesOf(examples.json<UseResults['examples']>().examples);
      expect(original).toEqual([...example!.pixels]);
      expect(known!.filter(isFilled).every((value) => value === 127)).toBe(true);
      for (const fill of fills) {
        expect(fill.filter(isKnown)).toEqual(original!.filter(isKnown));
        expect(fill.filter(isFilled)).not.toEqual(original!.filter(isFilled));
      }
      await page.reload();
      await page.locator(FILLS).waitFor();
      expect((await pixelsOf(page, FILLS)).slice(2)).toEqual(fills);
    });

    test('what mouse, keyboard and tools paint', { timeout: TIMEOUT_MS }, async () => {
      const page = await at(recipe, '?mode=fill');
      const share = page.getByText(/of the image is to be filled\./);
      const editor = page.getByTestId('mask-editor');
      await editor.waitFor();
      await button(page, 'Clear').click();
      await share.getByText('0%').or(page.getByText(/^0% /)).first().waitFor();
      expect(await button(page, 'Fill').isDisabled()).toBe(true);
      const box = (await editor.boundingBox())!;
      await page.mouse.move(box.x + 4, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      const painted = Number.parseInt(await share.innerText(), 10);
      expect(painted).toBeGreaterThan(9);
      expect(painted).toBeLessThan(22);
      await button(page, 'Invert').click();
      await page.getByText(`${100 - painted}% of the image`).waitFor();
      await button(page, 'Clear').click();
      await editor.focus();
      await page.keyboard.press(']');
      for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.press(' ');
      const dot = Number.parseInt(await share.innerText(), 10);
      expect(dot).toBeGreaterThan(0);
      await page.keyboard.press('e');
      await page.keyboard.press(' ');
      await page.getByText(/^0% /).waitFor();
    });

    test('an image of the user’s', { timeout: TIMEOUT_MS }, async () => {
      const page = await at(recipe, '?mode=fill&steps=4&resample=1&count=1');
      await page.getByTestId('mask-editor').waitFor();
      const { createCanvas } = await import('@napi-rs/canvas');
      const canvas = createCanvas(60, 40);
      const context = canvas.getContext('2d');
      context.fillStyle = '#ff8000';
      context.fillRect(0, 0, 60, 40);
      await page.locator('input[type="file"]').setInputFiles({
        name: 'own.png',
        mimeType: 'image/png',
        buffer: canvas.toBuffer('image/png'),
      });
      await page.getByText('own.png').waitFor();
      await button(page, 'Upper half').click();
      await button(page, 'Fill').click();
      await page.locator(FILLS).waitFor();
      const [original, , fill] = await pixelsOf(page, FILLS);
      expect(new Set(original)).toEqual(new Set([151]));
      expect(fill!.slice(14 * 28).every((value) => value === 151)).toBe(true);
      await page.getByText('A link cannot carry your own image').waitFor();
    });
  });

  test('draws points over the data, and says that there is no prior', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await at('swiss-roll-ae', '?seed=1&count=50');
    await page.getByText('This model has no prior').waitFor();
    const plot = page.getByRole('img', { name: /^50 samples as points/ });
    await plot.locator('circle').nth(149).waitFor();
    expect(await plot.locator('circle').count()).toBe(150);
  });

  const views = [
    ['samples', pathOf('conditional-vae', '?seed=5&at=1')],
    ['a diffusion', pathOf('conditional-ddpm', '?seed=5&steps=4')],
    ['fills', pathOf('conditional-ddpm', '?mode=fill&seed=5&steps=4&resample=1&image=1&mask=left')],
    ['points', pathOf('swiss-roll-ae', '?seed=1&count=50')],
  ] as const;

  async function ready(page: Page): Promise<void> {
    await page.locator(`${SAMPLES}, ${FILLS}`).first().waitFor();
    // Not by polling in the page: its content policy forbids what that takes.
    const waiting = page.locator('.mantine-Skeleton-root, .mantine-Loader-root');
    await expect.poll(() => waiting.count(), { timeout: PATIENCE_MS }).toBe(0);
  }

  describe.each(views)('%s', (_, path) => {
    test.each([
      { scheme: 'light', size: 'desktop' },
      { scheme: 'dark', size: 'phone', language: 'es' },
    ] satisfies PageOptions[])(
      'have no serious fault of accessibility and fit: %j',
      { timeout: TIMEOUT_MS },
      async (options) => {
        const page = await open(path, options);
        await ready(page);
        if ('language' in options) expect(await untranslated(page)).toEqual([]);
        expect(await faultsOf(page)).toEqual([]);
      },
    );
  });
});
