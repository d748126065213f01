/** What the tab Generate is made of, as far as it needs no page: addresses, masks, texts in PNG files. */

import { createCanvas, loadImage } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  borderMask,
  emptyMask,
  filledShare,
  inverted,
  maskText,
  maskWhere,
  PRESETS,
  presetMask,
  readMask,
  stroked,
} from '../../../../apps/studio/src/pages/run/generate/fill/mask.ts';
import { deviations, nearbyCodes } from '../../../../apps/studio/src/pages/run/generate/nearby.ts';
import { readTexts, withTexts } from '../../../../apps/studio/src/pages/run/generate/png-text.ts';
import {
  fillBody,
  readFill,
  readSamples,
  sampleBody,
  settingParameters,
  usualFill,
  usualSamples,
  withSolver,
} from '../../../../apps/studio/src/pages/run/generate/settings.ts';
import { tilesOf } from '../../../../apps/studio/src/pages/run/generate/tiles.ts';
import { type Capabilities, USES } from '../../src/server/contract.ts';

const VAE: Capabilities = {
  encode: true,
  decode: true,
  prior: 'normal',
  posterior: true,
  codeSize: 4,
  shape: [1, 28, 28],
  kind: 'image',
  attributes: false,
  examples: { train: 160, test: 40 },
  epoch: 2,
  step: 8,
  warnings: [],
};
const TOLD = { names: ['shirt', 'shoe', 'bag'], trained: [0, 2] };
const DIFFUSION: Capabilities = {
  ...VAE,
  encode: false,
  posterior: false,
  classes: TOLD,
  denoising: {
    times: 100,
    steps: 20,
    solver: 'ddim, η = 0.5',
    solvers: ['ddpm', 'ddim', 'heun'],
    guidance: 2,
  },
};

describe('settings', () => {
  test('are those that the model has', () => {
    expect(usualSamples(VAE, 5)).toEqual({ seed: 5, count: 16, truncation: 1 });
    expect(usualSamples({ ...VAE, prior: 'none' }, 5)).toEqual({ seed: 5, count: 16 });
    expect(usualSamples(DIFFUSION, 5)).toEqual({
      seed: 5,
      count: 4,
      solver: 'ddim',
      steps: 20,
      eta: 0.5,
      guidance: 2,
    });
    expect(usualFill(DIFFUSION, 5)).toEqual({
      seed: 5,
      count: 4,
      solver: 'ddim',
      eta: 1,
      steps: 50,
      resample: 4,
      guidance: 2,
    });
  });

  test('come back from an address as they went in', () => {
    const settings = { ...usualSamples(DIFFUSION, 5), class: 2, steps: 7, guidance: 3.5 };
    const address = settingParameters(settings);
    expect(readSamples(address, DIFFUSION, 1)).toEqual(settings);
    expect(settingParameters(readSamples(address, DIFFUSION, 1)).toString()).toBe(`${address}`);
    const fill = { ...usualFill(DIFFUSION, 9), resample: 2, count: 3 };
    expect(readFill(settingParameters(fill), DIFFUSION, 1)).toEqual(fill);
  });

  test('of an address that do not suit the model are the usual ones', () => {
    const odd = new URLSearchParams(
      'seed=-1&count=100000&class=1&steps=101&solver=none&eta=x&guidance=99&truncation=0.5',
    );
    expect(readSamples(odd, DIFFUSION, 5)).toEqual(usualSamples(DIFFUSION, 5));
    expect(readSamples(odd, VAE, 5)).toEqual({ ...usualSamples(VAE, 5), truncation: 0.5 });
  });

  test('have η with ddim alone', () => {
    const settings = usualSamples(DIFFUSION, 5);
    expect(withSolver(settings, 'heun', 1)).not.toHaveProperty('eta');
    expect(withSolver(withSolver(settings, 'heun', 1), 'ddim', 1).eta).toBe(1);
    const address = settingParameters({ ...settings, solver: 'heun' });
    expect(readSamples(address, DIFFUSION, 1)).not.toHaveProperty('eta');
  });

  test('are bodies that the server takes', () => {
    for (const model of [VAE, DIFFUSION]) {
      const body = sampleBody(usualSamples(model, 3), model);
      expect(USES.sample.parse(body)).toMatchObject({ seed: 3 });
    }
    expect(sampleBody({ seed: 1, count: 200 }, DIFFUSION)).not.toHaveProperty('moments');
    const mask = presetMask('left', 28, 28);
    const body = USES.inpaint.parse(fillBody(usualFill(DIFFUSION, 3), 7, mask.bits));
    expect(new Uint8Array(Buffer.from(body.mask, 'base64'))).toEqual(mask.bits);
  });
});

describe('a mask', () => {
  test('comes back from its text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.boolean()),
        (height, width, stream) => {
          const mask = maskWhere(height, width, () => stream.next().value as boolean);
          expect(readMask(maskText(mask), height, width)).toEqual(mask);
        },
      ),
    );
  });

  test('that is ready has a short name', () => {
    for (const name of PRESETS) expect(maskText(presetMask(name, 28, 28))).toBe(name);
    expect(maskText(borderMask(6, 28, 28))).toBe('border-6');
    expect(filledShare(presetMask('left', 28, 28))).toBe(0.5);
    expect(filledShare(presetMask('centre', 28, 28))).toBe(0.25);
  });

  test.each(['', 'middle', 'border-0', 'border-14', '5', 'zzzzz', '1.2.', '-1'])(
    'is not read from %j',
    (text) => expect(readMask(text, 28, 28)).toBeUndefined(),
  );

  test('is painted and erased under the brush, in one stroke without gaps', () => {
    const brush = { size: 3, isEraser: false };
    const painted = stroked(emptyMask(9, 9), { x: 1.5, y: 4.5 }, { x: 7.5, y: 4.5 }, brush);
    const row = (y: number) => [...painted.bits.subarray(9 * y, 9 * y + 9)];
    expect(row(4)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(row(3)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(row(2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const erased = stroked(
      painted,
      { x: 0.5, y: 4.5 },
      { x: 8.5, y: 4.5 },
      {
        size: 4,
        isEraser: true,
      },
    );
    expect(filledShare(erased)).toBe(0);
    const dot = stroked(
      emptyMask(9, 9),
      { x: 2.9, y: 2.9 },
      { x: 2.9, y: 2.9 },
      {
        size: 1,
        isEraser: false,
      },
    );
    expect(dot.bits.indexOf(1)).toBe(20);
    expect(filledShare(inverted(dot))).toBeCloseTo(80 / 81);
  });
});

describe('a PNG file', () => {
  test('keeps its pixels and carries its texts', async () => {
    const canvas = createCanvas(5, 4);
    const context = canvas.getContext('2d');
    context.fillStyle = '#336699';
    context.fillRect(1, 1, 3, 2);
    const png = canvas.toBuffer('image/png');
    const settings = JSON.stringify({ class: 'niño', seed: 3 });
    const whole = withTexts(png, { Software: 'Alebrije', alebrije: settings });
    const texts = readTexts(whole);
    expect(texts.Software).toBe('Alebrije');
    expect(JSON.parse(texts.alebrije!)).toEqual({ class: 'niño', seed: 3 });
    const read = createCanvas(5, 4);
    read.getContext('2d').drawImage(await loadImage(Buffer.from(whole)), 0, 0);
    expect(read.getContext('2d').getImageData(0, 0, 5, 4).data).toEqual(
      context.getImageData(0, 0, 5, 4).data,
    );
    whole[60]! ^= 1;
    expect(() => readTexts(whole)).toThrow('checksum');
  });
});

describe('codes nearby', () => {
  const code = Float32Array.from({ length: 200 }, (_, axis) => Math.sin(axis));

  test('are the code itself at no distance, and have its distribution at every one', () => {
    const wanted = { code, deviation: new Float32Array(200).fill(1), isNormal: true, count: 50 };
    const [same] = nearbyCodes({ ...wanted, distance: 0, seed: 3 });
    expect(same).toEqual([...code]);
    const far = nearbyCodes({ ...wanted, distance: 1, seed: 3 }).flat();
    expect(far.reduce((sum, value) => sum + value ** 2, 0) / far.length).toBeCloseTo(1, 1);
    expect(nearbyCodes({ ...wanted, distance: 0.4, seed: 3 })).toEqual(
      nearbyCodes({ ...wanted, distance: 0.4, seed: 3 }),
    );
  });

  test('without a prior go as far as the codes do', () => {
    const spread = deviations(Float32Array.from([0, 5, 2, 5, 4, 5]), 2);
    expect(spread[0]).toBeCloseTo(Math.sqrt(8 / 3));
    expect(spread[1]).toBe(0);
    const [near] = nearbyCodes({
      code: Float32Array.from([1, 5]),
      deviation: spread,
      isNormal: false,
      distance: 0.5,
      seed: 1,
      count: 1,
    });
    expect(near![0]).not.toBe(1);
    expect(near![1]).toBe(5);
  });
});

test('samples are images from 0 to 255, rounded', () => {
  const values = Buffer.from(Float32Array.from([0, 1, 0.5, 2, -1, 0.1]).buffer);
  const tiles = tilesOf({
    dtype: 'float32',
    shape: [2, 1, 1, 3],
    values: values.toString('base64'),
  });
  expect(tiles.map(({ pixels }) => [...pixels])).toEqual([
    [0, 255, 128],
    [255, 0, 26],
  ]);
});
