/** What the trainer's doctor says of a model. */

import { type Examples, exampleCount, takeFirst } from '../data/dataset.ts';
import { posteriorStatistics } from '../metrics/posterior.ts';
import { diagnosePosterior } from '../metrics/posterior-diagnosis.ts';
import type { Finding } from '../train/finding.ts';
import type { ModelSession } from '../train/model-session.ts';

/** Held-out examples whose codes are looked at. */
export const EXAMINED = 1000;

/**
 * Looks at the codes of the first held-out examples; only models whose codes are random have any to look at.
 * @returns the most severe first; nothing if all is well
 */
export async function diagnoseModel(
  { system, posterior }: ModelSession,
  heldOut: Examples,
): Promise<readonly Finding[]> {
  if (!system.views.posterior) return [];
  const examined = takeFirst(heldOut, Math.min(EXAMINED, exampleCount(heldOut)));
  const codes = await posterior(examined.values, examined.labels);
  return diagnosePosterior(posteriorStatistics(codes));
}
