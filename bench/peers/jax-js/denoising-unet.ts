/** One step of the denoising diffusion model, with the U-Net of the package's models. */

import { nn, numpy as np } from '@jax-js/jax';
import { silu } from './activations.ts';
import { chain, conv, dense, type Layer, Parameters, pointwise, upsample } from './layers.ts';
import { huber, normalDraws, sum } from './losses.ts';
import { groupNorm } from './normalization.ts';
import { differentiated, type Tape, type Value } from './tape.ts';
import { randomTensor, type Training, tapeTraining } from './training.ts';

const SIDE = 28;
const WIDTHS = [32, 32, 64] as const;
const EMBEDDING = 64;
const GROUP_SIZE = 16;
const HEADS = 4;
const STEPS = 4000;
const NADAM = { learningRate: 1e-3, nesterov: true };

/** (image, embedding of the time step) → image. */
type Block = (tape: Tape, x: Value, embedding: Value) => Value;

const activation = pointwise(silu);

/** [H, W, B, C] + [B, C]. */
const shifted = differentiated((x, shift) => x!.add(shift!));

/** Channels of both. */
const joined = differentiated((a, b) => np.concatenate([a!, b!], 3));

/** Halved by averaging. */
const averagePool = pointwise((x) => {
  const [height, width, batch, channels] = x.shape as [number, number, number, number];
  return x.reshape([height / 2, 2, width / 2, 2, batch, channels]).mean([1, 3]);
});

function square(parameters: Parameters, side: number, from: number, to: number, kernel = 3): Layer {
  const shape = { height: side, width: side, from, to, kernel, stride: 1 };
  return conv(parameters, { ...shape, activation: 'linear' });
}

function residualBlock(parameters: Parameters, side: number, from: number, to: number): Block {
  const first = chain(
    groupNorm(parameters, from, GROUP_SIZE),
    activation,
    square(parameters, side, from, to),
  );
  const shift = dense(parameters, EMBEDDING, to);
  const second = chain(
    groupNorm(parameters, to, GROUP_SIZE),
    activation,
    square(parameters, side, to, to),
  );
  const skip = from === to ? undefined : square(parameters, side, from, to, 1);
  return (tape, x, embedding) => {
    const inner = tape.apply(shifted, first(tape, x), shift(tape, embedding));
    return tape.apply(sum, skip ? skip(tape, x) : x, second(tape, inner));
  };
}

/** [H, W, B, C] → [B, heads, H · W, C / heads]. */
const toHeads = pointwise((x) => {
  const [height, width, batch, channels] = x.shape as [number, number, number, number];
  return x.reshape([height * width, batch, HEADS, channels / HEADS]).transpose([1, 2, 0, 3]);
});

const attended = differentiated((q, k, v) => {
  const scores = np.matmul(q!, k!.transpose([0, 1, 3, 2])).mul(1 / Math.sqrt(q!.shape[3]!));
  return np.matmul(nn.softmax(scores, -1), v!);
});

function attentionBlock(parameters: Parameters, side: number, channels: number): Layer {
  const norm = groupNorm(parameters, channels, GROUP_SIZE);
  const project = () => {
    const weights = dense(parameters, channels, channels);
    const rows = pointwise((x) => x.reshape([-1, channels]));
    const image = pointwise((x) => x.reshape([side, side, -1, channels]));
    return chain(rows, weights, image);
  };
  const [query, key, value, output] = [project(), project(), project(), project()];
  const fromHeads = pointwise((x) =>
    x.transpose([2, 0, 1, 3]).reshape([side, side, x.shape[0]!, channels]),
  );
  return (tape, x) => {
    const normed = norm(tape, x);
    const heads = [query, key, value].map((layer) => toHeads(tape, layer(tape, normed)));
    const result = fromHeads(tape, tape.apply(attended, ...heads));
    return tape.apply(sum, x, output(tape, result));
  };
}

function unet(parameters: Parameters): Block {
  const [outer, middle, inner] = WIDTHS;
  const time = chain(
    dense(parameters, EMBEDDING, EMBEDDING, silu),
    dense(parameters, EMBEDDING, EMBEDDING, silu),
  );
  const stem = square(parameters, 28, 1, outer);
  const down1 = residualBlock(parameters, 28, outer, outer);
  const down2 = residualBlock(parameters, 14, outer, middle);
  const middle1 = residualBlock(parameters, 7, middle, inner);
  const attention = attentionBlock(parameters, 7, inner);
  const middle2 = residualBlock(parameters, 7, inner, inner);
  const up2 = residualBlock(parameters, 14, inner + middle, middle);
  const up1 = residualBlock(parameters, 28, middle + outer, outer);
  const output = chain(
    groupNorm(parameters, outer, GROUP_SIZE),
    activation,
    square(parameters, 28, outer, 1),
  );
  return (tape, x, sinusoids) => {
    const embedding = time(tape, sinusoids);
    const first = down1(tape, stem(tape, x), embedding);
    const second = down2(tape, averagePool(tape, first), embedding);
    const lowest = middle1(tape, averagePool(tape, second), embedding);
    const between = middle2(tape, attention(tape, lowest), embedding);
    const third = up2(tape, tape.apply(joined, upsample(tape, between), second), embedding);
    const fourth = up1(tape, tape.apply(joined, upsample(tape, third), first), embedding);
    return output(tape, fourth);
  };
}

/** Sines, then cosines of random time steps: [B, EMBEDDING]. */
function sinusoids(batch: number) {
  const half = EMBEDDING / 2;
  const data = new Float32Array(batch * EMBEDDING);
  for (let example = 0; example < batch; example++) {
    const step = 1 + Math.floor(Math.random() * STEPS);
    for (let index = 0; index < half; index++) {
      const angle = step * 10_000 ** (-index / half);
      data[example * EMBEDDING + index] = Math.sin(angle);
      data[example * EMBEDDING + half + index] = Math.cos(angle);
    }
  }
  return np.array(data, { shape: [batch, EMBEDDING] });
}

/** x_t = √ᾱ x + √(1 − ᾱ) ε, with shares [B, 1] of the signal's variance ᾱ. */
const noised = differentiated((x, noise, shares) =>
  x!.mul(np.sqrt(shares!.ref)).add(noise!.mul(np.sqrt(np.subtract(1, shares!)))),
);

export function ddpm(batch: number): Training {
  const parameters = new Parameters();
  const predict = unet(parameters);
  const images = { tensor: randomTensor([SIDE, SIDE, batch, 1]) };
  const draw = normalDraws([SIDE, SIDE, batch, 1]);
  return tapeTraining(parameters, NADAM, (tape) => {
    const noise = tape.hold(draw());
    const shares = tape.hold(
      np.array(Float32Array.from({ length: batch }, Math.random), { shape: [batch, 1] }),
    );
    const noisy = tape.apply(noised, images, noise, shares);
    return tape.apply(huber, predict(tape, noisy, tape.hold(sinusoids(batch))), noise);
  });
}
