/** What the doctor says, in a report. */

import { exampleCount } from '../../data/dataset.ts';
import type { ReportSection } from '../../explore/report/index.ts';
import type { Finding } from '../../train/finding.ts';
import { diagnoseRun, EXAMINED } from '../diagnosis.ts';
import type { OpenModel } from '../open-model.ts';

const HEADINGS: Readonly<Record<Finding['severity'], string>> = {
  serious: 'Serious',
  warning: 'A warning',
  note: 'Good to know',
};

/** What was looked at, and what it means that nothing was found; nothing for models that are not watched. */
function examinationOf({
  system,
  recipe,
  data,
  progress,
}: OpenModel): { readonly examined: string; readonly allWell: string } | undefined {
  if (recipe.family === 'adversarial network') {
    const isWatched = progress.history.some(({ diversity }) => diversity !== undefined);
    const what = isWatched
      ? 'how often the discriminator is right on held-out examples and on samples, how much samples differ, and which classes a frozen judge takes them for'
      : 'how often the discriminator is right on held-out examples and on samples; the samples themselves were not watched';
    return {
      examined: `Looked at was, after each epoch, ${what}.`,
      allWell: isWatched
        ? 'Nothing: neither side has outrun the other, and the samples differ as they should.'
        : 'Nothing: neither side has outrun the other.',
    };
  }
  if (!system.views.posterior) return undefined;
  const count = Math.min(EXAMINED, exampleCount(data.validation)).toLocaleString('en-US');
  return {
    examined: `Looked at were the codes of ${count} held-out examples: whether they tell their examples apart, and whether they lie where the prior draws from.`,
    allWell:
      'Nothing: every number of the code carries information, and all lie where they should.',
  };
}

export async function diagnosisSection(model: OpenModel): Promise<ReportSection | undefined> {
  const examination = examinationOf(model);
  if (!examination) return undefined;
  const findings = await diagnoseRun(model);
  return {
    id: 'diagnosis',
    title: 'What the doctor says',
    paragraphs: [
      examination.examined,
      ...(findings.length === 0
        ? [examination.allWell]
        : findings.map(
            ({ severity, what, cause, cure }) =>
              `${HEADINGS[severity]}. ${what} Where it comes from: ${cause} What to do: ${cure}`,
          )),
    ],
  };
}
