/** Images as PNG files that carry what made them. */

import { withTexts } from './png-text.ts';
import { rgbaOf, type Tile } from './tiles.ts';

export interface SheetLook {
  readonly columns: number;
  /** Pixels of the file for one of an image, along a side. */
  readonly scale: number;
  /** Between images, pixels of the file. */
  readonly gap: number;
}

/** A side of about so many pixels shows an image well. */
const GOOD_SIDE = 112;
const LARGE_SIDE = 448;

const scaleTo = ({ shape }: Tile, side: number): number =>
  Math.max(1, Math.round(side / Math.max(shape[1] ?? 1, shape[2] ?? 1)));

export const gridScale = (tile: Tile): number => scaleTo(tile, GOOD_SIDE);
export const largeScale = (tile: Tile): number => scaleTo(tile, LARGE_SIDE);

/** Images in rows, enlarged without blur, on a ground that is transparent. */
export function drawSheet(
  tiles: readonly Tile[],
  { columns, scale, gap }: SheetLook,
): HTMLCanvasElement {
  const [, height = 1, width = 1] = tiles[0]?.shape ?? [];
  const sheet = document.createElement('canvas');
  sheet.width = columns * (width * scale + gap) - gap;
  sheet.height = Math.ceil(tiles.length / columns) * (height * scale + gap) - gap;
  const context = sheet.getContext('2d')!;
  context.imageSmoothingEnabled = false;
  const one = new OffscreenCanvas(width, height);
  const small = one.getContext('2d')!;
  for (const [place, tile] of tiles.entries()) {
    small.putImageData(new ImageData(rgbaOf(tile), width, height), 0, 0);
    context.drawImage(
      one,
      (place % columns) * (width * scale + gap),
      Math.floor(place / columns) * (height * scale + gap),
      width * scale,
      height * scale,
    );
  }
  return sheet;
}

/** What made an image, in words for programs. */
export interface Origin {
  readonly run: string;
  readonly recipe: string;
  /** Epochs that the checkpoint had. */
  readonly epoch: number;
  readonly use: 'sample' | 'inpaint';
  readonly settings: object;
  /** Address of the studio that shows it again. */
  readonly link: string;
  /** Which of the set it is, from 0; the whole set if it is left out. */
  readonly index?: number;
  /** Of a variation: how far from its sample, and its own number. */
  readonly variation?: object;
}

/** Keyword of the text that says what made an image. */
export const ORIGIN_KEYWORD = 'alebrije';

export async function pngOf(canvas: HTMLCanvasElement, origin: Origin): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the browser made no PNG of this image');
  const texts = { Software: 'Alebrije', [ORIGIN_KEYWORD]: JSON.stringify(origin) };
  return new Blob([withTexts(new Uint8Array(await blob.arrayBuffer()), texts)], {
    type: 'image/png',
  });
}

/** Long enough for a slow disk; the address is of no use after. */
const KEPT_MS = 60_000;

export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

export async function savePng(
  tiles: readonly Tile[],
  look: SheetLook,
  origin: Origin,
  name: string,
): Promise<void> {
  saveFile(await pngOf(drawSheet(tiles, look), origin), `${name}.png`);
}
