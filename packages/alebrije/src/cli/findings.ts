/** What the doctor says, as lines. */

import type { Finding } from '../train/finding.ts';

/** Three lines each: how serious and what, the cause, the cure. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ severity, what, cause, cure }) => [
    `${severity}: ${what}`,
    `  cause: ${cause}`,
    `  cure: ${cure}`,
  ]);
}
