/** One iteration of DCGAN: a step of the discriminator, then one of the generator. */

import { jit, numpy as np, random } from '@jax-js/jax';
import {
  chain,
  conv,
  convTranspose,
  dense,
  type Layer,
  Parameters,
  toImages,
  toVectors,
} from './layers.ts';
import { normalDraws, softplus } from './losses.ts';
import { batchNorm } from './normalization.ts';
import { differentiated, type Tape, type Tensor } from './tape.ts';
import { randomTensor, type Training, tapeTraining } from './training.ts';

const SIDE = 28;
const CODE = 100;
const DROPOUT = 0.4;
const ADAM = { learningRate: 2e-4, beta1: 0.5 };

function generator(parameters: Parameters): Layer {
  const doubling = { kernel: 5, stride: 2 };
  return chain(
    dense(parameters, CODE, 7 * 7 * 128),
    toImages(7, 7),
    batchNorm(parameters, 128),
    convTranspose(parameters, {
      ...doubling,
      height: 7,
      width: 7,
      from: 128,
      to: 64,
      activation: 'relu',
    }),
    batchNorm(parameters, 64),
    convTranspose(parameters, {
      ...doubling,
      height: 14,
      width: 14,
      from: 64,
      to: 1,
      activation: 'tanh',
    }),
  );
}

const dropped = differentiated((x, mask) => x!.mul(mask!));

let draws = 0;

/** Zero for the dropped share, and what keeps the mean for the rest. */
function dropout(): Layer {
  const draw = jit((key: Tensor, like: Tensor) => {
    const { shape } = like;
    like.dispose();
    return random
      .bernoulli(key, 1 - DROPOUT, shape)
      .astype(np.float32)
      .div(1 - DROPOUT);
  });
  return (tape, x) => {
    draws += 1;
    return tape.apply(dropped, x, tape.hold(draw(random.key(draws), x.tensor.ref)));
  };
}

function discriminator(parameters: Parameters): Layer {
  const halving = (side: number, from: number, to: number) =>
    conv(parameters, {
      height: side,
      width: side,
      from,
      to,
      kernel: 5,
      stride: 2,
      activation: 'leakyRelu',
    });
  return chain(
    halving(28, 1, 64),
    dropout(),
    halving(14, 64, 128),
    dropout(),
    toVectors,
    dense(parameters, 7 * 7 * 128, 1),
  );
}

/** Of logits [2 B, 1], the generated images' first. */
const discriminatorLoss = differentiated((logits) => {
  const batch = logits!.shape[0]! / 2;
  const generated = softplus(logits!.ref.slice([0, batch]));
  const real = softplus(logits!.slice([batch, 2 * batch]).mul(-1));
  return np.mean(generated).add(np.mean(real)).mul(0.5);
});

const generatorLoss = differentiated((logits) => np.mean(softplus(logits!.mul(-1))));

/** Two batches of images [H, W, B, C] → [H, W, 2 B, C]. */
const both = differentiated((a, b) => np.concatenate([a!, b!], 2));

export function dcgan(batch: number): Training {
  const [generating, judging] = [new Parameters(), new Parameters()];
  const generate = generator(generating);
  const judge = discriminator(judging);
  const images = { tensor: randomTensor([SIDE, SIDE, batch, 1]) };
  const codes = normalDraws([batch, CODE]);
  const generated = (tape: Tape) => generate(tape, tape.hold(codes()));
  const judgeStep = tapeTraining(judging, ADAM, (tape) =>
    tape.apply(discriminatorLoss, judge(tape, tape.apply(both, generated(tape), images))),
  );
  const generateStep = tapeTraining(generating, ADAM, (tape) =>
    tape.apply(generatorLoss, judge(tape, generated(tape))),
  );
  return {
    parameters: generating.count + judging.count,
    async step() {
      await judgeStep.step();
      return generateStep.step();
    },
  };
}
