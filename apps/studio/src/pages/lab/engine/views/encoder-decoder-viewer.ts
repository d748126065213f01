/** What is shown of an autoencoder and of a VAE. */

import { drawNormal, fold, key } from '../../../../../../../packages/alebrije/src/tensor/key.ts';
import type { Tensor } from '../../../../../../../packages/alebrije/src/tensor/tensor.ts';
import { planeGrid } from '../plane.ts';
import { createBudget } from './budget.ts';
import { gridCodes, likeCodes, NORMAL_RANGE, packRanges, rangesOf } from './code-grid.ts';
import { createLookThrough, rows, type Subject } from './look-through.ts';
import { FIELD_SIDE, type Look, type Pictures, SAMPLES, type Viewer } from './pictures.ts';
import { sampleDistance } from './sample-distance.ts';

const DISTANCE_REST = 1000;

type Coded = { readonly code: Tensor; readonly output: Tensor };
/** Of any points [N, 2]; with the deviations of codes that are random. */
type Seen = Coded | (Coded & { readonly deviation: Tensor });

export function createEncoderDecoderViewer(subject: Subject): Viewer {
  const { system, points, seed } = subject;
  const { views } = system;
  const { codeSize } = views;
  const { run, dispose } = createLookThrough(subject);
  const normal = drawNormal(fold(key(seed), 'sample codes'), SAMPLES * codeSize);
  const plane = planeGrid(FIELD_SIDE);
  const distanceBudget = createBudget(DISTANCE_REST);

  const reconstruct = (name: string, x: Float32Array) =>
    run(name, { x: rows(x, 2) }, (variables, inputs): Seen => {
      const posterior = views.posterior?.(variables, inputs.x!);
      const code = posterior?.mean ?? views.encode!(variables, inputs.x!);
      const output = views.decode(variables, code);
      if (!posterior) return { code, output };
      return { code, output, deviation: posterior.logVar.mul(0.5).exp() };
    });

  const decode = (name: string, codes: Float32Array) =>
    run(name, { codes: rows(codes, codeSize) }, (variables, inputs) => ({
      output: views.decode(variables, inputs.codes!),
    }));

  async function arrows(): Promise<Float32Array> {
    const { output } = await reconstruct('field', plane);
    return output.map((value, i) => value - plane[i]!);
  }

  async function look({ show, effort }: Look): Promise<Pictures> {
    const seen = await reconstruct('points', points());
    const ranges = views.hasNormalPrior
      ? Array.from({ length: codeSize }, () => NORMAL_RANGE)
      : rangesOf(seen.code, codeSize);
    const codes = views.hasNormalPrior ? normal : likeCodes(seen.code, normal, codeSize);
    const samples = (await decode('samples', codes)).output;
    const distance = await distanceBudget.spend(() => sampleDistance(subject, samples), effort);
    return {
      reconstructions: seen.output,
      codes: seen.code,
      ...('deviation' in seen && { deviations: seen.deviation }),
      samples,
      gridRange: packRanges(ranges),
      ...(show.includes('grid') && { grid: (await decode('grid', gridCodes(ranges))).output }),
      ...(show.includes('field') && { field: await arrows() }),
      ...(distance && { distance }),
    };
  }

  return { look, dispose };
}
