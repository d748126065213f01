/**
 * The Laplacian pyramid of images: what each halving of their size leaves out. P. J. Burt and E. H.
 * Adelson, "The Laplacian pyramid as a compact image code", IEEE Transactions on Communications 31, 1983.
 * P planes, which are images of one channel.
 */

/** [P, height, width] */
export interface Planes {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Burt and Adelson's generating kernel with a = 0.375, the binomial one. */
const KERNEL = Float64Array.of(1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16);
const REACH = 2;

/** A place beyond an edge, mirrored at the outermost pixel, which is not repeated. */
function mirrored(place: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const within = ((place % period) + period) % period;
  return within < size ? within : period - within;
}

/** For each place of a line the five that the kernel weighs, [size · 5]. */
function tapsOf(size: number): Int32Array {
  return Int32Array.from({ length: size * KERNEL.length }, (_, index) =>
    mirrored(Math.floor(index / KERNEL.length) + (index % KERNEL.length) - REACH, size),
  );
}

/** Weighted sums along each row of every plane. */
function blurRows(data: Float32Array, width: number): Float32Array {
  const taps = tapsOf(width);
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += width) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = 0; tap < 5; tap++) sum += KERNEL[tap]! * data[start + taps[5 * x + tap]!]!;
      result[start + x] = sum;
    }
  }
  return result;
}

/** Weighted sums along each column of every plane. */
function blurColumns(data: Float32Array, height: number, width: number): Float32Array {
  const taps = tapsOf(height);
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += height * width) {
    for (let y = 0; y < height; y++) {
      for (let tap = 0; tap < 5; tap++) {
        const from = start + taps[5 * y + tap]! * width;
        const to = start + y * width;
        for (let x = 0; x < width; x++) result[to + x]! += KERNEL[tap]! * data[from + x]!;
      }
    }
  }
  return result;
}

function blur({ height, width, data }: Planes): Planes {
  return { height, width, data: blurColumns(blurRows(data, width), height, width) };
}

/** Every other pixel of the blurred planes; an odd side keeps the larger half. */
export function halved(planes: Planes): Planes {
  const { height, width, data } = blur(planes);
  const half = { height: Math.ceil(height / 2), width: Math.ceil(width / 2) };
  const count = data.length / (height * width);
  const kept = new Float32Array(count * half.height * half.width);
  let place = 0;
  for (let plane = 0; plane < count; plane++) {
    for (let y = 0; y < height; y += 2) {
      const row = (plane * height + y) * width;
      for (let x = 0; x < width; x += 2) kept[place++] = data[row + x]!;
    }
  }
  return { ...half, data: kept };
}

/** The pixels two apart, zeros between them, blurred, times 4: planes of the given size. */
export function doubled({ data }: Planes, height: number, width: number): Planes {
  const count = data.length / (Math.ceil(height / 2) * Math.ceil(width / 2));
  const spread = new Float32Array(count * height * width);
  let place = 0;
  for (let plane = 0; plane < count; plane++) {
    for (let y = 0; y < height; y += 2) {
      const row = (plane * height + y) * width;
      for (let x = 0; x < width; x += 2) spread[row + x] = 4 * data[place++]!;
    }
  }
  return blur({ height, width, data: spread });
}

/** A side and its halves, rounded up, down to the least that is not below a bound of at least 2. */
export function pyramidSides(side: number, least: number): number[] {
  const half = Math.ceil(side / 2);
  return half < least ? [side] : [side, ...pyramidSides(half, least)];
}

/** The finest level first; each is the planes less their halves doubled, the last the planes themselves. */
export function laplacianPyramid(planes: Planes, levels: number): Planes[] {
  if (levels === 1) return [planes];
  const half = halved(planes);
  const { data: coarse } = doubled(half, planes.height, planes.width);
  const detail = planes.data.map((value, pixel) => value - coarse[pixel]!);
  return [{ ...planes, data: detail }, ...laplacianPyramid(half, levels - 1)];
}
