/** What an opened run can be asked. */

import { exampleCount } from '../../../data/dataset.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { toldClassNames, trainedClasses } from '../../../runs/pictures/class-samples.ts';
import { SOLVER_NAMES, solverName } from '../../../runs/solvers.ts';
import type { DenoisingViews } from '../../../train/system.ts';
import type { Capabilities } from '../../contract/uses.ts';
import { namesOf } from '../examples.ts';

function denoisingOf({ schedule, defaults }: DenoisingViews, isTold: boolean) {
  return {
    times: schedule.steps,
    steps: Math.min(defaults.steps, schedule.steps),
    solver: solverName(defaults.solver),
    solvers: SOLVER_NAMES,
    ...(isTold && { guidance: defaults.guidanceScale }),
  };
}

export function capabilitiesOf(model: OpenModel): Capabilities {
  const { system, data, progress, warnings } = model;
  const { views } = system;
  const { dataShape, discrete, denoising } = views;
  const isTold = views.classes !== undefined;
  return {
    encode: views.encode !== undefined,
    decode: true,
    prior: views.hasUniformPrior ? 'uniform' : views.hasNormalPrior ? 'normal' : 'none',
    posterior: views.posterior !== undefined,
    codeSize: views.codeSize,
    shape: dataShape,
    kind: dataShape.length === 3 ? 'image' : 'points',
    ...(isTold && { classes: { names: toldClassNames(model), trained: trainedClasses(model) } }),
    ...namesOf(model),
    attributes: data.train.attributes !== undefined,
    ...(discrete && { discrete: { codes: discrete.codes, places: discrete.places } }),
    ...(denoising && { denoising: denoisingOf(denoising, isTold) }),
    examples: { train: exampleCount(data.train), test: exampleCount(data.validation) },
    epoch: progress.epoch,
    step: progress.step,
    warnings,
  };
}
