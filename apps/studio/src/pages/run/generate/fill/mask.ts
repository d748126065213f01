/** Which pixels of an image are to be filled: [H, W], row by row, 1 where they are. */

export interface Mask {
  readonly height: number;
  readonly width: number;
  readonly bits: Uint8Array;
}

export const PRESETS = ['left', 'right', 'top', 'bottom', 'centre'] as const;
export type PresetName = (typeof PRESETS)[number];

export function maskWhere(
  height: number,
  width: number,
  isFilled: (y: number, x: number) => boolean,
): Mask {
  const bits = Uint8Array.from({ length: height * width }, (_, place) =>
    isFilled(Math.floor(place / width), place % width) ? 1 : 0,
  );
  return { height, width, bits };
}

export const emptyMask = (height: number, width: number): Mask =>
  maskWhere(height, width, () => false);

export function presetMask(name: PresetName, height: number, width: number): Mask {
  const [halfHeight, halfWidth] = [Math.floor(height / 2), Math.floor(width / 2)];
  const [top, left] = [Math.round(height / 4), Math.round(width / 4)];
  switch (name) {
    case 'left':
      return maskWhere(height, width, (_, x) => x < halfWidth);
    case 'right':
      return maskWhere(height, width, (_, x) => x >= width - halfWidth);
    case 'top':
      return maskWhere(height, width, (y) => y < halfHeight);
    case 'bottom':
      return maskWhere(height, width, (y) => y >= height - halfHeight);
    case 'centre':
      return maskWhere(
        height,
        width,
        (y, x) => y >= top && y < height - top && x >= left && x < width - left,
      );
  }
}

/** The widest border that leaves something in the middle. */
export function widestBorder(height: number, width: number): number {
  return Math.max(1, Math.ceil(Math.min(height, width) / 2) - 1);
}

/** All around an image, so many pixels on every side: outpainting. */
export function borderMask(border: number, height: number, width: number): Mask {
  return maskWhere(height, width, (y, x) => Math.min(y, height - 1 - y, x, width - 1 - x) < border);
}

export const inverted = ({ bits, ...size }: Mask): Mask => ({
  ...size,
  bits: bits.map((bit) => 1 - bit),
});

/** Share of pixels that are to be filled, from 0 to 1. */
export function filledShare({ bits }: Mask): number {
  return bits.reduce((sum, bit) => sum + bit, 0) / bits.length;
}

/** In pixels from the upper left corner; the first pixel's centre is [0.5, 0.5]. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Brush {
  /** Diameter in pixels. */
  readonly size: number;
  /** Whether it takes away what is to be filled. */
  readonly isEraser: boolean;
}

/** Squared distance of a point to a stretch. */
function squaredDistance(point: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return (point.x - from.x - share * dx) ** 2 + (point.y - from.y - share * dy) ** 2;
}

/** A mask after a straight stroke; the pixels under its ends are painted however small the brush is. */
export function stroked(mask: Mask, from: Place, to: Place, { size, isEraser }: Brush): Mask {
  const limit = (size / 2) ** 2;
  const isUnder = (place: Place, y: number, x: number) =>
    Math.floor(place.y) === y && Math.floor(place.x) === x;
  return {
    ...mask,
    bits: mask.bits.map((bit, index) => {
      const [y, x] = [Math.floor(index / mask.width), index % mask.width];
      const isTouched =
        isUnder(from, y, x) ||
        isUnder(to, y, x) ||
        squaredDistance({ x: x + 0.5, y: y + 0.5 }, from, to) < limit;
      return isTouched ? (isEraser ? 0 : 1) : bit;
    }),
  };
}

function isSame(a: Mask, b: Mask): boolean {
  return a.bits.length === b.bits.length && a.bits.every((bit, index) => bit === b.bits[index]);
}

/** A mask for an address: the name of a preset, 'border-7', or the lengths of its runs, known ones first. */
export function maskText(mask: Mask): string {
  const { height, width, bits } = mask;
  const preset = PRESETS.find((name) => isSame(mask, presetMask(name, height, width)));
  if (preset) return preset;
  for (let border = 1; border <= widestBorder(height, width); border++) {
    if (isSame(mask, borderMask(border, height, width))) return `border-${border}`;
  }
  const lengths: number[] = [0];
  let last = 0;
  for (const bit of bits) {
    if (bit !== last) lengths.push(0);
    last = bit;
    lengths[lengths.length - 1]! += 1;
  }
  return lengths.map((length) => length.toString(36)).join('.');
}

/** @returns undefined if the text is no mask of this size */
export function readMask(text: string, height: number, width: number): Mask | undefined {
  const preset = PRESETS.find((name) => name === text);
  if (preset) return presetMask(preset, height, width);
  const [, border] = /^border-(\d+)$/.exec(text) ?? [];
  if (border !== undefined) {
    const wide = Number(border);
    return wide >= 1 && wide <= widestBorder(height, width)
      ? borderMask(wide, height, width)
      : undefined;
  }
  if (!/^[0-9a-z]+(\.[0-9a-z]+)*$/.test(text)) return undefined;
  const bits = new Uint8Array(height * width);
  let place = 0;
  for (const [run, digits] of text.split('.').entries()) {
    const end = place + Number.parseInt(digits, 36);
    if (end > bits.length) return undefined;
    bits.fill(run % 2, place, end);
    place = end;
  }
  return place === bits.length ? { height, width, bits } : undefined;
}
