/** Panels over the plane: where points, arrows and ways come to lie. */

import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { planePanels } from '../../src/explore/figures/index.ts';

const SIDE = 100;
const MARGIN = 32;
const TITLE = 26;

/** Shares of pixels that are not white in the quarters of the panel: left above, right above, left below, right below. */
async function quarters(panel: object) {
  const png = await planePanels({
    panels: [{ title: '', ...panel }],
    columns: 1,
    range: [-1, 1],
    side: SIDE,
  });
  const image = await loadImage(Buffer.from(png));
  expect([image.width, image.height]).toEqual([
    2 * (SIDE + 2 * MARGIN),
    2 * (SIDE + 2 * MARGIN + TITLE),
  ]);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const ink = (x: number, y: number) => {
    // Three pixels from the frame.
    const { data } = context.getImageData(
      2 * (MARGIN + x + 3),
      2 * (MARGIN + TITLE + y + 3),
      88,
      88,
    );
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at]! < 250) dark += 1;
    return dark / (data.length / 4);
  };
  const half = SIDE / 2;
  return [ink(0, 0), ink(half, 0), ink(0, half), ink(half, half)];
}

describe('draws', () => {
  test('points where they are, up being up, and none outside', async () => {
    const shares = await quarters({ points: { x: [0.5, 9], y: [0.5, 0] } });
    expect(shares[1]).toBeGreaterThan(0);
    expect([shares[0], shares[2], shares[3]]).toEqual([0, 0, 0]);
  });

  test('arrows from their places the way they point, no farther than the spacing', async () => {
    const arrows = { all: [{ x: -0.9, y: -0.5, dx: 100, dy: 0 }], spacing: 0.6 };
    const shares = await quarters({ arrows });
    expect(shares[2]).toBeGreaterThan(0);
    expect([shares[0], shares[1], shares[3]]).toEqual([0, 0, 0]);
    const back = await quarters({ arrows: { all: [{ x: 0, y: 0.5, dx: -1, dy: 0 }], spacing: 1 } });
    expect(back[0]).toBeGreaterThan(0);
    expect(back[3]).toBe(0);
  });

  test('ways through all their points', async () => {
    const shares = await quarters({ ways: [{ x: [-0.5, -0.5, 0.5], y: [0.5, -0.5, -0.5] }] });
    expect(shares[0]! * shares[2]! * shares[3]!).toBeGreaterThan(0);
    expect(shares[1]).toBe(0);
  });
});

test('rows follow each other, with their labels', async () => {
  const panel = { title: 'a' };
  const size = async (count: number) => {
    const panels = new Array(count).fill(panel);
    const png = await planePanels({ panels, columns: 2, range: [0, 1], side: SIDE });
    const { width, height } = await loadImage(Buffer.from(png));
    return [width / 2, height / 2];
  };
  const [width, height] = await size(2);
  expect(await size(3)).toEqual([width, height! + SIDE + TITLE + 20]);
  await expect(size(0)).rejects.toThrow(/at least one panel/);
});
