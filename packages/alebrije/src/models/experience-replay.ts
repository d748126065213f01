/**
 * A buffer of earlier generated images, of which the discriminator sees some again: Shrivastava et al.,
 * "Learning from simulated and unsupervised images through adversarial training" (CVPR 2017), section 2.3.
 * R images in the buffer, B batch, H = ⌊B / 2⌋.
 */

import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape, Tree } from '../graph/types.ts';
import { place, type RandomPlace, uniform } from '../tensor/random.ts';
import { concat, indices, type Tensor } from '../tensor/tensor.ts';
import { leaf } from '../tensor/tree.ts';

/** Generated images, with their classes where there are classes. */
interface Generated {
  /** [B, ...]. */
  readonly x: Tensor;
  /** int32 [B]. */
  readonly labels?: Tensor;
}

export interface Replayed {
  /** Half of the new images, then half from the buffer, in which the other new ones then take places. */
  readonly images: Generated;
  readonly buffer: Tree<Tensor>;
}

/** An empty buffer: `count` says how many images are in it. Classes are kept as numbers. */
export function emptyBuffer(size: number, image: Shape, hasLabels: boolean): Tree<HostTensor> {
  const zeros = (shape: Shape): HostTensor => ({
    dtype: 'float32',
    shape,
    data: new Float32Array(sizeOf(shape)),
  });
  return {
    images: zeros([size, ...image]),
    ...(hasLabels && { labels: zeros([size]) }),
    count: zeros([]),
  };
}

/**
 * Which of the H new images each place of the buffer takes, or H or more for none [R]: the next free
 * places until it is full, then H places at random.
 */
function newAtPlaces(isFull: Tensor, count: Tensor, size: number, at: RandomPlace): Tensor {
  const next = indices(size).cast('float32').sub(count);
  const none = next.less(0).select(size, next);
  const shuffled = uniform(place(at, 'replaced'), [size]).argsort(0).cast('float32');
  return isFull.select(shuffled, none);
}

/** Rows of `current` [R, ...], or of `added` [H, ...] where `source` [R] is below H. */
function withRows(current: Tensor, added: Tensor, source: Tensor): Tensor {
  const rows = added.shape[0]!;
  const taken = added.gather(source.minimum(rows - 1).cast('int32'));
  const perRow = [current.shape[0]!, ...current.shape.slice(1).map(() => 1)];
  return source.less(rows).reshape(perRow).select(taken, current);
}

/** Half of a batch of new images is replaced by earlier ones, once the buffer is full. */
export function replay(fresh: Generated, buffer: Tree<Tensor>, at: RandomPlace): Replayed {
  const batch = fresh.x.shape[0]!;
  const half = Math.floor(batch / 2);
  const kept = batch - half;
  const count = leaf<Tensor>(buffer, 'count');
  const images = leaf<Tensor>(buffer, 'images');
  const size = images.shape[0]!;
  const isFull = count.greater(size - 0.5);
  const drawn = uniform(place(at, 'drawn'), [half])
    .mul(size)
    .minimum(size - 1)
    .cast('int32');
  const source = newAtPlaces(isFull, count, size, at);
  const mixed = (own: Tensor, stored: Tensor) => {
    const [first, last] = own.split([kept, half], 0) as [Tensor, Tensor];
    return concat([first, isFull.select(stored.gather(drawn), last)], 0);
  };
  const stored = buffer.labels as Tensor | undefined;
  const labels = stored && fresh.labels?.cast('float32');
  const lastOf = (own: Tensor) => own.slice(0, kept);
  return {
    images: {
      x: mixed(fresh.x, images),
      ...(stored && labels && { labels: mixed(labels, stored).cast('int32') }),
    },
    buffer: {
      images: withRows(images, lastOf(fresh.x), source),
      ...(stored && labels && { labels: withRows(stored, lastOf(labels), source) }),
      count: count.add(half).minimum(size),
    },
  };
}
