/** The code of an example or sample decoded as every class, by a model that is told the class. */

import { UserError } from '../../errors.ts';
import { interpolationStrip } from '../../explore/figures/index.ts';
import type { OpenModel } from '../open-model.ts';
import { chosenCodes, chosenKind } from './chosen-codes.ts';
import { toldClassNames, trainedClasses } from './class-samples.ts';
import {
  asImages,
  chooseExamples,
  expectShownImages,
  hasEncoder,
  type Picture,
  pickRows,
  shownShape,
} from './picture.ts';

const SHOWN = 8;

/**
 * Rows of held-out examples, or of samples where the model has no encoder: the code of each, decoded as
 * each class. Numbers: `examples`, `classes`.
 * @param example the only one to show, by its index or number; by default eight
 * @param seed of samples; the run's unless given
 * @throws UserError if the model is not told classes, or there is no such example
 */
export async function classChangesPicture(
  model: OpenModel,
  example?: number,
  seed?: number,
): Promise<Picture> {
  expectShownImages(model, 'the change of classes');
  const { session, data, system } = model;
  if (system.views.classes === undefined) {
    throw new UserError(
      '--across-classes is for models that are told the class, such as conditional-vae: leave it out',
    );
  }
  const { validation } = data;
  const isSampled = !hasEncoder(model);
  const most = Math.min(SHOWN, validation.values.shape[0]!);
  const numbers = isSampled
    ? Array.from({ length: SHOWN }, (_, place) => place + 1)
    : chooseExamples(validation, most);
  const chosen = example === undefined ? numbers : [example];
  const { codes, labels: own, names: chosenNames } = await chosenCodes(model, chosen, seed);
  const classes = trainedClasses(model);
  const repeated = pickRows(
    codes,
    chosen.flatMap((_, row) => classes.map(() => row)),
  );
  const labels = Int32Array.from(chosen.flatMap(() => classes));
  const decoded = await session.decode(repeated, labels);
  const names = toldClassNames(model);
  const png = await interpolationStrip({
    title: `The code of one ${chosenKind(model)}, decoded as each class`,
    subtitle: `What a row shares is what the code holds beside the class.${isSampled ? '' : ' Framed: the image’s own class, its reconstruction.'}`,
    images: asImages(decoded, shownShape(model)),
    steps: classes.length,
    columnLabels: classes.map((label) => names[label]!),
    rowLabels: isSampled ? chosen.map((number) => `code ${number}`) : chosenNames,
    framed: [...own!].flatMap((label) => classes.map((column) => !isSampled && column === label)),
  });
  return { png, numbers: { examples: chosen.length, classes: classes.length } };
}
