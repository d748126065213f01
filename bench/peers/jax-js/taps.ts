/**
 * Convolutions as slices and products, the form that jax-js's compiler makes fast kernels of.
 *
 * Images are [H, W, B, C], so that a shift in space moves whole blocks. A kernel of k x k taps with a
 * stride reads, for each output pixel, taps that lie in the same or a neighbouring block of
 * stride x stride pixels. The taps of one block offset (a group) are one slice, contiguous in C, shifted
 * by whole blocks: 9 groups for 3x3 with stride 1, but only 4 with stride 2. Shifts wrap around and are
 * masked with zeros, because padding is what makes a jax-js kernel scalar. Its vectors are wrong where
 * they wrap in their midst, so B · C is to be a multiple of 4.
 */

import { jit, numpy as np } from '@jax-js/jax';
import type { Tensor } from './tape.ts';

export interface Geometry {
  /** Of the larger image: a convolution's input, a transposed convolution's output. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first row and column. */
  readonly before: number;
}

/** Along one axis: the taps that fall `shift` blocks away, which are neighbours there. */
interface AxisGroup {
  readonly shift: number;
  /** Place of the first of them inside its block. */
  readonly first: number;
  readonly count: number;
}

interface Group {
  readonly row: AxisGroup;
  readonly column: AxisGroup;
}

function axisGroups({ kernel, stride, before }: Geometry): AxisGroup[] {
  const groups = new Map<number, number[]>();
  for (let tap = 0; tap < kernel; tap++) {
    const shift = Math.floor((tap - before) / stride);
    groups.set(shift, [...(groups.get(shift) ?? []), tap - before - shift * stride]);
  }
  return [...groups].map(([shift, places]) => ({
    shift,
    first: places[0]!,
    count: places.length,
  }));
}

function groupsOf(geometry: Geometry): Group[] {
  const axis = axisGroups(geometry);
  return axis.flatMap((row) => axis.map((column) => ({ row, column })));
}

interface Tap {
  readonly row: number;
  readonly column: number;
}

/** The taps of each group as columns have them, as pixels away from a block's first. */
function tapsOfGroup({ row, column }: Group, stride: number): Tap[] {
  return Array.from({ length: row.count * column.count }, (_, place) => ({
    row: row.shift * stride + row.first + Math.floor(place / column.count),
    column: column.shift * stride + column.first + (place % column.count),
  }));
}

/** Where in the kernel the rows of the weights belong, part by part: each tap's C rows follow one another. */
export function kernelOrder(geometry: Geometry): Tap[][] {
  const { stride, before, channels } = geometry;
  const parts = groupsOf(geometry).map((group) =>
    tapsOfGroup(group, stride).map((tap) => ({
      row: tap.row + before,
      column: tap.column + before,
    })),
  );
  return channels === 1 ? [parts.flat()] : parts;
}

function fromTable(shape: readonly number[], at: (index: number) => number): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return np.array(
    Float32Array.from({ length: size }, (_, index) => at(index)),
    {
      shape: [...shape],
    },
  );
}

const isInside = (index: number, extent: number) => index >= 0 && index < extent;

/** x [N, ...] → y, y[n] = x[(n + offset) mod N]. */
function roll(x: Tensor, offset: number): Tensor {
  const [count, ...rest] = x.shape as [number, ...number[]];
  const start = ((offset % count) + count) % count;
  if (start === 0) return x;
  return np
    .broadcastTo(x.reshape([1, count, ...rest]), [2, count, ...rest])
    .reshape([2 * count, ...rest])
    .slice([start, start + count]);
}

/** The larger image taken apart for products, and put together from them. */
export interface Taps {
  /** Columns of each part: taps times channels. */
  readonly columns: readonly number[];
  /** [H, W, B, C] → parts [H/s · W/s · B, columns]; takes the image over. */
  gather(image: Tensor): Tensor[];
  /** Parts [H/s · W/s · B, columns] → [H, W, B, C], each number added where its tap reads; takes them over. */
  scatter(parts: Tensor[]): Tensor;
}

function groupTaps(geometry: Geometry, groups: readonly Group[]) {
  const { height, width, channels, stride } = geometry;
  const [rows, columns] = [height / stride, width / stride];
  const blocks = rows * columns;
  const blocked = (batch: number) => [rows, stride, columns, stride, batch, channels];

  /** 1 where the block that a group reads is inside the image: [rows · columns, 1]. */
  const masks = groups.map(({ row, column }) =>
    fromTable([blocks, 1], (index) =>
      Number(
        isInside(Math.floor(index / columns) + row.shift, rows) &&
          isInside((index % columns) + column.shift, columns),
      ),
    ),
  );
  /** 1 where a group writes: [rows, stride, columns, stride, 1, 1]. */
  const targets = groups.map(({ row, column }) =>
    fromTable([rows, stride, columns, stride, 1, 1], (index) => {
      const inColumn = index % stride;
      const atColumn = Math.floor(index / stride) % columns;
      const inRow = Math.floor(index / (stride * columns)) % stride;
      const atRow = Math.floor(index / (stride * columns * stride));
      return Number(
        isInside(inRow - row.first, row.count) &&
          isInside(inColumn - column.first, column.count) &&
          isInside(atRow - row.shift, rows) &&
          isInside(atColumn - column.shift, columns),
      );
    }),
  );

  const gathers = groups.map(({ row, column }) =>
    jit((image: Tensor, mask: Tensor) => {
      const batch = image.shape[2]!;
      const slice = image
        .reshape(blocked(batch))
        .slice(
          [],
          [row.first, row.first + row.count],
          [],
          [column.first, column.first + column.count],
        )
        .transpose([0, 2, 4, 1, 3, 5]);
      const size = row.count * column.count * channels;
      const shifted = roll(
        slice.reshape([blocks, batch * size]),
        row.shift * columns + column.shift,
      );
      return shifted.mul(mask).reshape([blocks * batch, size]);
    }),
  );

  function placed({ row, column }: Group, part: Tensor, target: Tensor): Tensor {
    const [high, wide] = [row.count, column.count];
    const batch = part.shape[0]! / blocks;
    const shifted = roll(
      part.reshape([blocks, batch * high * wide * channels]),
      -(row.shift * columns + column.shift),
    );
    const image = shifted
      .reshape([rows, columns, batch, high, wide, channels])
      .transpose([0, 3, 1, 4, 2, 5]);
    return np.broadcastTo(image, blocked(batch)).mul(target);
  }
  const add = jit((parts: Tensor[], targets: Tensor[]) =>
    parts
      .map((part, index) => placed(groups[index]!, part, targets[index]!))
      .reduce((sum, image) => sum.add(image))
      .reshape([height, width, -1, channels]),
  );

  return {
    gather(image: Tensor): Tensor[] {
      const parts = gathers.map((gather, index) => gather(image.ref, masks[index]!.ref));
      image.dispose();
      return parts;
    },
    scatter: (parts: Tensor[]) =>
      add(
        parts,
        targets.map((target) => target.ref),
      ),
  };
}

/** Products want columns in fours. */
const roundUp = (count: number) => 4 * Math.ceil(count / 4);

/** For one channel: all taps side by side in one part, found by a table of pixels. */
function singleChannelTaps(geometry: Geometry, groups: readonly Group[]): Taps {
  const { height, width, stride } = geometry;
  const [rows, columns] = [height / stride, width / stride];
  const taps = groups.flatMap((group) => tapsOfGroup(group, stride));
  const padded = roundUp(taps.length);
  const outside = height * width;
  const pixels = Int32Array.from({ length: rows * columns * padded }, (_, index) => {
    const tap = taps[index % padded];
    if (!tap) return outside;
    const block = Math.floor(index / padded);
    const y = Math.floor(block / columns) * stride + tap.row;
    const x = (block % columns) * stride + tap.column;
    return isInside(y, height) && isInside(x, width) ? y * width + x : outside;
  });
  const table = np.array(pixels, { shape: [rows * columns, padded], dtype: np.int32 });
  const gather = jit((image: Tensor, table: Tensor) => {
    const batch = image.shape[2]!;
    const flat = image.reshape([height * width, batch]);
    const withZeros = np.concatenate([flat, np.zeros([1, batch])], 0);
    return np.take(withZeros, table, 0).transpose([0, 2, 1]).reshape([-1, padded]);
  });
  const { scatter } = groupTaps(geometry, groups);
  const split = jit((all: Tensor) => {
    let start = 0;
    return groups.map(({ row, column }) => {
      const begin = start;
      start += row.count * column.count;
      return all.ref.slice([], [begin, start]);
    });
  });
  return {
    columns: [padded],
    gather(image) {
      return [gather(image, table.ref)];
    },
    scatter: ([all]) => scatter(split(all!)),
  };
}

/** @throws Error if the stride does not divide the image */
export function tapsOf(geometry: Geometry): Taps {
  const { height, width, channels, stride } = geometry;
  if (height % stride !== 0 || width % stride !== 0) {
    throw new Error(`${height}x${width} pixels cannot be taken apart in blocks of ${stride}`);
  }
  const groups = groupsOf(geometry);
  if (channels === 1) return singleChannelTaps(geometry, groups);
  const columns = groups.map(({ row, column }) => row.count * column.count * channels);
  return { columns, ...groupTaps(geometry, groups) };
}
