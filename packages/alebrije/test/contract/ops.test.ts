import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Subject } from './check.ts';
import { checkDerivatives, opCaseEntries, opChecks, someOpChecks } from './op-checks.ts';
import { skipReason, subjects } from './subjects.ts';

describe('in double precision, derivatives match finite differences', () => {
  test.each(opCaseEntries)('$name', ({ each }) => checkDerivatives(each));
});

for (const entry of subjects) {
  const { name, open, obstacle, mostCases } = entry;
  const title = `on ${name}, ops match double precision${skipReason(entry)}`;
  describe.skipIf(obstacle !== undefined)(title, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.runtime.dispose());

    const checks = mostCases === undefined ? opChecks : someOpChecks(mostCases);
    test.each(checks)('$name', ({ run }) => run(subject));
  });
}
