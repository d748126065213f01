/** What is wrong with a page whatever it shows. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Faults of accessibility that are serious or worse, each with where it is. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  // What puts the findings of several frames together opens a page of its own for it, which takes longer than to
  // look; of what passes, only that it does has to travel.
  const isAlone = page.frames().length === 1;
  const axe = new AxeBuilder({ page }).setLegacyMode(isAlone);
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

/** How many pixels wider than its window a page is. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}

/** Serious faults of accessibility, and how far the page scrolls sideways; none of them if there is none. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults = await seriousFaults(page);
  const pixels = await tooWide(page);
  return pixels > 0 ? [...faults, `${pixels} pixels too wide`] : faults;
}
