/**
 * Checks the convolutions made of slices and products, and their gradients, against jax-js's own:
 * `node bench/peers/dist/jax-js/check.js`.
 */

import type { numpy } from '@jax-js/jax';
import type { Geometry } from './taps.ts';
import { prepareWasm } from './wasm-environment.ts';

prepareWasm(2);
const { defaultDevice, init, lax, numpy: np, vjp } = await import('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');
const { convolution, transposedConvolution } = await import('./convolution.ts');
const { kernelOrder } = await import('./taps.ts');
const { randomTensor } = await import('./training.ts');

type Tensor = numpy.Array;

const BATCH = 4;
const TOLERANCE = 1e-4;

/** Weights by part [columns, N] → the whole kernel [N, C, k, k]. */
function wholeKernel(geometry: Geometry, parts: readonly Tensor[], filters: number): Tensor {
  const { kernel, channels } = geometry;
  const rows: Tensor[] = [];
  for (const [part, taps] of kernelOrder(geometry).entries()) {
    for (const [place, { row, column }] of taps.entries()) {
      rows[row * kernel + column] = parts[part]!.ref.slice([
        place * channels,
        (place + 1) * channels,
      ]);
    }
  }
  return np.stack(rows).reshape([kernel, kernel, channels, filters]).transpose([3, 2, 0, 1]);
}

/** [H, W, B, C] ↔ [B, C, H, W]. */
const toPlanes = (image: Tensor) => image.transpose([2, 3, 0, 1]);
const fromPlanes = (image: Tensor) => image.transpose([2, 3, 0, 1]);

async function largestDifference(a: Tensor, b: Tensor): Promise<number> {
  return (await np.max(np.abs(a.sub(b))).data())[0]!;
}

type Forward = (image: Tensor, kernel: Tensor) => Tensor;

/** jax-js's own convolution, and its transpose as its gradient. */
function ownForward(geometry: Geometry, isTransposed: boolean): Forward {
  const { kernel, stride, before, height, width, channels } = geometry;
  const after = kernel - stride - before;
  const convolve = (image: Tensor, weights: Tensor) =>
    lax.convGeneralDilated(
      image,
      weights,
      [stride, stride],
      [
        [before, after],
        [before, after],
      ],
    );
  if (!isTransposed) return (image, weights) => fromPlanes(convolve(toPlanes(image), weights));
  return (image, weights) => {
    const zeros = np.zeros([BATCH, channels, height, width]);
    const [output, pull] = vjp((x: Tensor) => convolve(x, weights.ref), [zeros]);
    output.dispose();
    const [result] = pull(toPlanes(image)) as [Tensor];
    pull.dispose();
    return fromPlanes(result);
  };
}

async function check(geometry: Geometry, filters: number, isTransposed: boolean): Promise<void> {
  const { height, width, channels, stride } = geometry;
  const make = isTransposed ? transposedConvolution : convolution;
  const { operation, weightShapes } = make(geometry, filters, 'linear');
  const large = [height, width, BATCH, channels];
  const small = [height / stride, width / stride, BATCH, filters];
  const image = randomTensor(isTransposed ? small : large);
  const gradient = randomTensor(isTransposed ? large : small).sub(0.5);
  const weights = weightShapes.map((shape) => randomTensor(shape).sub(0.5));
  const bias = np.zeros([isTransposed ? channels : filters]);

  const borrowed = weights.map((weight) => weight.ref);
  const { output, saved = [] } = operation.forward(image.ref, ...borrowed, bias.ref);
  const inputs = [image, ...weights, bias];
  const gradients = operation.backward(gradient, { inputs, output, saved, wanted: [true] });

  const kernel = wholeKernel(geometry, weights, filters);
  const [ownOutput, pull] = vjp(ownForward(geometry, isTransposed), [image.ref, kernel]);
  const [ownImage, ownKernel] = pull(gradient.ref) as [Tensor, Tensor];
  const weightGradients = gradients.slice(1, -1) as Tensor[];
  const differences = await Promise.all([
    largestDifference(output, ownOutput),
    largestDifference(gradients[0]!, ownImage),
    largestDifference(wholeKernel(geometry, weightGradients, filters), ownKernel),
  ]);
  const kind = isTransposed ? 'transposed convolution' : 'convolution';
  const text = `${kind} ${JSON.stringify(geometry)}: ${differences.map((d) => d.toExponential(1))}`;
  if (!differences.every((difference) => difference < TOLERANCE)) throw new Error(text);
  process.stdout.write(`${text}\n`);
}

const size = { height: 8, width: 8 };
for (const [kernel, stride, before] of [
  [3, 2, 0],
  [3, 1, 1],
  [5, 2, 1],
  [1, 1, 0],
] as const) {
  for (const channels of [1, 4]) {
    for (const isTransposed of [false, true]) {
      await check({ ...size, kernel, stride, before, channels }, 8, isTransposed);
    }
  }
}
process.exit(0);
