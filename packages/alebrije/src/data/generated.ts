/**
 * Datasets made by formulas, each a pure function of (key, count, options): the same key gives the
 * same examples (between JavaScript engines, Math.cos may differ in the last bit). All are float32
 * [N, D] of about unit scale.
 */

import { UserError } from '../errors.ts';
import { drawNormal, drawUniform, fold, type Key } from '../tensor/key.ts';
import type { Examples } from './dataset.ts';

/** Uniform draws [N], and a [N, D] array of standard normal ones. */
function drawParts(source: Key, count: number, dimensions: number) {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new UserError(`The number of examples must be a whole number from 1, not ${count}`);
  }
  return {
    uniform: drawUniform(fold(source, 'position'), count),
    normal: drawNormal(fold(source, 'noise'), count * dimensions),
  };
}

function vectors(data: Float32Array, dimensions: number) {
  return { dtype: 'float32', shape: [data.length / dimensions, dimensions], data } as const;
}

export interface NoiseOptions {
  /** Standard deviation of the noise added to every coordinate. */
  readonly noise?: number;
}

/**
 * Swiss roll [N, 2]: (x, y) = t (cos t, sin t) / 10 with t = 3π/2 · (1 + 2u), u uniform in [0, 1):
 * the first and the last coordinate of scikit-learn's `make_swiss_roll` (Marsland, Machine
 * Learning, 2nd ed., ch. 6), a tenth as large, so that the radius runs from 0.47 to 1.41 and the
 * standard deviation is 0.69 per axis. Colour: t.
 */
export function swissRoll(source: Key, count: number, { noise = 0 }: NoiseOptions = {}): Examples {
  const { uniform, normal } = drawParts(source, count, 2);
  const data = new Float32Array(2 * count);
  const colour = uniform.map((u) => 1.5 * Math.PI * (1 + 2 * u));
  for (let i = 0; i < count; i++) {
    const t = colour[i]!;
    data[2 * i] = (t * Math.cos(t)) / 10 + noise * normal[2 * i]!;
    data[2 * i + 1] = (t * Math.sin(t)) / 10 + noise * normal[2 * i + 1]!;
  }
  return { values: vectors(data, 2), colour };
}

export interface NoisyPlaneOptions extends NoiseOptions {
  /** The plane is z = slopes[0] · x + slopes[1] · y, before noise. */
  readonly slopes?: readonly [number, number];
}

/**
 * Noisy plane [N, 3] (Géron, Hands-On Machine Learning, notebook of the autoencoder chapter): with
 * a = 3π/2 · u − 1/2 and normal e1, e2, e3, x = cos a + sin(a) / 2 + noise · e1 / 2,
 * y = 0.7 sin a + noise · e2 / 2, z = 0.1 x + 0.3 y + noise · e3; then the mean is subtracted.
 * Colour: a.
 */
export function noisyPlane(
  source: Key,
  count: number,
  { noise = 0.1, slopes = [0.1, 0.3] }: NoisyPlaneOptions = {},
): Examples {
  const { uniform, normal } = drawParts(source, count, 3);
  const data = new Float32Array(3 * count);
  const colour = uniform.map((u) => 1.5 * Math.PI * u - 0.5);
  for (let i = 0; i < count; i++) {
    const angle = colour[i]!;
    const x = Math.cos(angle) + Math.sin(angle) / 2 + (noise / 2) * normal[3 * i]!;
    const y = 0.7 * Math.sin(angle) + (noise / 2) * normal[3 * i + 1]!;
    data.set([x, y, slopes[0] * x + slopes[1] * y + noise * normal[3 * i + 2]!], 3 * i);
  }
  subtractMean(data, 3);
  return { values: vectors(data, 3), colour };
}

function subtractMean(data: Float32Array, dimensions: number): void {
  for (let axis = 0; axis < dimensions; axis++) {
    let sum = 0;
    for (let i = axis; i < data.length; i += dimensions) sum += data[i]!;
    const mean = (sum * dimensions) / data.length;
    for (let i = axis; i < data.length; i += dimensions) data[i]! -= mean;
  }
}

/**
 * Two interleaved half circles [N, 2], as scikit-learn's `make_moons` about its centre: class 0 is
 * (cos t − 1/2, sin t − 1/4), class 1 its mirror image through the origin, t uniform in [0, π).
 * Colour: t. Here and below, example i has class i mod (number of classes).
 */
export function moons(source: Key, count: number, { noise = 0.05 }: NoiseOptions = {}): Examples {
  const { uniform, normal } = drawParts(source, count, 2);
  const data = new Float32Array(2 * count);
  const colour = uniform.map((u) => Math.PI * u);
  const labels = alternate(count, 2);
  for (let i = 0; i < count; i++) {
    const side = labels[i] === 0 ? 1 : -1;
    const t = colour[i]!;
    data[2 * i] = side * (Math.cos(t) - 0.5) + noise * normal[2 * i]!;
    data[2 * i + 1] = side * (Math.sin(t) - 0.25) + noise * normal[2 * i + 1]!;
  }
  return { values: vectors(data, 2), labels, colour };
}

export interface CirclesOptions extends NoiseOptions {
  /** Radius of each ring; one class per ring. */
  readonly radii?: readonly number[];
}

/** Concentric rings [N, 2]. Colour: the angle in [0, 2π). */
export function circles(
  source: Key,
  count: number,
  { noise = 0.05, radii = [1, 0.5] }: CirclesOptions = {},
): Examples {
  const { uniform, normal } = drawParts(source, count, 2);
  const data = new Float32Array(2 * count);
  const colour = uniform.map((u) => 2 * Math.PI * u);
  const labels = alternate(count, radii.length);
  for (let i = 0; i < count; i++) {
    const radius = radii[labels[i]!]!;
    data[2 * i] = radius * Math.cos(colour[i]!) + noise * normal[2 * i]!;
    data[2 * i + 1] = radius * Math.sin(colour[i]!) + noise * normal[2 * i + 1]!;
  }
  return { values: vectors(data, 2), labels, colour };
}

export interface GaussianGridOptions {
  /** Gaussians per side. */
  readonly side?: number;
  /** Distance of neighbouring centres. */
  readonly spacing?: number;
  /** Standard deviation of each Gaussian. */
  readonly deviation?: number;
}

/**
 * A square grid of Gaussians [N, 2] about the origin, one class each, row by row from the lower
 * left: the usual test for mode collapse (25 modes: Dumoulin et al., Adversarially Learned
 * Inference, 2017), within [−1, 1].
 */
export function gaussianGrid(
  source: Key,
  count: number,
  { side = 5, spacing = 0.5, deviation = 0.025 }: GaussianGridOptions = {},
): Examples {
  const { normal } = drawParts(source, count, 2);
  const data = new Float32Array(2 * count);
  const labels = alternate(count, side * side);
  for (let i = 0; i < count; i++) {
    const column = labels[i]! % side;
    const row = Math.floor(labels[i]! / side);
    data[2 * i] = (column - (side - 1) / 2) * spacing + deviation * normal[2 * i]!;
    data[2 * i + 1] = (row - (side - 1) / 2) * spacing + deviation * normal[2 * i + 1]!;
  }
  return { values: vectors(data, 2), labels };
}

export interface PinwheelOptions {
  /** Number of arms; one class each. */
  readonly arms?: number;
  /** Standard deviations along an arm and across it. */
  readonly radialDeviation?: number;
  readonly tangentialDeviation?: number;
  /** How strongly the arms are bent. */
  readonly rate?: number;
}

/**
 * Pinwheel [N, 2] (Johnson et al., Composing graphical models with neural networks, 2016): the
 * point (r, s) with r ~ N(1, radialDeviation²), s ~ N(0, tangentialDeviation²), turned by
 * 2π · class / arms + rate · exp(r).
 */
export function pinwheel(
  source: Key,
  count: number,
  { arms = 5, radialDeviation = 0.3, tangentialDeviation = 0.1, rate = 0.25 }: PinwheelOptions = {},
): Examples {
  const { normal } = drawParts(source, count, 2);
  const data = new Float32Array(2 * count);
  const labels = alternate(count, arms);
  for (let i = 0; i < count; i++) {
    const radial = 1 + radialDeviation * normal[2 * i]!;
    const tangential = tangentialDeviation * normal[2 * i + 1]!;
    const angle = (2 * Math.PI * labels[i]!) / arms + rate * Math.exp(radial);
    data[2 * i] = radial * Math.cos(angle) - tangential * Math.sin(angle);
    data[2 * i + 1] = radial * Math.sin(angle) + tangential * Math.cos(angle);
  }
  return { values: vectors(data, 2), labels };
}

/** 0, 1, ..., classCount − 1, 0, 1, ...: every part of the data is balanced. */
function alternate(count: number, classCount: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i % classCount);
}
