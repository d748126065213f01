/** What the doctor says, in a report. */

import { exampleCount } from '../../data/dataset.ts';
import type { ReportSection } from '../../explore/report/index.ts';
import type { Finding } from '../../train/finding.ts';
import { diagnoseModel, EXAMINED } from '../diagnosis.ts';
import type { OpenModel } from '../open-model.ts';

const HEADINGS: Readonly<Record<Finding['severity'], string>> = {
  serious: 'Serious',
  warning: 'A warning',
  note: 'Good to know',
};

/** Nothing for models whose codes are not random. */
export async function diagnosisSection({
  session,
  data,
  system,
}: OpenModel): Promise<ReportSection | undefined> {
  if (!system.views.posterior) return undefined;
  const findings = await diagnoseModel(session, data.validation);
  const count = Math.min(EXAMINED, exampleCount(data.validation)).toLocaleString('en-US');
  const examined = `Looked at were the codes of ${count} held-out examples: whether they tell their examples apart, and whether they lie where the prior draws from.`;
  return {
    id: 'diagnosis',
    title: 'What the doctor says',
    paragraphs: [
      examined,
      ...(findings.length === 0
        ? ['Nothing: every number of the code carries information, and all lie where they should.']
        : findings.map(
            ({ severity, what, cause, cure }) =>
              `${HEADINGS[severity]}. ${what} Where it comes from: ${cause} What to do: ${cure}`,
          )),
    ],
  };
}
