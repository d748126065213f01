/** The functions of second-order.json, whose PyTorch source stands there, under the same names. */

import { categoricalCrossEntropy } from '../../src/nn/losses.ts';
import { conv, convTranspose, maxPool } from '../../src/tensor/spatial.ts';
import { constant, stack, type Tensor } from '../../src/tensor/tensor.ts';
import { gradient } from '../../src/tensor/trace.ts';

type Tensors = Readonly<Record<string, Tensor>>;
type Compute = (inputs: Readonly<Record<string, Tensor>>) => Tensors;

/** The gradients of Σ result by name, each under its name with a `d` before. */
function gradientsOf(result: Tensor, sources: Tensors): Tensors {
  const total = result.sum();
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [`d${name}`, gradient(total, source)]),
  );
}

const curve =
  (f: (x: Tensor) => Tensor): Compute =>
  ({ x }) => {
    const y = f(x!);
    const dx = gradient(y.sum(), x!);
    const ddx = gradient(dx.sum(), x!);
    return { y, dx, ddx, dddx: gradient(ddx.sum(), x!) };
  };

/** Mean squared distance of the norm of each example's gradient from 1. */
const normPenalty = (dx: Tensor): Tensor =>
  dx.flatten(1).square().sum(1).sqrt().sub(1).square().mean();

const critic =
  (activate: (h: Tensor) => Tensor): Compute =>
  ({ x, w1, b1, w2 }) => {
    const h = conv(x!, w1!, { strides: 2, padding: 1 }).add(b1!.reshape([1, -1, 1, 1]));
    const y = activate(h).flatten(1).matmul(w2!);
    const dx = gradient(y.sum(), x!);
    const penalty = normPenalty(dx);
    return { y, dx, penalty, ...gradientsOf(penalty, { w1: w1!, b1: b1!, w2: w2! }) };
  };

function regularizedCritic({ x, w1, w2 }: Tensors): Tensors {
  const padding = [
    [0, 1],
    [0, 1],
  ] as const;
  const h = conv(x!, w1!, { strides: 2, padding }).leakyRelu(0.2);
  const y = conv(h, w2!, { padding: 1 }).softplus().sum([1, 2, 3]);
  const dx = gradient(y.sum(), x!);
  const penalty = dx.flatten(1).square().sum(1).mean().div(2);
  return { y, dx, penalty, ...gradientsOf(penalty, { w1: w1!, w2: w2! }) };
}

function normalizedCritic({ x, w1, w2 }: Tensors): Tensors {
  const z = maxPool(conv(x!, w1!).tanh(), 2).flatten(1);
  const normalized = z.sub(z.mean(1, true)).div(z.variance(1, true).add(1e-3).sqrt());
  const y = normalized.matmul(w2!).sigmoid();
  const dx = gradient(y.sum(), x!);
  const penalty = normPenalty(dx);
  const { dx: dpenalty, ...rest } = gradientsOf(penalty, { x: x!, w1: w1!, w2: w2! });
  return { y, dx, penalty, dpenalty: dpenalty!, ...rest };
}

function pathLength({ z, w1, w2, noise }: Tensors): Tensors {
  const h = z!.matmul(w1!).reshape([2, 4, 2, 2]);
  const image = convTranspose(h.leakyRelu(0.2), w2!, { strides: 2, padding: 1 }).tanh();
  const dz = gradient(image.mul(noise!).sum(), z!);
  const penalty = normPenalty(dz);
  return { image, dz, penalty, ...gradientsOf(penalty, { w1: w1!, w2: w2! }) };
}

function contractivePenalty({ x, w1, b1, w2, b2 }: Tensors): Tensors {
  const code = x!.matmul(w1!).add(b1!).sigmoid().matmul(w2!).add(b2!).sigmoid();
  const perUnit = [0, 1].map((unit) => gradient(code.slice(1, unit, unit + 1).sum(), x!));
  const jacobian = stack(perUnit, 1);
  const penalty = jacobian.square().sum([1, 2]).mean();
  const weights = { w1: w1!, b1: b1!, w2: w2!, b2: b2! };
  return { code, jacobian, penalty, ...gradientsOf(penalty, weights) };
}

function hessianVectorProduct({ x, w1, w2, v1, v2, target }: Tensors): Tensors {
  const logits = x!.matmul(w1!).tanh().matmul(w2!);
  const loss = categoricalCrossEntropy(logits, target!).mean();
  const [dw1, dw2] = [gradient(loss, w1!), gradient(loss, w2!)];
  const slope = dw1.mul(v1!).sum().add(dw2.mul(v2!).sum());
  return { loss, dw1, dw2, product1: gradient(slope, w1!), product2: gradient(slope, w2!) };
}

const onePlusSquare = (x: Tensor): Tensor => x.square().add(1);

export const secondOrderFunctions: Readonly<Record<string, Compute>> = {
  'derivatives of tanh': curve((x) => x.tanh()),
  'derivatives of sigmoid': curve((x) => x.sigmoid()),
  'derivatives of softplus': curve((x) => x.softplus()),
  'derivatives of erf': curve((x) => x.erf()),
  'derivatives of exp sin': curve((x) => x.sin().exp()),
  'derivatives of exp times sin': curve((x) => x.exp().mul(x.sin())),
  'derivatives of cos of square': curve((x) => x.mul(x).cos()),
  'derivatives of reciprocal': curve((x) => constant(1).div(onePlusSquare(x))),
  'derivatives of sqrt': curve((x) => onePlusSquare(x).sqrt()),
  'derivatives of log': curve((x) => x.exp().add(1).log()),
  'derivatives of power': curve((x) => onePlusSquare(x).pow(1.5)),
  'derivatives of softmax': curve((x) => x.softmax(0).mul(x.cos())),
  'derivatives of swish': curve((x) => x.silu()),
  'derivatives of gelu': curve((x) => x.mul(x.div(Math.SQRT2).erf().add(1)).div(2)),
  'derivatives of cumsum': curve((x) => x.square().cumsum(0).pow(2)),
  'gradient penalty of WGAN-GP, leaky ReLU': critic((h) => h.leakyRelu(0.2)),
  'gradient penalty of WGAN-GP, tanh': critic((h) => h.tanh()),
  'R1 of a critic on two convolutions, padding at the end only': regularizedCritic,
  'gradient penalty through max pooling and a normalised layer': normalizedCritic,
  'path length of a generator with transposed convolutions': pathLength,
  'contractive penalty: squared Frobenius norm of the Jacobian of a two-layer sigmoid encoder':
    contractivePenalty,
  'Hessian-vector product of cross-entropy': hessianVectorProduct,
};
