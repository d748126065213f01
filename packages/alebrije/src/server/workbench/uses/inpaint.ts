/** Images of which a part is painted over, filled by a diffusion. */

import { UserError } from '../../../errors.ts';
import type { HostTensor, Shape } from '../../../graph/types.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { type ChosenImage, chosenImage } from '../../../runs/pictures/chosen-image.ts';
import { resolveTrainedClass } from '../../../runs/pictures/class-samples.ts';
import { fillMissing, knownShare, maskOf, planFill } from '../../../runs/pictures/inpainting.ts';
import { expectShownImages, shownShape } from '../../../runs/pictures/picture.ts';
import type { Inpainted } from '../../contract/uses.ts';
import { encodeTensor } from '../arrays.ts';
import type { Task } from '../jobs.ts';
import { exampleOfFile } from './images.ts';
import { type SolverBody, solverSettings } from './sample.ts';
import { watchSampling } from './sampling-watch.ts';

interface InpaintBody extends SolverBody {
  readonly image: number | string;
  readonly mask: string;
  readonly count: number;
  readonly resample: number;
}

async function imageOf(model: OpenModel, body: InpaintBody): Promise<ChosenImage> {
  const given = body.class === undefined ? undefined : String(body.class);
  if (typeof body.image === 'number') return chosenImage(model, body.image, given);
  const isTold = model.system.views.classes !== undefined;
  if (given !== undefined && !isTold) {
    throw new UserError('this run’s model is not told classes: leave the class out');
  }
  return {
    values: await exampleOfFile(model, Buffer.from(body.image, 'base64')),
    name: 'Your image',
    label: given === undefined ? undefined : resolveTrainedClass(model, given),
    notes: [],
  };
}

/** @throws UserError unless a part of the image, and not all of it, is to be filled */
function knownOf(shape: Shape, mask: string): HostTensor {
  const [, height, width] = shape as readonly [number, number, number];
  const bytes = Buffer.from(mask, 'base64');
  if (bytes.length !== height * width) {
    throw new UserError(`the mask has ${bytes.length} bytes, and ${height} x ${width} are needed`);
  }
  const known = maskOf(shape, (y, x) => bytes[y * width + x] === 0);
  const share = knownShare(known);
  if (share === 1) throw new UserError('nothing is to be filled: paint over a part of the image');
  if (share === 0) throw new UserError('nothing of the image is left: see sample');
  return known;
}

export async function inpaint(model: OpenModel, body: InpaintBody, task: Task): Promise<Inpainted> {
  expectShownImages(model, 'inpaint');
  const { count, resample, moments = 0, seed = model.config.seed } = body;
  const plan = planFill(model, body, resample);
  const shape = shownShape(model);
  const chosen = await imageOf(model, body);
  const known = knownOf(shape, body.mask);
  const watch = watchSampling(model, { steps: plan.steps, count, moments }, task);
  const fills = await fillMissing(model, { chosen, known }, plan, { count, seed, ...watch.hooks });
  await watch.finish();
  const isTold = model.system.views.classes !== undefined;
  return {
    samples: encodeTensor(fills),
    original: encodeTensor(await model.session.prepare(chosen.values), shape),
    ...(chosen.label !== undefined && { labels: new Array<number>(count).fill(chosen.label) }),
    settings: {
      seed,
      count,
      resample,
      ...(typeof body.image === 'number' && { image: body.image }),
      ...(body.class !== undefined && { class: body.class }),
      ...solverSettings(plan.settings, isTold),
    },
    notes: chosen.notes,
  };
}
