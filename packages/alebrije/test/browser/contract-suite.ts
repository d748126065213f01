/** The contract in a real Chromium: the page runs the checks, each is a test here. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebRuntimeOptions } from '../../src/runtime/browser.ts';
import type { Accuracy } from '../contract/check.ts';
import { loadLosses, loadOps, loadSecondOrder } from '../fixtures/golden/load-golden.ts';
import { chromiumPath, NO_CHROMIUM, type OpenPage, openPage } from './chromium.ts';
import type { ContractRequest, Findings } from './page.ts';
import { contractSuites, type SuiteName } from './suites.ts';

/** Milliseconds for all checks of a provider, computed in software on a busy machine. */
const LONGEST = 600_000;

export interface BrowserSubject {
  readonly options: WebRuntimeOptions;
  readonly accuracy: Accuracy;
  readonly suites: readonly SuiteName[];
}

export function testContract({ options, accuracy, suites }: BrowserSubject): void {
  const golden = { ops: loadOps(), secondOrder: loadSecondOrder(), losses: loadLosses() };
  const checks = contractSuites(golden);

  describe.skipIf(!chromiumPath)(`in Chromium on ${options.provider}${NO_CHROMIUM}`, () => {
    let page: OpenPage;
    let findings: Findings;
    beforeAll(async () => {
      const module = fileURLToPath(new URL('./page.ts', import.meta.url));
      const resources = { '/golden': () => JSON.stringify(golden) };
      page = await openPage({ module, webgpu: 'software', resources });
      await page.call('open', options);
      const request: ContractRequest = { accuracy, suites };
      findings = await page.call('contract', request);
    }, LONGEST);
    afterAll(() => page?.close());

    describe.each(suites)('%s', (suite) => {
      test.each(checks[suite])('$name', ({ name }) => {
        expect(findings[suite]![name]).toBeUndefined();
      });
    });
  });
}
