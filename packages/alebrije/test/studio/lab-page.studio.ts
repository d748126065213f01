/** The 2-D lab in a real Chromium: its models train in the page, under the studio's own content policy. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { faultsOf } from './page-faults.ts';
import { PATIENCE_MS, settled, studioBrowser } from './studio-browser.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 6 * PATIENCE_MS;

/** A lab that is quick on a busy machine. */
const SMALL = 'points=200&width=32&batch=64';
const MODELS = ['ae', 'vae', 'gan', 'diffusion'] as const;
type Model = (typeof MODELS)[number];

type PerModel<T> = Readonly<Record<Model, T>>;

/** Runs in the page: iterations done. */
const STEPS = `Object.fromEntries([...document.querySelectorAll('[data-model]')]
  .map((card) => [card.dataset.model, Number(card.querySelector('[data-step]').dataset.step)]))`;

/** Runs in the page: what stands beside each model, by its word. */
const NUMBERS = `Object.fromEntries([...document.querySelectorAll('[data-model]')].map((card) => [
  card.dataset.model,
  Object.fromEntries([...card.querySelectorAll('dl > div')].map((row) => [
    row.querySelector('dt').textContent.trim(),
    row.querySelector('dd').textContent.trim(),
  ])),
]))`;

const stepsOf = (page: Page) => page.evaluate<PerModel<number>>(STEPS);
const numbersOf = (page: Page) => page.evaluate<PerModel<Record<string, string>>>(NUMBERS);
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true });

/** Until an expression is true in the page, whose content policy lets it not be evaluated there again and again. */
async function until(page: Page, expression: string): Promise<void> {
  await expect
    .poll(() => page.evaluate<boolean>(expression), { timeout: 4 * PATIENCE_MS })
    .toBe(true);
}

/** Until every model has done as many iterations. */
async function reached(page: Page, least: number): Promise<void> {
  await until(page, `Object.values(${STEPS}).every((step) => step >= ${least})`);
}

/** Until every model shows itself. */
async function shown(page: Page): Promise<void> {
  await settled(page);
  await until(
    page,
    `Object.values(${NUMBERS}).every(({ Distance, Distancia }) => (Distance ?? Distancia) !== '–')`,
  );
}

/** The numbers after each of the first steps, but for the speed. */
async function firstSteps(page: Page, count: number): Promise<unknown[]> {
  await shown(page);
  const seen: unknown[] = [];
  for (let step = 1; step <= count; step++) {
    await button(page, 'One step').click();
    await reached(page, step);
    const numbers = await numbersOf(page);
    for (const model of MODELS) {
      const { 'Steps/s': _, ...others } = numbers[model];
      expect(others.Steps).toBe(String(step));
      seen.push(others);
    }
  }
  return seen;
}

const numberIn = (text: string | undefined) => Number(text?.replace(',', ''));

/** Of the first canvas of a part of the page, as a picture. */
const pictureOf = (page: Page, selector: string) =>
  page.evaluate<string>(`document.querySelector('${selector} canvas').toDataURL()`);

describe.skipIf(!chromiumPath)(`the 2-D lab${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const studio = await testStudio({ runs: testFolder() });
  const { open } = await studioBrowser(studio);

  test('two hundred steps in the page, and every model has learned', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`/lab#${SMALL}`);
    await shown(page);
    const pictures = new Map<Model, string>();
    for (const model of MODELS) pictures.set(model, await pictureOf(page, `[data-model=${model}]`));
    await button(page, 'One step').click();
    await reached(page, 1);
    const before = await numbersOf(page);
    await button(page, 'Train').click();
    await reached(page, 200);
    await button(page, 'Pause').click();
    await button(page, 'Train').waitFor();
    const after = await numbersOf(page);
    const fell = (model: Model, word: string, share: number) =>
      expect(numberIn(after[model][word]), `${model}: ${word}`).toBeLessThan(
        share * numberIn(before[model][word]),
      );
    fell('ae', 'Squared error', 0.5);
    fell('vae', 'Reconstruction', 0.5);
    fell('diffusion', 'Prediction error', 0.8);
    // A game has no loss that falls: its samples come nearer to the data.
    fell('gan', 'Distance', 0.8);
    for (const model of MODELS) {
      expect(await pictureOf(page, `[data-model=${model}]`)).not.toBe(pictures.get(model));
    }

    // Pause stops the steps; the round under way may end.
    await page.waitForTimeout(1500);
    const paused = await stepsOf(page);
    await page.waitForTimeout(1500);
    expect(await stepsOf(page)).toEqual(paused);

    // The pictures say their numbers to those who do not see them.
    const said = await page.locator('[data-model=ae] canvas').first().getAttribute('aria-label');
    expect(said).toContain(`after ${paused.ae} steps`);
  });

  test('one link, one training: the same numbers after each step', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`/lab#${SMALL}`);
    await page.getByRole('radio', { name: 'Rings' }).check({ force: true });
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('data=rings');
    const link = new URL(page.url());
    const first = await firstSteps(page, 4);
    const again = await open(`${link.pathname}${link.hash}`);
    expect(await firstSteps(again, 4)).toEqual(first);
    const other = await open(`${link.pathname}${link.hash}&seed=2`);
    // Other from the first step on.
    expect(await firstSteps(other, 1)).not.toEqual(first.slice(0, MODELS.length));
  });

  test('points that are drawn are in the link', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/lab#${SMALL}&ae=0&vae=0&gan=0&diffusion=0`);
    const area = page.getByRole('application');
    await area.waitFor();
    const moons = await pictureOf(page, '[role=application]');
    const box = (await area.boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.1, 0.1));
    await page.mouse.down();
    await page.mouse.move(...at(0.4, 0.12), { steps: 12 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    expect(await page.getByRole('radio', { name: 'Drawn' }).isChecked()).toBe(true);
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('drawing=');
    const drawn = await pictureOf(page, '[role=application]');
    expect(drawn).not.toBe(moons);
    await page.reload();
    await expect
      .poll(() => pictureOf(page, '[role=application]'), { timeout: PATIENCE_MS })
      .toBe(drawn);
    // What is rubbed out is gone.
    await page.getByText('Eraser', { exact: true }).click({ force: true });
    await page.mouse.move(...at(0.1, 0.1));
    await page.mouse.down();
    await page.mouse.move(...at(0.4, 0.12), { steps: 12 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    await expect
      .poll(() => pictureOf(page, '[role=application]'), { timeout: PATIENCE_MS })
      .not.toBe(drawn);
  });

  test('one draws with the keyboard too', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/lab#${SMALL}&ae=0&vae=0&gan=0&diffusion=0`);
    const area = page.getByRole('application');
    await area.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await page.getByText('Brush at 0.1, 0.1.').waitFor({ state: 'attached' });
    expect(await page.getByRole('radio', { name: 'Drawn' }).isChecked()).toBe(true);
  });

  test('a text becomes points', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/lab#${SMALL}&vae=0&gan=0&diffusion=0`);
    await page.getByRole('radio', { name: 'Text' }).check({ force: true });
    await page.getByRole('textbox').fill('sol');
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('text=sol');
    await until(page, `${NUMBERS}.ae.Distance !== '–'`);
    await button(page, 'One step').click();
    await until(page, `${STEPS}.ae === 1`);
    // Without letters there is nothing to learn.
    await page.getByRole('textbox').fill('');
    await page.getByText('Waiting for points').waitFor();
  });

  test('what a link cannot mean is told', { timeout: TIMEOUT_MS }, async () => {
    const page = await open('/lab#seed=many&ae=0&vae=0&gan=0&diffusion=0');
    await page.getByText('Part of the link could not be read and is as at first: seed.').waitFor();
  });

  const IDLE = `${SMALL}&ae=0&vae=0&gan=0&diffusion=0`;

  test('has no serious fault of accessibility and does not scroll sideways', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`/lab#${IDLE}`);
    await settled(page);
    await page.getByRole('button', { name: 'Networks' }).click();
    await page.getByRole('slider', { name: 'Layers' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await button(page, 'Settings of GAN').click();
    await page.getByRole('slider', { name: 'Discriminator steps' }).waitFor();
    // A slider over magnitudes reads out the number, not its logarithm.
    const rate = page.getByRole('slider', { name: 'Learning rate' });
    expect(await rate.getAttribute('aria-valuetext')).toBe('0.002');
    expect(await faultsOf(page)).toEqual([]);
  });

  test('nor has it on a dark phone, in Spanish', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`/lab#${SMALL}`, { size: 'phone', language: 'es', scheme: 'dark' });
    await shown(page);
    await page.getByRole('button', { name: 'Redes' }).click();
    await page.getByRole('slider', { name: 'Capas' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    for (const model of ['Autocodificador', 'VAE', 'GAN', 'Difusión']) {
      await button(page, `Ajustes de ${model}`).click();
      await page.getByRole('dialog', { name: `Ajustes de ${model}` }).waitFor();
      expect(await untranslated(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
});
