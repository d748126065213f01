/** The 2-D lab in a real Chromium, used by hand, finger and keys; nothing is trained. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { faultsOf } from './page-faults.ts';
import { PATIENCE_MS, studioBrowser } from './studio-browser.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;

/** A lab in which nothing works. */
const IDLE = '/lab#points=200&ae=0&vae=0&gan=0&diffusion=0';

const areaOf = (page: Page) => page.getByRole('application');

/** Where a share of the drawing area is on the screen. */
async function placesIn(page: Page) {
  const box = (await areaOf(page).boundingBox())!;
  return (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
}

/** Runs in the page: the widest gap between the columns of the drawing area that have colour, as a share of it. */
const WIDEST_GAP = `(() => {
  const canvas = document.querySelector('[role=application] canvas');
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const hasColour = (at) => Math.max(...data.slice(at, at + 3)) - Math.min(...data.slice(at, at + 3)) > 60;
  let [last, widest] = [-1, 0];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!hasColour(4 * (y * width + x))) continue;
      if (last >= 0) widest = Math.max(widest, x - last);
      last = x;
      break;
    }
  }
  return widest / width;
})()`;

describe.skipIf(!chromiumPath)(`the 2-D lab in use${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const studio = await testStudio({ runs: testFolder() });
  const { open } = await studioBrowser(studio);

  test('a fast stroke has no gaps and selects no words', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`${IDLE}&data=drawn&noise=0`);
    await page.getByText('Draw here', { exact: true }).waitFor();
    const at = await placesIn(page);
    const { y } = (await areaOf(page).boundingBox())!;
    await page.mouse.move(...at(0.1, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.9, 0.3), { steps: 2 });
    await page.mouse.move(...at(0.5, 1.3), { steps: 2 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('drawing=');
    expect(await page.evaluate<number>(WIDEST_GAP)).toBeLessThan(0.06);
    // The first dab does not move the canvas away under the hand.
    expect((await areaOf(page).boundingBox())!.y).toBe(y);
    expect(await page.evaluate('getSelection().toString()')).toBe('');

    // The keys go on where the mouse was, and tell how much is drawn.
    const told = areaOf(page).locator('[aria-live]');
    const drawn = async () => Number((await told.textContent())?.match(/(\d+) points/)?.[1]);
    await page.keyboard.press('ArrowUp');
    await expect.poll(drawn, { timeout: PATIENCE_MS }).toBeGreaterThan(100);
    const before = await drawn();
    await page.keyboard.press('Space');
    await expect.poll(drawn, { timeout: PATIENCE_MS }).toBeGreaterThan(before);

    // The lab's own link in the navigation takes nothing away.
    const length = await page.evaluate<number>('history.length');
    await page.getByRole('link', { name: '2-D lab' }).first().click();
    await expect
      .poll(() => page.evaluate<number>('history.length'), { timeout: PATIENCE_MS })
      .toBe(length + 1);
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('drawing=');
  });

  test('what is drawn on other data does not take their noise away', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(IDLE);
    const noise = page.getByRole('slider', { name: 'Noise', exact: true });
    const at = await placesIn(page);
    await page.mouse.click(...at(0.5, 0.5));
    await expect
      .poll(() => noise.getAttribute('aria-valuetext'), { timeout: PATIENCE_MS })
      .toBe('0');
    await page.getByRole('radio', { name: 'Rings' }).check({ force: true });
    await expect
      .poll(() => noise.getAttribute('aria-valuetext'), { timeout: PATIENCE_MS })
      .toBe('0.05');
  });

  test('a seed is typed as it is, and the initial settings come back', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`${IDLE}&seed=573010`);
    await page.getByRole('button', { name: 'Networks' }).click();
    const seed = page.getByRole('textbox', { name: 'Seed' });
    expect(await seed.inputValue()).toBe('573010');
    // Between two numbers there is none.
    await seed.fill('');
    await seed.pressSequentially('42');
    await expect.poll(() => page.url(), { timeout: PATIENCE_MS }).toContain('seed=42');
    await page.getByRole('button', { name: 'Initial settings' }).click();
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE_MS }).toBe('');
    expect(await seed.inputValue()).toBe('1');
  });

  test('every slider reads out its number, and a large model is brought into sight', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await open(`${IDLE}&diffusion.film=0`);
    await page.getByRole('slider', { name: 'Noise level of the arrows' }).waitFor();
    const numbers = await page
      .getByRole('slider')
      .evaluateAll((sliders) => sliders.map((slider) => slider.getAttribute('aria-valuetext')));
    expect(numbers).toEqual(['0.16', '200', '0.05', '0.3']);
    await page.getByRole('button', { name: 'Enlarge Diffusion' }).click();
    const card = page.locator('[data-model=diffusion]');
    const top = async () => (await card.boundingBox())!.y;
    await expect.poll(top, { timeout: PATIENCE_MS }).toBeLessThan(200);
    expect(await top()).toBeGreaterThan(100);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('a bad link is told in the words of the page', { timeout: TIMEOUT_MS }, async () => {
    const page = await open(`${IDLE}&seed=x&gan.loss=y&diffusion.show=z&drawing=%40&foo=1&foo=2`, {
      language: 'es',
      size: 'phone',
    });
    const alert = page.getByRole('alert');
    await alert
      .getByText('Semilla, GAN: Pérdida, Difusión: Qué se muestra, foo, Puntos dibujados.')
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await alert.getByRole('button', { name: 'Cerrar' }).click();
    await expect.poll(() => alert.count(), { timeout: PATIENCE_MS }).toBe(0);
  });
});
