/** `alebrije anomalies`: images by what a run cannot reconstruct of them, the worst first. */

import { Option } from 'commander';
import { ANOMALY_SCORES, type AnomalyScore } from '../../metrics/anomaly.ts';
import { type ScoredRun, scoreRun } from '../../runs/anomalies/score-run.ts';
import type { OpenModel } from '../../runs/open-model.ts';
import {
  anomaliesPicture,
  flaggedShare,
  rocPicture,
  SCORE_NAMES,
  scoresPicture,
  separationName,
  worstFirst,
} from '../../runs/pictures/anomalies.ts';
import { expectShownImages, shownShape } from '../../runs/pictures/picture.ts';
import { readUserImages } from '../../runs/user-images.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { shareBelowOne, wholeNumberFrom } from '../options.ts';
import {
  addPictureOptions,
  besides,
  type PictureOptions,
  pictureFile,
  withModel,
} from '../picture-command.ts';
import { formatCount, formatMetric, formatTable } from '../table.ts';

interface AnomaliesOptions extends PictureOptions {
  readonly images?: string;
  readonly quantile: number;
  readonly score: AnomalyScore;
  readonly count: number;
}

/** The classes that the run was trained on, by name. */
function normalName({ config, data }: OpenModel): string {
  const names = (config.classes ?? []).map((given) =>
    typeof given === 'string' ? given : (data.dataset.classNames?.[given] ?? `class ${given}`),
  );
  return names.join(', ');
}

async function writePictures(
  picture: string,
  scored: ScoredRun,
  model: OpenModel,
  count: number,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {
    picture,
    scoresPicture: besides(picture, 'scores'),
  };
  writeFileAtomic(picture, await anomaliesPicture(scored, shownShape(model), count));
  writeFileAtomic(files.scoresPicture!, await scoresPicture(scored));
  if (scored.separations) {
    files.rocPicture = besides(picture, 'roc');
    const png = await rocPicture(scored, scored.separations, normalName(model));
    writeFileAtomic(files.rocPicture, png);
  }
  return files;
}

function answerText(
  files: Readonly<Record<string, string>>,
  scored: ScoredRun,
  worst: readonly { name: string; score: number; isAnomaly: boolean }[],
): string {
  const { threshold, scores, separations = [] } = scored;
  const rows = worst.map(({ name, score, isAnomaly }) => [
    name,
    formatMetric(score),
    isAnomaly ? 'anomaly' : '',
  ]);
  const flagged = Math.round(flaggedShare(scored) * scores.length);
  return [
    ...Object.values(files).map((file) => `picture: ${file}`),
    formatTable(['image', SCORE_NAMES[scored.score], ''], rows),
    `${formatCount(flagged)} of ${formatCount(scores.length)} images are above the threshold ${formatMetric(threshold)}`,
    ...separations.map(
      (separation) => `${separationName(separation)}, AUROC ${separation.auroc.toFixed(4)}`,
    ),
  ].join('\n');
}

async function anomalies(
  folder: string,
  options: AnomaliesOptions,
  context: CommandContext,
): Promise<void> {
  const { score, quantile, count } = options;
  const picture = pictureFile(folder, 'anomalies', options.out);
  await withModel(folder, options, context, async (model) => {
    expectShownImages(model, 'anomalies');
    const images =
      options.images === undefined ? undefined : await readUserImages(model, options.images);
    for (const line of images?.notes ?? []) context.note(line);
    const scored = await scoreRun(model, { score, quantile, images });
    const files = await writePictures(picture, scored, model, count);
    const described = worstFirst(scored).map((index) => ({
      index,
      name: scored.names[index]!,
      score: scored.scores[index]!,
      isAnomaly: scored.scores[index]! > scored.threshold,
    }));
    const shown = images ? described : described.slice(0, count);
    context.answer(
      {
        run: model.run.path,
        ...files,
        score,
        quantile,
        threshold: scored.threshold,
        images: scored.scores.length,
        flagged: described.filter(({ isAnomaly }) => isAnomaly).length,
        ...(scored.separations && {
          auroc: scored.separations.map(({ by, score: kind, auroc }) => ({
            by,
            score: kind,
            auroc,
          })),
        }),
        worst: shown,
      },
      answerText(files, scored, shown),
    );
  });
}

export const registerAnomalies: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('anomalies'))
    .description('score images by what the run cannot reconstruct of them, and show the worst')
    .option('--images <path>', 'a PNG file or a folder of them (default: the test set)')
    .option(
      '--quantile <share>',
      'of the training images that the threshold leaves below it',
      shareBelowOne,
      0.99,
    )
    .addOption(
      new Option('--score <kind>', 'squared error as it is, or in units of what is typical')
        .choices(ANOMALY_SCORES)
        .default('weighted'),
    )
    .option('--count <count>', 'images to show', wholeNumberFrom(1), 10)
    .action((folder: string, options: AnomaliesOptions) => anomalies(folder, options, context));
};
