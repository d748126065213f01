/** One image that a picture begins with: a held-out one, or the user's own. */

import { UserError } from '../../errors.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { OpenModel } from '../open-model.ts';
import { readUserImages } from '../user-images.ts';
import { resolveTrainedClass } from './class-samples.ts';
import { checkValidationIndex, pickLabels, pickRows } from './picture.ts';

export interface ChosenImage {
  /** As stored, [1, C, H, W]. */
  readonly values: HostTensor;
  readonly name: string;
  /** Of a model that is told classes: the one asked for, or its own; none if it is not known. */
  readonly label?: number | undefined;
  /** What the user should know. */
  readonly notes: readonly string[];
}

/**
 * @param given index of a validation image, or path of a PNG file
 * @param only name or number of a class in place of the image's own
 * @throws UserError if there is no such image, more than one, or no such class
 */
export async function chosenImage(
  model: OpenModel,
  given: number | string,
  only?: string,
): Promise<ChosenImage> {
  const told = model.system.views.classes !== undefined;
  if (only !== undefined && !told) {
    throw new UserError(
      'this run’s model is not told classes, so none can be asked for: leave --class out',
    );
  }
  const asked = only === undefined ? undefined : resolveTrainedClass(model, only);
  if (typeof given === 'number') {
    const { validation } = model.data;
    checkValidationIndex(model, given);
    const label = asked ?? (told ? pickLabels(validation, [given])?.[0] : undefined);
    return {
      values: pickRows(validation.values, [given]),
      name: `Validation image ${given}`,
      label,
      notes: [],
    };
  }
  const { values, names, notes } = await readUserImages(model, given);
  if (names.length === 1) return { values, name: names[0]!, label: asked, notes };
  throw new UserError(`${given} holds ${names.length} images: give one PNG file`);
}

/** The class of each of so many samples, where one is told. */
export const sameLabels = ({ label }: ChosenImage, count: number): Int32Array | undefined =>
  label === undefined ? undefined : new Int32Array(count).fill(label);
