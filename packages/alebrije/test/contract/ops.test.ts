import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Subject } from './check.ts';
import { checkDerivatives, opCaseEntries, opChecks } from './op-checks.ts';
import { subjects } from './subjects.ts';

describe('in double precision, derivatives match finite differences', () => {
  test.each(opCaseEntries)('$name', ({ each }) => checkDerivatives(each));
});

describe.each(subjects)('on $name, ops match double precision', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.runtime.dispose());

  test.each(opChecks)('$name', ({ run }) => run(subject));
});
