/** The code of an example decoded as every class, by a model that is told the class. */

import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { toldClassNames, trainedClasses } from './class-samples.ts';
import {
  asImages,
  checkValidationIndex,
  chooseExamples,
  expectShownImages,
  type Picture,
  pickLabels,
  pickRows,
  shownShape,
} from './picture.ts';

const SHOWN = 8;

/**
 * Rows of held-out examples: the code of each, decoded as each class. Numbers: `examples`, `classes`.
 * @param example the only one to show, by its index; by default eight, of different classes
 * @throws UserError if the model is not told classes, or there is no such example
 */
export async function classChangesPicture(model: OpenModel, example?: number): Promise<Picture> {
  expectShownImages(model, 'the change of classes');
  const { session, data, system } = model;
  if (system.views.classes === undefined) {
    throw new UserError(
      '--across-classes is for models that are told the class, such as conditional-vae: leave it out',
    );
  }
  const { validation } = data;
  if (example !== undefined) checkValidationIndex(model, example);
  const most = Math.min(SHOWN, validation.values.shape[0]!);
  const chosen = example === undefined ? chooseExamples(validation, most) : [example];
  const own = pickLabels(validation, chosen)!;
  const codes = await session.encode(pickRows(validation.values, chosen), own);
  const classes = trainedClasses(model);
  const repeated = pickRows(
    codes,
    chosen.flatMap((_, row) => classes.map(() => row)),
  );
  const labels = Int32Array.from(chosen.flatMap(() => classes));
  const decoded = await session.decode(repeated, labels);
  const names = toldClassNames(model);
  const png = await interpolationStrip({
    title: 'The code of one validation image, decoded as each class',
    subtitle:
      'What a row shares is what the code holds beside the class. Framed: the image’s own class, its reconstruction.',
    images: asImages(decoded, shownShape(model)),
    steps: classes.length,
    columnLabels: classes.map((label) => names[label]!),
    rowLabels: [...own].map((label) => names[label]!),
    framed: [...own].flatMap((label) => classes.map((column) => column === label)),
  });
  return { png, numbers: { examples: chosen.length, classes: classes.length } };
}
