/**
 * Structural similarity: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error
 * visibility to structural similarity", IEEE Transactions on Image Processing 13 (2004), with the
 * paper's window (11x11 Gaussian, σ = 1.5) and constants (K1 = 0.01, K2 = 0.03).
 */

import type { HostTensor } from '../graph/types.ts';
import { assertSameSize } from './samples.ts';

/** Width of the window; smaller images have no structural similarity. */
export const SSIM_WINDOW = 11;
/** Values on either side of a window's middle. */
const HALF = (SSIM_WINDOW - 1) / 2;
const SIGMA = 1.5;
const K1 = 0.01;
const K2 = 0.03;

const weights = gaussianWeights();

function gaussianWeights(): Float64Array {
  const raw = Float64Array.from({ length: SSIM_WINDOW }, (_, i) =>
    Math.exp(-((i - HALF) ** 2) / (2 * SIGMA ** 2)),
  );
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

/** The weighted mean of the window that begins at `start`, its values `stride` apart. */
function windowMean(values: Float64Array, start: number, stride: number): number {
  const last = start + (SSIM_WINDOW - 1) * stride;
  let sum = weights[HALF]! * values[start + HALF * stride]!;
  for (let i = 0; i < HALF; i++) {
    sum += weights[i]! * (values[start + i * stride]! + values[last - i * stride]!);
  }
  return sum;
}

/** Weighted means over all windows that lie inside an image [H, W], rows first, then columns. */
function blur(image: Float64Array, height: number, width: number): Float64Array {
  const [rows, columns] = [height - SSIM_WINDOW + 1, width - SSIM_WINDOW + 1];
  const across = new Float64Array(height * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      across[y * columns + x] = windowMean(image, y * width + x, 1);
    }
  }
  const result = new Float64Array(rows * columns);
  for (let place = 0; place < result.length; place++) {
    result[place] = windowMean(across, place, columns);
  }
  return result;
}

/** Equation 13, averaged over the windows of one channel [H, W]. */
function channelSsim(
  a: Float64Array,
  b: Float64Array,
  height: number,
  width: number,
  range: number,
): number {
  const [c1, c2] = [(K1 * range) ** 2, (K2 * range) ** 2];
  const smooth = (image: Float64Array) => blur(image, height, width);
  const [meanA, meanB] = [smooth(a), smooth(b)];
  const squares = smooth(a.map((value, i) => value * value + b[i]! * b[i]!));
  const product = smooth(a.map((value, i) => value * b[i]!));
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [mA, mB] = [meanA[i]!, meanB[i]!];
    const covariance = product[i]! - mA * mB;
    const variances = squares[i]! - mA * mA - mB * mB;
    sum +=
      ((2 * mA * mB + c1) * (2 * covariance + c2)) / ((mA * mA + mB * mB + c1) * (variances + c2));
  }
  return sum / meanA.length;
}

/**
 * Mean structural similarity of images [N, C, H, W], over windows, channels and images; at most 1.
 * @param range largest minus smallest value that a pixel can have
 * @throws RangeError if the images are smaller than the window, or not as many
 */
export function structuralSimilarity(a: HostTensor, b: HostTensor, range = 1): number {
  assertSameSize(a, b);
  const [count, channels, height, width] = a.shape as readonly [number, number, number, number];
  if (a.shape.length !== 4 || Math.min(height, width) < SSIM_WINDOW) {
    throw new RangeError(`SSIM takes images [N, C, H, W] of at least 11x11, not [${a.shape}]`);
  }
  const pixels = height * width;
  let sum = 0;
  for (let channel = 0; channel < count * channels; channel++) {
    const pick = ({ data }: HostTensor) =>
      Float64Array.from(data.subarray(channel * pixels, (channel + 1) * pixels));
    sum += channelSsim(pick(a), pick(b), height, width, range);
  }
  return sum / (count * channels);
}
