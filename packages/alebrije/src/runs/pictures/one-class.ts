/** The one-class protocol as a picture: the areas under the ROC curves, class by class. */

import { dotPlot } from '../../explore/figures/index.ts';
import { PCA_COMPONENTS } from '../anomalies/detector.ts';
import { type ClassResult, meanSeparations } from '../anomalies/one-class.ts';
import { SCORE_NAMES } from './anomalies.ts';

/** @param title of the recipe */
export function oneClassPicture(
  title: string,
  classes: readonly ClassResult[],
): Promise<Uint8Array> {
  const means = meanSeparations(classes);
  const best = (by: 'model' | 'pca') => means.filter((mean) => mean.by === by);
  const words = (by: 'model' | 'pca') =>
    best(by)
      .map(({ score, auroc }) => `${auroc.toFixed(3)} by the ${SCORE_NAMES[score]}`)
      .join(', ');
  return dotPlot({
    title: `Each class told from the other ${classes.length === 10 ? 'nine' : 'classes'}`,
    subtitle: `${title}, trained on one class at a time. Mean area under the ROC curve: ${words('model')}; of ${PCA_COMPONENTS} principal components ${words('pca')}.`,
    rows: [
      ...classes.map(({ name, separations }) => ({
        label: name,
        values: separations.map(({ auroc }) => [auroc]),
      })),
      { label: 'Mean', values: means.map(({ auroc }) => [auroc]) },
    ],
    seriesNames: means.map(
      ({ by, score }) =>
        `${by === 'model' ? 'Model' : `PCA-${PCA_COMPONENTS}`}, ${SCORE_NAMES[score]}`,
    ),
    xName: 'Area under the ROC curve on the test set',
    lineBefore: classes.length,
  });
}
