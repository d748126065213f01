/**
 * t-SNE (L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", JMLR 9, 2008) with the
 * Barnes-Hut approximation (L. van der Maaten, "Accelerating t-SNE using tree-based algorithms",
 * JMLR 15, 2014). It starts from given places, as D. Kobak and P. Berens advise ("The art of using
 * t-SNE for single-cell transcriptomics", Nature Communications 10, 2019), and draws nothing at
 * random: the same input gives the same layout.
 */

import { type Affinities, symmetricAffinities } from './affinities.ts';
import { buildCellTree, CELL } from './cell-tree.ts';
import { type Layout, type NearestNeighbours, type Places, standardPlaces } from './projection.ts';

export interface TsneOptions {
  readonly neighbours: NearestNeighbours;
  /** Where the points start: the principal components, say. Only their arrangement matters. */
  readonly start: Places;
  /** About how many neighbours each point attracts. */
  readonly perplexity: number;
  /** Default 750. */
  readonly steps?: number;
}

/** Width over distance from which on a cell's points are met one by one. */
const THETA = 0.5;
/** Of the places where the points start, along their first axis. */
const START_DEVIATION = 1e-4;
/** First all attract each other so much more, for so long, and clusters find together. */
const EXAGGERATION = 12;
const EXAGGERATED_STEPS = 250;
const DEFAULT_STEPS = 750;
const MOMENTUM = { exaggerated: 0.5, final: 0.8 };
const LEAST_RATE = 50;
const LEAST_GAIN = 0.01;

/**
 * Σⱼ Zq² (yᵢ − yⱼ) into `forces` for every i, with q = 1 / (1 + ‖yᵢ − yⱼ‖²).
 * @param positions [N, dims]
 * @returns Z, the sum of q over all pairs
 */
function repel(positions: Float64Array, dims: 2 | 3, forces: Float64Array): number {
  const { cells, entries, skip, order } = buildCellTree(positions, dims);
  const openness = THETA * THETA;
  let normalizer = 0;
  for (const point of order) {
    const base = point * dims;
    const x = positions[base]!;
    const y = positions[base + 1]!;
    const z = dims === 3 ? positions[base + 2]! : 0;
    let [forceX, forceY, forceZ] = [0, 0, 0];
    // The point's own leaf is met as well, with q = 1 and no force.
    let sum = -1;
    for (let cell = 0; cell < cells; ) {
      const entry = cell * CELL;
      const dx = x - entries[entry]!;
      const dy = y - entries[entry + 1]!;
      const dz = z - entries[entry + 2]!;
      const squared = dx * dx + dy * dy + dz * dz;
      if (entries[entry + 4]! < openness * squared) {
        const q = 1 / (1 + squared);
        const weight = entries[entry + 3]! * q;
        sum += weight;
        forceX += weight * q * dx;
        forceY += weight * q * dy;
        forceZ += weight * q * dz;
        cell = skip[cell]!;
      } else {
        cell++;
      }
    }
    normalizer += sum;
    forces[base] = forceX;
    forces[base + 1] = forceY;
    if (dims === 3) forces[base + 2] = forceZ;
  }
  return normalizer;
}

/** Adds 4 · factor · Σⱼ pᵢⱼ q (yᵢ − yⱼ) to the gradient. */
function attract(
  { count, starts, columns, values }: Affinities,
  positions: Float64Array,
  dims: 2 | 3,
  factor: number,
  gradient: Float64Array,
): void {
  for (let point = 0; point < count; point++) {
    const base = point * dims;
    const x = positions[base]!;
    const y = positions[base + 1]!;
    const z = dims === 3 ? positions[base + 2]! : 0;
    let [forceX, forceY, forceZ] = [0, 0, 0];
    const end = starts[point + 1]!;
    for (let entry = starts[point]!; entry < end; entry++) {
      const other = columns[entry]! * dims;
      const dx = x - positions[other]!;
      const dy = y - positions[other + 1]!;
      const dz = dims === 3 ? z - positions[other + 2]! : 0;
      const weight = values[entry]! / (1 + dx * dx + dy * dy + dz * dz);
      forceX += weight * dx;
      forceY += weight * dy;
      forceZ += weight * dz;
    }
    gradient[base]! += 4 * factor * forceX;
    gradient[base + 1]! += 4 * factor * forceY;
    if (dims === 3) gradient[base + 2]! += 4 * factor * forceZ;
  }
}

/** Gradient of the divergence KL(P ‖ Q) in the positions, [N, dims]; P times the exaggeration. */
export function tsneGradient(
  affinities: Affinities,
  positions: Float64Array,
  dims: 2 | 3,
  exaggeration = 1,
): Float64Array {
  const gradient = new Float64Array(positions.length);
  const normalizer = repel(positions, dims, gradient);
  for (let index = 0; index < gradient.length; index++) gradient[index]! *= -4 / normalizer;
  attract(affinities, positions, dims, exaggeration, gradient);
  return gradient;
}

/** A t-SNE that has not taken a step yet. */
export function startTsne({ neighbours, start, perplexity, steps }: TsneOptions): Layout {
  const { count, dims } = start;
  const affinities = symmetricAffinities(neighbours, perplexity);
  const positions = standardPlaces(start, START_DEVIATION);
  const velocity = new Float64Array(positions.length);
  const gains = new Float64Array(positions.length).fill(1);
  // A. C. Belkina et al., "Automated optimized parameters for t-SNE", Nature Communications 10, 2019.
  const rate = Math.max(LEAST_RATE, count / EXAGGERATION / 4);
  let taken = 0;
  return {
    steps: steps ?? DEFAULT_STEPS,
    step() {
      const isExaggerated = taken++ < EXAGGERATED_STEPS;
      const momentum = isExaggerated ? MOMENTUM.exaggerated : MOMENTUM.final;
      const factor = isExaggerated ? EXAGGERATION : 1;
      const gradient = tsneGradient(affinities, positions, dims, factor);
      for (let index = 0; index < positions.length; index++) {
        const slope = gradient[index]!;
        const isTurning = slope > 0 === velocity[index]! > 0;
        gains[index] = Math.max(LEAST_GAIN, isTurning ? gains[index]! * 0.8 : gains[index]! + 0.2);
        velocity[index] = momentum * velocity[index]! - rate * gains[index]! * slope;
        positions[index]! += velocity[index]!;
      }
    },
    positions: () => Float32Array.from(positions),
  };
}
