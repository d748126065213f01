/** The symbolic tensor that models are written with: every method adds nodes, none computes. */

import * as build from '../graph/build.ts';
import type { OpName } from '../graph/ops.ts';
import { range, sizeOf } from '../graph/shape.ts';
import { ShapeError } from '../graph/shape-error.ts';
import type { DType, HostTensor, Node, Shape } from '../graph/types.ts';

/** A tensor, or a number that takes the element type of the other operand. */
export type Operand = Tensor | number;

/** One axis, several, or (by default) all; negative axes count from the last. */
export type Axes = number | readonly number[] | undefined;

/** A fraction stays float32, so that the op rejects it beside integers instead of truncating it. */
function scalarLike(value: number, dtype: DType): Node {
  if (dtype === 'int32' && Number.isInteger(value)) {
    return build.constant('int32', [], Int32Array.of(value));
  }
  return build.scalar(value);
}

/** A value of static type in a computation that has not run yet. Immutable. */
export class Tensor {
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  get shape(): Shape {
    return this.node.type.shape;
  }

  get dtype(): DType {
    return this.node.type.dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Number of entries. */
  get size(): number {
    return sizeOf(this.shape);
  }

  // Arithmetic, broadcast.

  add(other: Operand): Tensor {
    return this.#binary(build.add, other);
  }
  sub(other: Operand): Tensor {
    return this.#binary(build.sub, other);
  }
  mul(other: Operand): Tensor {
    return this.#binary(build.mul, other);
  }
  div(other: Operand): Tensor {
    return this.#binary(build.div, other);
  }
  pow(exponent: Operand): Tensor {
    return this.#binary(build.pow, exponent);
  }
  maximum(other: Operand): Tensor {
    return this.#binary(build.maximum, other);
  }
  minimum(other: Operand): Tensor {
    return this.#binary(build.minimum, other);
  }
  clip(low: number, high: number): Tensor {
    return this.maximum(low).minimum(high);
  }

  // Comparisons, to bool.

  equal(other: Operand): Tensor {
    return this.#binary(build.equal, other);
  }
  less(other: Operand): Tensor {
    return this.#binary(build.less, other);
  }
  greater(other: Operand): Tensor {
    return this.#binary(build.greater, other);
  }
  and(other: Tensor): Tensor {
    return this.#binary(build.and, other);
  }
  or(other: Tensor): Tensor {
    return this.#binary(build.or, other);
  }
  not(): Tensor {
    return this.#unary(build.not);
  }
  /** This condition's choice between two values. */
  select(ifTrue: Operand, ifFalse: Operand): Tensor {
    const dtype =
      ifTrue instanceof Tensor
        ? ifTrue.dtype
        : ifFalse instanceof Tensor
          ? ifFalse.dtype
          : 'float32';
    const nodeOf = (value: Operand) =>
      value instanceof Tensor ? value.node : scalarLike(value, dtype);
    return new Tensor(build.select(this.node, nodeOf(ifTrue), nodeOf(ifFalse)));
  }

  // Elementwise functions.

  neg(): Tensor {
    return this.#unary(build.neg);
  }
  abs(): Tensor {
    return this.#unary(build.abs);
  }
  sign(): Tensor {
    return this.#unary(build.sign);
  }
  exp(): Tensor {
    return this.#unary(build.exp);
  }
  log(): Tensor {
    return this.#unary(build.log);
  }
  sqrt(): Tensor {
    return this.#unary(build.sqrt);
  }
  square(): Tensor {
    return this.mul(this);
  }
  reciprocal(): Tensor {
    return this.#unary(build.reciprocal);
  }
  sin(): Tensor {
    return this.#unary(build.sin);
  }
  cos(): Tensor {
    return this.#unary(build.cos);
  }
  tanh(): Tensor {
    return this.#unary(build.tanh);
  }
  sigmoid(): Tensor {
    return this.#unary(build.sigmoid);
  }
  softplus(): Tensor {
    return this.#unary(build.softplus);
  }

  /** x · sigmoid(x): Elfwing, Uchibe and Doya, 2017. */
  silu(): Tensor {
    return this.#unary(build.silu);
  }
  erf(): Tensor {
    return this.#unary(build.erf);
  }
  relu(): Tensor {
    return this.#unary(build.relu);
  }
  leakyRelu(slope: number): Tensor {
    return new Tensor(build.leakyRelu(this.node, slope));
  }
  floor(): Tensor {
    return this.#unary(build.floor);
  }
  ceil(): Tensor {
    return this.#unary(build.ceil);
  }
  round(): Tensor {
    return this.#unary(build.round);
  }
  cast(dtype: DType): Tensor {
    return new Tensor(build.cast(this.node, dtype));
  }
  /** The same value, through which no gradient flows. */
  stopGradient(): Tensor {
    return this.#unary(build.stopGradient);
  }

  // Reductions.

  sum(axes?: Axes, keepDims = false): Tensor {
    return new Tensor(build.sum(this.node, this.#axes(axes), keepDims));
  }
  /** Of float32; cast integers first. */
  mean(axes?: Axes, keepDims = false): Tensor {
    if (this.dtype !== 'float32') this.#fail('sum', 'the mean takes float32 only');
    const total = this.sum(axes, keepDims);
    return total.div(this.size / total.size);
  }
  /** Mean squared distance from the mean (the biased estimate). */
  variance(axes?: Axes, keepDims = false): Tensor {
    return this.sub(this.mean(axes, true)).square().mean(axes, keepDims);
  }
  max(axes?: Axes, keepDims = false): Tensor {
    return new Tensor(build.max(this.node, this.#axes(axes), keepDims));
  }
  min(axes?: Axes, keepDims = false): Tensor {
    return this.neg().max(axes, keepDims).neg();
  }
  argMax(axis = -1, keepDims = false): Tensor {
    return new Tensor(build.argMax(this.node, this.#axis(axis), keepDims));
  }
  /** log Σ eˣ, shifted by the largest entry so that it stays finite. */
  logSumExp(axes?: Axes, keepDims = false): Tensor {
    const largest = this.max(axes, true).stopGradient();
    const total = this.sub(largest).exp().sum(axes, true).log().add(largest);
    return keepDims ? total : total.squeeze(axes);
  }
  softmax(axis = -1): Tensor {
    return new Tensor(build.softmax(this.node, this.#axis(axis)));
  }
  logSoftmax(axis = -1): Tensor {
    return this.sub(this.logSumExp(axis, true));
  }
  cumsum(axis = -1, options: { exclusive?: boolean; reverse?: boolean } = {}): Tensor {
    const { exclusive = false, reverse = false } = options;
    return new Tensor(build.cumsum(this.node, { axis: this.#axis(axis), exclusive, reverse }));
  }

  // Products.

  /** [..., M, K] × [..., K, N] → [..., M, N]; each operand's last two axes may be swapped first. */
  matmul(other: Tensor, options: { transposeA?: boolean; transposeB?: boolean } = {}): Tensor {
    const { transposeA = false, transposeB = false } = options;
    return new Tensor(build.matmul(this.node, other.node, transposeA, transposeB));
  }

  // Shape.

  /** At most one size may be −1: what is left over. */
  reshape(shape: Shape): Tensor {
    const known = shape.reduce((product, extent) => (extent < 0 ? product : product * extent), 1);
    const resolved = shape.map((extent) => (extent === -1 ? this.size / known : extent));
    return new Tensor(build.reshape(this.node, resolved));
  }
  /** Joins all axes from `axis` on. */
  flatten(axis = 1): Tensor {
    return this.reshape([...this.shape.slice(0, axis), sizeOf(this.shape.slice(axis))]);
  }
  /** Reverses the axes by default. */
  transpose(permutation: readonly number[] = range(this.rank).reverse()): Tensor {
    return new Tensor(build.transpose(this.node, permutation));
  }
  /** A new axis of size 1 before `axis`; −1 appends. */
  expandDims(axis: number): Tensor {
    const at = axis < 0 ? this.rank + 1 + axis : axis;
    if (at < 0 || at > this.rank) this.#fail('reshape', `no new axis fits at ${axis}`);
    return this.reshape(this.shape.toSpliced(at, 0, 1));
  }
  /** Drops axes of size 1. */
  squeeze(axes?: Axes): Tensor {
    const resolved = this.#axes(axes);
    return this.reshape(
      this.shape.filter((extent, axis) => extent !== 1 || !resolved.includes(axis)),
    );
  }
  broadcastTo(shape: Shape): Tensor {
    return new Tensor(build.broadcastTo(this.node, shape));
  }
  /** Entries start ≤ i < end along one axis, every step-th; negative bounds count from the end. */
  slice(axis: number, start: number, end?: number, step = 1): Tensor {
    const along = this.#axis(axis);
    const extent = this.shape[along] ?? this.#fail('slice', `axis ${axis} does not exist`);
    const bound = (value: number) => (value < 0 ? extent + value : Math.min(value, extent));
    return new Tensor(
      build.slice(this.node, {
        starts: this.shape.map((_, index) => (index === along ? bound(start) : 0)),
        ends: this.shape.with(along, bound(end ?? extent)),
        steps: this.shape.map((_, index) => (index === along ? step : 1)),
      }),
    );
  }
  /** Parts of the given sizes, which together fill one axis. */
  split(sizes: readonly number[], axis = -1): Tensor[] {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total !== this.shape[this.#axis(axis)]) {
      this.#fail('slice', `parts of ${sizes.join(', ')} do not fill axis ${axis}`);
    }
    let offset = 0;
    return sizes.map((size) => {
      const part = this.slice(axis, offset, offset + size);
      offset += size;
      return part;
    });
  }
  /** [before, after] per axis. */
  pad(widths: readonly (readonly [number, number])[], value = 0): Tensor {
    return new Tensor(
      build.pad(this.node, {
        low: widths.map(([low]) => low),
        high: widths.map(([, high]) => high),
        interior: widths.map(() => 0),
        value,
      }),
    );
  }

  // Indexing.

  /** Rows (entries along `axis`) picked by int32 indices. */
  gather(indices: Tensor, axis = 0): Tensor {
    return new Tensor(build.gather(this.node, indices.node, this.#axis(axis)));
  }
  takeAlongAxis(indices: Tensor, axis = -1): Tensor {
    return new Tensor(build.takeAlongAxis(this.node, indices.node, this.#axis(axis)));
  }
  argsort(axis = -1, descending = false): Tensor {
    return new Tensor(build.argsort(this.node, this.#axis(axis), descending));
  }
  sort(axis = -1, descending = false): Tensor {
    return this.takeAlongAxis(this.argsort(axis, descending), axis);
  }
  /** 1 at the k largest entries along an axis, else 0. */
  topKMask(k: number, axis = -1): Tensor {
    return new Tensor(build.topKMask(this.node, this.#axis(axis), k));
  }
  /** The order along the axes reversed. */
  reverse(axes?: Axes): Tensor {
    return this.#axes(axes).reduce<Tensor>((result, axis) => {
      const backwards = Int32Array.from(range(this.shape[axis]!).reverse());
      return result.gather(
        fromHost({ dtype: 'int32', shape: [backwards.length], data: backwards }),
        axis,
      );
    }, this);
  }

  #unary(op: (x: Node) => Node): Tensor {
    return new Tensor(op(this.node));
  }

  #binary(op: (a: Node, b: Node) => Node, other: Operand): Tensor {
    const right = other instanceof Tensor ? other.node : scalarLike(other, this.dtype);
    return new Tensor(op(this.node, right));
  }

  #fail(op: OpName, problem: string): never {
    throw new ShapeError(op, [this.node.type], problem);
  }

  #axis(axis: number): number {
    return axis < 0 ? this.rank + axis : axis;
  }

  #axes(axes: Axes): number[] {
    if (axes === undefined) return range(this.rank);
    const list = typeof axes === 'number' ? [axes] : axes;
    return list.map((axis) => this.#axis(axis)).sort((a, b) => a - b);
  }
}

/** A constant that is part of the graph. */
export function fromHost({ dtype, shape, data }: HostTensor): Tensor {
  return new Tensor(build.constant(dtype, shape, data));
}

export function constant(value: number): Tensor {
  return new Tensor(build.scalar(value));
}

export function filled(shape: Shape, value: number): Tensor {
  return constant(value).broadcastTo(shape);
}

/** A float32 constant from nested or flat numbers. */
export function tensorOf(values: readonly number[], shape: Shape = [values.length]): Tensor {
  return fromHost({ dtype: 'float32', shape, data: Float32Array.from(values) });
}

/** 0, 1, ..., count − 1 as int32. */
export function indices(count: number): Tensor {
  return fromHost({ dtype: 'int32', shape: [count], data: Int32Array.from(range(count)) });
}

export function concat(tensors: readonly Tensor[], axis = -1): Tensor {
  const along = axis < 0 ? tensors[0]!.rank + axis : axis;
  return new Tensor(
    build.concat(
      tensors.map((tensor) => tensor.node),
      along,
    ),
  );
}

/** Joins tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((tensor) => tensor.expandDims(axis)),
    axis,
  );
}

/** int32 labels → float32 rows with a 1 at the label, one new last axis of `classes` entries. */
export function oneHot(labels: Tensor, classes: number): Tensor {
  return labels.expandDims(-1).equal(indices(classes)).cast('float32');
}
