/** What the units of a code stand for: what activates them, what they decode to, what the first layer looks for. */

import { UserError } from '../errors.ts';
import { sizeOf } from '../graph/shape.ts';
import type { HostTensor, Shape } from '../graph/types.ts';
import type { Layer } from '../nn/layer.ts';
import { hostFloats } from '../train/model-session.ts';
import type { OpenModel } from './open-model.ts';

/** The codes of some examples, seen unit by unit. */
export interface UnitActivity {
  readonly unit: number;
  readonly mean: number;
  readonly deviation: number;
  /** The values that 1 and 99 of 100 examples stay below. */
  readonly low: number;
  readonly high: number;
  /** Share of the examples in which the unit is not 0. */
  readonly active: number;
}

const TAIL = 0.01;

/** @param codes [N, Z], at least one */
export function unitActivities(codes: HostTensor): UnitActivity[] {
  const [count, size] = codes.shape as readonly [number, number];
  return Array.from({ length: size }, (_, unit) => {
    const values = Float32Array.from({ length: count }, (_, i) => codes.data[i * size + unit]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    const sorted = values.toSorted();
    const at = (share: number) => sorted[Math.round(share * (count - 1))]!;
    return {
      unit,
      mean,
      deviation: Math.sqrt(variance),
      low: at(TAIL),
      high: at(1 - TAIL),
      active: values.filter((value) => value !== 0).length / count,
    };
  });
}

/** Fewer examples with another value than this share of all are no sign of life. */
const DEAD = 1e-9;

export function isDead({ deviation }: UnitActivity): boolean {
  return deviation <= DEAD;
}

/**
 * The units to look at: all in their order where they are few enough, else those that vary most,
 * which say most of their examples.
 */
export function chooseUnits(activities: readonly UnitActivity[], count: number): UnitActivity[] {
  const alive = activities.filter((activity) => !isDead(activity));
  if (alive.length <= count) return alive;
  return alive
    .toSorted((a, b) => b.deviation - a.deviation)
    .slice(0, count)
    .sort((a, b) => a.unit - b.unit);
}

/** Indices of the `count` examples with the largest value of a unit, the largest first. */
export function mostActivating(codes: HostTensor, unit: number, count: number): number[] {
  const [total, size] = codes.shape as readonly [number, number];
  const valueAt = (index: number) => codes.data[index * size + unit]!;
  return Array.from({ length: total }, (_, index) => index)
    .sort((a, b) => valueAt(b) - valueAt(a))
    .slice(0, count);
}

/** Codes that all units keep but one: 'zero', or the mean of all codes. */
export const BASELINES = ['mean', 'zero'] as const;

export type Baseline = (typeof BASELINES)[number];

/**
 * One code for each unit in which it alone is as high as in one example of a hundred, after the code
 * in which no unit is: [1 + U, Z].
 */
export function codesOfSingleUnits(
  activities: readonly UnitActivity[],
  units: readonly UnitActivity[],
  baseline: Baseline,
): HostTensor {
  const size = activities.length;
  const base = activities.map(({ mean }) => (baseline === 'zero' ? 0 : mean));
  const data = new Float32Array((1 + units.length) * size);
  for (let row = 0; row <= units.length; row++) data.set(base, row * size);
  for (const [place, { unit, high }] of units.entries()) data[(1 + place) * size + unit] = high;
  return hostFloats([1 + units.length, size], data);
}

/** Kernels that look at pixels, as they are drawn. */
export interface Filters {
  readonly layer: string;
  readonly type: string;
  /** [F, C, h, w]. */
  readonly kernels: HostTensor;
}

/** The first layer inside that has a kernel, with its path and the shape of its input. */
function firstKernelLayer(
  layer: Layer,
  input: Shape,
  path: string,
  variables: OpenModel['variables'],
): { path: string; type: string; input: Shape; kernel: HostTensor } | undefined {
  const children = layer.children?.(input);
  if (!children) {
    const kernel = variables[`params.${path}.kernel`];
    return kernel && { path, type: layer.type, input, kernel };
  }
  for (const child of children) {
    const found = firstKernelLayer(child.layer, child.input, `${path}.${child.name}`, variables);
    if (found) return found;
  }
  return undefined;
}

/** Dense kernels [D, F] as images of the data, [F, C, h, w]. */
function denseFilters({ data, shape }: HostTensor, image: Shape): HostTensor {
  const [inputs, count] = shape as readonly [number, number];
  const filters = new Float32Array(data.length);
  for (let input = 0; input < inputs; input++) {
    for (let filter = 0; filter < count; filter++) {
      filters[filter * inputs + input] = data[input * count + filter]!;
    }
  }
  return hostFloats([count, ...image], filters);
}

/** The encoder's first kernels as images; nothing where they do not look at images. */
export function firstFilters({ system, variables }: OpenModel): Filters | undefined {
  const { encoder } = system.networks;
  const { dataShape } = system.views;
  if (!encoder || dataShape.length !== 3) return undefined;
  const found = firstKernelLayer(encoder.layer, encoder.input, 'encoder', variables);
  if (!found) return undefined;
  const { path, type, input, kernel } = found;
  const layer = path.slice('encoder.'.length);
  if (type === 'Conv2D') return { layer, type, kernels: kernel };
  const seesImage = type === 'Dense' && sizeOf(input) === sizeOf(dataShape) && input.length === 1;
  return seesImage ? { layer, type, kernels: denseFilters(kernel, dataShape) } : undefined;
}

/** @throws UserError if all units always give the same number */
export function expectLivingUnits(units: readonly UnitActivity[], name: string): void {
  if (units.length > 0) return;
  throw new UserError(
    `the code of ${name} is the same for all images: there is nothing to see; train it longer or with a smaller learning rate`,
  );
}
