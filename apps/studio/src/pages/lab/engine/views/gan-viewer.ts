/** What is shown of a generative adversarial network. */

import {
  type AdversarialLossName,
  adversarialLosses,
} from '../../../../../../../packages/alebrije/src/models/adversarial-losses.ts';
import { applyNamed, type Variables } from '../../../../../../../packages/alebrije/src/nn/layer.ts';
import { inference } from '../../../../../../../packages/alebrije/src/recipes/systems/encoder-decoder-system.ts';
import { drawNormal, fold, key } from '../../../../../../../packages/alebrije/src/tensor/key.ts';
import type { Tensor } from '../../../../../../../packages/alebrije/src/tensor/tensor.ts';
import { gradient } from '../../../../../../../packages/alebrije/src/tensor/trace.ts';
import { planeGrid } from '../plane.ts';
import { createBudget } from './budget.ts';
import { gridCodes, NORMAL_RANGE, packRanges } from './code-grid.ts';
import { createLookThrough, rows, type Subject } from './look-through.ts';
import { type Look, type Pictures, SAMPLES, SURFACE_SIDE, type Viewer } from './pictures.ts';
import { sampleDistance } from './sample-distance.ts';

const DISTANCE_REST = 1000;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Scores [G²] as numbers from 0 to 1: the probability of being real where the loss knows one, else how far
 * they lie above where it divides, or above their own mean, in their own deviations.
 */
export function shadesOf(scores: Float32Array, lossName: AdversarialLossName): Float32Array {
  const { hasProbability, threshold } = adversarialLosses[lossName];
  if (hasProbability) return scores.map(sigmoid);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const middle = threshold ?? mean;
  const square = scores.reduce((sum, score) => sum + (score - middle) ** 2, 0) / scores.length;
  const deviation = Math.sqrt(square) || 1;
  return scores.map((score) => sigmoid((2 * (score - middle)) / deviation));
}

export function createGanViewer(subject: Subject, lossName: AdversarialLossName): Viewer {
  const { system, seed } = subject;
  const { views } = system;
  const { codeSize } = views;
  const { run, dispose } = createLookThrough(subject);
  const loss = adversarialLosses[lossName];
  const discriminator = system.networks.discriminator!.layer;
  const codes = drawNormal(fold(key(seed), 'sample codes'), SAMPLES * codeSize);
  const ranges = Array.from({ length: codeSize }, () => NORMAL_RANGE);
  const grid = gridCodes(ranges);
  const plane = planeGrid(SURFACE_SIDE);
  const distanceBudget = createBudget(DISTANCE_REST);

  const judge = (variables: Variables<Tensor>, x: Tensor) =>
    applyNamed('discriminator', discriminator, variables, x, inference).output;

  /** Samples, and minus the slope of the generator's loss at each of them. */
  const generate = () =>
    run('samples', { codes: rows(codes, codeSize) }, (variables, inputs) => {
      const samples = views.decode(variables, inputs.codes!);
      // The loss is a mean over the samples, of which each is wanted by itself.
      const total = loss.generator(judge(variables, samples)).mul(SAMPLES);
      return { samples, gradients: gradient(total, samples).neg() };
    });

  async function surface(): Promise<Float32Array> {
    const { scores } = await run('surface', { x: rows(plane, 2) }, (variables, inputs) => ({
      scores: judge(variables, inputs.x!).flatten(0),
    }));
    return shadesOf(scores, lossName);
  }

  const decodeGrid = () =>
    run('grid', { codes: rows(grid, codeSize) }, (variables, inputs) => ({
      output: views.decode(variables, inputs.codes!),
    }));

  async function look({ show, effort }: Look): Promise<Pictures> {
    const { samples, gradients } = await generate();
    const distance = await distanceBudget.spend(() => sampleDistance(subject, samples), effort);
    return {
      samples,
      gradients,
      gridRange: packRanges(ranges),
      ...(show.includes('surface') && { surface: await surface() }),
      ...(show.includes('grid') && { grid: (await decodeGrid()).output }),
      ...(distance && { distance }),
    };
  }

  return { look, dispose };
}
