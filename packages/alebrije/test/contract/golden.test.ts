import { afterAll, beforeAll, describe, test } from 'vitest';
import { loadLosses, loadOps, loadSecondOrder } from '../fixtures/golden/load-golden.ts';
import type { Subject } from './check.ts';
import { goldenLossChecks, goldenOpChecks, goldenSecondOrderChecks } from './golden-checks.ts';
import { subjects } from './subjects.ts';
import { transposedConvolutionChecks } from './transposed-convolution.ts';

// Slow runtimes are checked against PyTorch's values by `npm run test:train`.
const fast = subjects.filter(({ mostCases }) => mostCases === undefined);

describe.each(fast)('on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.runtime.dispose());

  describe('PyTorch values', () => {
    test.each(goldenOpChecks(loadOps()))('$name', ({ run }) => run(subject));
    test.each(goldenSecondOrderChecks(loadSecondOrder()))('$name', ({ run }) => run(subject));
    test.each(goldenLossChecks(loadLosses()))('$name', ({ run }) => run(subject));
  });

  describe('known answers', () => {
    test.each(transposedConvolutionChecks)('$name', ({ run }) => run(subject));
  });
});
