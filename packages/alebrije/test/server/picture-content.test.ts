import { expect, test } from 'vitest';
import { type Box, contentOf } from '../../src/server/runs/picture-content.ts';

/** A white picture with dark boxes. */
function picture(width: number, height: number, boxes: readonly Box[]) {
  const data = new Uint8Array(4 * width * height).fill(255);
  for (const box of boxes) {
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++)
        data.fill(20, 4 * (y * width + x), 4 * (y * width + x) + 3);
    }
  }
  return { width, height, data };
}

const TITLE = { x: 5, y: 4, width: 80, height: 3 };
const IMAGES = { x: 10, y: 20, width: 60, height: 50 };

test('what is shown begins below the lines of text, without margins', () => {
  expect(contentOf(picture(100, 90, [TITLE, IMAGES]))).toEqual(IMAGES);
});

test('of text alone all is shown, of one colour the whole', () => {
  expect(contentOf(picture(100, 90, [TITLE]))).toEqual(TITLE);
  expect(contentOf(picture(100, 90, []))).toEqual({ x: 0, y: 0, width: 100, height: 90 });
});
