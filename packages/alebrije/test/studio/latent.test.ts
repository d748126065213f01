/** The latent explorer in a real Chromium, on a run that was trained a moment ago. */

import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { decodeArray, type UseResults } from '../../src/server/contract.ts';
import { chromiumPath, NO_CHROMIUM } from '../browser/chromium.ts';
import { testFolder, testStudio } from '../server/studio-client.ts';
import { trainClothes } from '../server/trained-runs.ts';
import { faultsOf } from './page-faults.ts';
import { PATIENCE_MS, type PageOptions, studioBrowser } from './studio-browser.ts';
import { untranslated } from './untranslated.ts';

const TIMEOUT_MS = 6 * PATIENCE_MS;

interface Decoded {
  readonly code: readonly number[];
  readonly values: readonly number[];
  /** Of the canvas, 0 to 255. */
  readonly pixels: readonly number[];
  readonly milliseconds: number;
}

/** Keeps what the figure tells of each picture that it draws. */
const LISTEN = `
  globalThis.decoded = [];
  document.addEventListener('decoded', ({ target, detail }) => {
    const canvas = target.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const { code, values, milliseconds } = detail;
    const pixels = Array.from(data).filter((_, place) => place % 4 === 0);
    decoded.push({ code, values: Array.from(values), pixels, milliseconds });
  });
`;

/** Of a PNG: how much of it is neither black, grey nor white, as points are and decoded images are not. */
async function colourfulShare(png: Buffer): Promise<number> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let colourful = 0;
  for (let at = 0; at < data.length; at += 4) {
    const channels = [...data.subarray(at, at + 3)];
    if (Math.max(...channels) - Math.min(...channels) > 60) colourful += 1;
  }
  return (4 * colourful) / data.length;
}

describe.skipIf(!chromiumPath)(`the latent explorer${NO_CHROMIUM}`, async () => {
  if (!chromiumPath) return;
  const runs = testFolder();
  const name = await trainClothes(runs, 'conv-vae', ['epochs=4', 'batchSize=20']);
  const wide = await trainClothes(runs, 'dense-vae', ['epochs=1', 'codeSize=5']);
  const gan = await trainClothes(runs, 'dense-gan', ['epochs=1']);
  const studio = await testStudio({ runs });
  const { open } = await studioBrowser(studio);

  const figure = (page: Page): Locator => page.locator('[data-decoded-figure]');

  async function openLatent(run: string, options: PageOptions = {}): Promise<Page> {
    const script = `${LISTEN}${options.script ?? ''}`;
    const page = await open(`/runs/${run}/latent`, { ...options, script });
    await figure(page).waitFor();
    await expect
      .poll(() => page.evaluate<number>('decoded.length'), { timeout: PATIENCE_MS })
      .toBeGreaterThan(0);
    return page;
  }

  let shared: Promise<Page> | undefined;
  /** Of the run with codes of two numbers; opened once, since opening takes longer than most tests. */
  const sharedPage = (): Promise<Page> => {
    shared ??= openLatent(name, { isKept: true });
    return shared;
  };

  /** The newest picture, once it is that of a code that fits. */
  async function pictureOf(
    page: Page,
    fits: (code: readonly number[]) => boolean = () => true,
  ): Promise<Decoded> {
    const newest = () => page.evaluate<Decoded | undefined>('decoded.at(-1)');
    await expect
      .poll(async () => fits((await newest())?.code ?? [Number.NaN, Number.NaN]), {
        timeout: PATIENCE_MS,
      })
      .toBe(true);
    return (await newest())!;
  }

  /** Largest difference between a picture of the page and what Node's decoder makes of its code. */
  async function differenceFromNode(run: string, { code, values }: Decoded): Promise<number> {
    const answer = await studio.post(`/api/runs/${run}/decode`, { codes: [code] });
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    const expected = decodeArray(answer.json<UseResults['decode']>().decoded);
    expect(values).toHaveLength(expected.length);
    return Math.max(...values.map((value, place) => Math.abs(value - expected[place]!)));
  }

  const largestChange = (a: Decoded, b: Decoded): number =>
    Math.max(...a.values.map((value, place) => Math.abs(value - b.values[place]!)));

  async function mapBox(page: Page) {
    await page.getByRole('region', { name: 'Map of codes' }).waitFor();
    const box = (await page.locator('[data-painter]').boundingBox())!;
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    return { box, at };
  }

  test('dragging in the map shows what the decoder of Node makes of each place', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await sharedPage();
    const { at } = await mapBox(page);
    const first = await page.evaluate<Decoded>('decoded.at(-1)');
    await page.mouse.move(...at(0.2, 0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.4), { steps: 6 });
    await page.mouse.move(...at(0.85, 0.75), { steps: 6 });
    await page.mouse.up();
    const handle = page.getByRole('slider', { name: 'Code on the map' });
    const text = await handle.getAttribute('aria-valuetext');
    const [x, y] = [...text!.matchAll(/= (-?[\d.]+)/g)].map(([, number]) => Number(number));
    const last = await pictureOf(
      page,
      ([first, second]) => Math.abs(first! - x!) < 0.006 && Math.abs(second! - y!) < 0.006,
    );
    expect(largestChange(first, last)).toBeGreaterThan(0.01);
    const shown = await page.evaluate<Decoded[]>('decoded');
    for (const picture of [shown[Math.floor(shown.length / 2)]!, last]) {
      expect(await differenceFromNode(name, picture)).toBeLessThan(1e-3);
    }
    expect(
      Math.max(...last.pixels.map((pixel, place) => Math.abs(pixel - 255 * last.values[place]!))),
    ).toBeLessThanOrEqual(1);

    await handle.focus();
    await page.keyboard.press('ArrowRight');
    const right = await pictureOf(page, ([first]) => first! > last.code[0]!);
    expect(right.code[1]).toBeCloseTo(last.code[1]!, 5);
    await page.keyboard.press('Shift+ArrowUp');
    const up = await pictureOf(page, ([, second]) => second! > last.code[1]!);
    expect(await differenceFromNode(name, up)).toBeLessThan(1e-3);
  });

  test('sliders move numbers, and the way between two codes is a strip', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await sharedPage();
    const slider = page.getByRole('slider', { name: /^z1/ });
    const least = (await slider.getAttribute('min'))!;
    await slider.press('Home');
    const low = await pictureOf(page, ([first]) => Math.abs(first! - Number(least)) < 1e-4);
    await page.getByRole('button', { name: /^Keep/ }).click();
    await slider.press('End');
    const high = await pictureOf(page, ([first]) => first! > low.code[0]! + 1);
    await page.getByRole('button', { name: /^Keep/ }).click();
    const strip = page.getByRole('list', { name: 'Interpolation' });
    expect(await strip.getByRole('listitem').count()).toBe(7);
    await strip.getByRole('button', { name: 'Image 4 of 7' }).click();
    const middle = await pictureOf(page, ([first]) => first! < high.code[0]!);
    expect(middle.code[0]).toBeCloseTo((low.code[0]! + high.code[0]!) / 2, 4);
    expect(await differenceFromNode(name, middle)).toBeLessThan(1e-3);
    await page.getByText('Spherical').click();
    await strip.getByRole('button', { name: 'Image 4 of 7' }).waitFor();
  });

  test('a projection is chosen from, by a line and by its nearest', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await openLatent(wide);
    await page.getByText('PCA').first().waitFor();
    await page.getByText(/^[\d,]+ points/).waitFor();
    const { at } = await mapBox(page);
    await page.getByText('Lasso').click();
    await page.mouse.move(...at(0.01, 0.01));
    await page.mouse.down();
    for (const corner of [at(0.99, 0.01), at(0.99, 0.99), at(0.01, 0.99)]) {
      await page.mouse.move(...corner, { steps: 3 });
    }
    await page.mouse.up();
    const chosenText = page.getByText(/^[\d,]+ examples chosen$/);
    const numberIn = async (text: Locator) =>
      Number((await text.innerText()).match(/[\d,]+/)![0].replace(',', ''));
    const total = await numberIn(page.getByText(/^[\d,]+ points/));
    expect(await numberIn(chosenText)).toBeGreaterThan(0.97 * total);
    expect(await numberIn(chosenText)).toBeLessThanOrEqual(total);
    await page
      .getByRole('button', { name: /^Example \d+:/ })
      .last()
      .click();
    const chosen = await pictureOf(page);
    expect(await differenceFromNode(wide, chosen)).toBeLessThan(1e-3);
    await page.getByRole('button', { name: 'Nearest neighbours', exact: true }).click();
    await page.getByRole('heading', { name: 'Nearest neighbours of the code' }).waitFor();
  });

  test('an own image is encoded, and its reconstruction shown', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await sharedPage();
    const { code: before } = await pictureOf(page);
    await page.getByText('Draw', { exact: true }).click();
    const pad = page.getByRole('img', { name: /Canvas to draw on/ });
    await pad.scrollIntoViewIfNeeded();
    const brush = page.getByRole('slider', { name: 'Brush' });
    await brush.press('ArrowRight');
    expect(await brush.getAttribute('aria-valuetext')).toBe('19 pixels');
    const box = (await pad.boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + 120, box.y + 140, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('img', { name: 'Reconstruction' }).waitFor();
    const own = await pictureOf(page, ([first]) => first !== before[0]);
    expect(await differenceFromNode(name, own)).toBeLessThan(1e-3);
  });

  test('a model without an encoder has sliders and no map', { timeout: TIMEOUT_MS }, async () => {
    const page = await openLatent(gan);
    expect(await page.locator('[data-painter]').count()).toBe(0);
    const before = await page.evaluate<Decoded>('decoded.at(-1)');
    await page.getByRole('button', { name: 'Random code', exact: true }).click();
    const drawn = await pictureOf(page, ([first]) => first !== before.code[0]);
    expect(await differenceFromNode(gan, drawn)).toBeLessThan(1e-3);
  });

  test('without WebGL the processor draws the map, which it says', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await openLatent(name, {
      script: `const own = HTMLCanvasElement.prototype.getContext;
       HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
         return String(kind).startsWith('webgl') ? null : own.call(this, kind, ...rest);
       };`,
    });
    await page.getByText(/drawn without a graphics card/).waitFor();
    const { at } = await mapBox(page);
    const before = await page.evaluate<Decoded>('decoded.at(-1)');
    await page.mouse.click(...at(0.4, 0.25));
    await pictureOf(page, ([first]) => first !== before.code[0]);
    const map = await page.locator('[data-painter="canvas"] canvas').screenshot();
    expect(await colourfulShare(map)).toBeGreaterThan(0.001);
  });

  test('a graphics card draws the map by WebGL', { timeout: TIMEOUT_MS }, async () => {
    const page = await openLatent(name, {
      // What draws here names itself as a card.
      script: `const own = WebGL2RenderingContext.prototype.getParameter;
       WebGL2RenderingContext.prototype.getParameter = function (what) {
         return what === 0x9246 ? 'a graphics card' : own.call(this, what);
       };`,
    });
    const { at } = await mapBox(page);
    expect(await page.locator('[data-painter]').getAttribute('data-painter')).toBe('webgl');
    const coloured = async () =>
      colourfulShare(await page.locator('[data-painter] canvas').screenshot());
    await expect.poll(coloured, { timeout: PATIENCE_MS }).toBeGreaterThan(0.001);
    const before = await page.evaluate<Decoded>('decoded.at(-1)');
    await page.mouse.click(...at(0.4, 0.25));
    await pictureOf(page, ([first]) => first !== before.code[0]);
  });

  test('has no serious fault of accessibility and does not scroll sideways', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const page = await sharedPage();
    await mapBox(page);
    expect(await faultsOf(page)).toEqual([]);
  });

  test('nor has it on a dark phone, in Spanish', { timeout: TIMEOUT_MS }, async () => {
    const page = await openLatent(name, { scheme: 'dark', size: 'phone', language: 'es' });
    await page.getByRole('heading', { name: 'Mapa de todos los códigos' }).waitFor();
    expect(await untranslated(page)).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
  });
});
