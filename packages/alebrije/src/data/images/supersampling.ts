/** Small pictures without jagged edges: drawn several times as large, then averaged. */

import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';

/** A sheet that pictures of one size are drawn on, one after the other. */
export interface SupersampledSheet {
  readonly width: number;
  readonly height: number;
  /** In the units of the small picture's pixels; reset before each picture. */
  readonly context: SKRSContext2D;
  /** The sheet's pixels, averaged, as channels: grey for one, else red, green and blue. */
  read(into: Uint8Array, channels: number): void;
}

/** Weights of red, green and blue in grey: Recommendation ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * @param sheet a canvas of `factor` times the picture's width and height
 * @param factor how many times as large it is
 */
export function supersampledSheet(sheet: Canvas, factor: number): SupersampledSheet {
  const [width, height] = [sheet.width / factor, sheet.height / factor];
  const context = sheet.getContext('2d');
  context.scale(factor, factor);
  const area = width * height;
  const sums = new Float32Array(3 * area);
  return {
    width,
    height,
    context,
    read(into, channels) {
      const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
      sumBlocks(data, sheet.width, factor, sums);
      const scale = 1 / (factor * factor);
      for (let pixel = 0; pixel < area; pixel++) {
        const red = sums[pixel]! * scale;
        const green = sums[area + pixel]! * scale;
        const blue = sums[2 * area + pixel]! * scale;
        if (channels === 1) {
          into[pixel] = Math.round(LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue);
        } else {
          into[pixel] = Math.round(red);
          into[area + pixel] = Math.round(green);
          into[2 * area + pixel] = Math.round(blue);
        }
      }
    },
  };
}

/** Sums each block of factor x factor RGBA pixels into red, green and blue planes. */
function sumBlocks(
  rgba: Uint8ClampedArray,
  sheetWidth: number,
  factor: number,
  sums: Float32Array,
): void {
  const width = sheetWidth / factor;
  const area = sums.length / 3;
  sums.fill(0);
  const rows = rgba.length / (4 * sheetWidth);
  for (let y = 0; y < rows; y++) {
    const row = Math.floor(y / factor) * width;
    let at = 4 * y * sheetWidth;
    for (let x = 0; x < width; x++) {
      const pixel = row + x;
      let [red, green, blue] = [0, 0, 0];
      for (let step = 0; step < factor; step++, at += 4) {
        red += rgba[at]!;
        green += rgba[at + 1]!;
        blue += rgba[at + 2]!;
      }
      sums[pixel]! += red;
      sums[area + pixel]! += green;
      sums[2 * area + pixel]! += blue;
    }
  }
}
