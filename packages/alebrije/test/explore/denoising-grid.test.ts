import { loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { denoisingGrid, type ImageBatch } from '../../src/explore/figures/index.ts';

const images = (count: number, value: number): ImageBatch => ({
  data: new Float32Array(count * 64).fill(value),
  count,
  channels: 1,
  height: 8,
  width: 8,
});

const band = (count: number) => ({
  corrupted: images(count, 0.2),
  denoised: images(count, 0.6),
  corruptedLabel: 'Gaussian, σ 0.2: 0.0400',
  denoisedLabel: 'Denoised: 0.0150',
});

it('has a row for the originals and two for each level', async () => {
  const size = async (bands: number) => {
    const png = await denoisingGrid({
      originals: images(10, 1),
      bands: Array.from({ length: bands }, () => band(10)),
    });
    const { width, height } = await loadImage(Buffer.from(png));
    return { width, height };
  };
  const [one, two] = [await size(1), await size(2)];
  expect(two.width).toBe(one.width);
  // Two rows of tiles about 84 CSS pixels high, at two device pixels each.
  expect(two.height - one.height).toBeGreaterThan(2 * 2 * 80);
  expect(two.height - one.height).toBeLessThan(2 * 2 * 110);
});

it('refuses rows of different lengths', async () => {
  await expect(denoisingGrid({ originals: images(3, 1), bands: [band(2)] })).rejects.toThrow(
    UserError,
  );
});
