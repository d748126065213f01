/** What is wrong with a page whatever it shows. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Serious faults of accessibility, and how far the page scrolls sideways; none of them if there is none. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const tooWide = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return [
    ...violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`),
    ...(tooWide > 0 ? [`${tooWide} pixels too wide`] : []),
  ];
}
