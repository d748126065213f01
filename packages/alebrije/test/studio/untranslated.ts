/** Finds English where Spanish should stand. */

import type { Page } from 'playwright-core';
import * as english from '../../../../apps/studio/src/i18n/en/index.ts';
import * as spanish from '../../../../apps/studio/src/i18n/es/index.ts';

/** 'choose.title' → its text, of one namespace. */
function flatTexts(texts: unknown, prefix = ''): [key: string, text: string][] {
  if (typeof texts === 'string') return [[prefix, texts]];
  return Object.entries(texts as Record<string, unknown>).flatMap(([key, inner]) =>
    flatTexts(inner, prefix === '' ? key : `${prefix}.${key}`),
  );
}

const FILLED_IN = /\{\{\w+\}\}/g;

/** `{{count}} runs` → any number of runs. */
function patternOf(text: string): RegExp {
  const parts = text.split(FILLED_IN).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** Texts that differ between the languages. */
function englishPatterns(): RegExp[] {
  const translated = new Map(flatTexts(spanish));
  return flatTexts(english)
    .filter(([key, text]) => {
      // What is filled in says nothing by itself.
      const fixed = text.replaceAll(FILLED_IN, '').trim();
      return fixed.length >= 3 && text !== translated.get(key);
    })
    .map(([, text]) => patternOf(text));
}

const PATTERNS = englishPatterns();

/** What stands where a text is missing. */
const KEYS: ReadonlySet<string> = new Set(
  Object.values(english)
    .flatMap((texts) => flatTexts(texts).map(([key]) => key))
    .filter((key) => key.includes('.')),
);

/** Runs in the page. */
const COLLECT = `(() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('[lang="en"], code, script, style, svg')) continue;
    found.push(node.textContent.trim());
  }
  for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) {
    for (const element of document.querySelectorAll('[' + attribute + ']')) {
      if (!element.closest('[lang="en"]')) found.push(element.getAttribute(attribute).trim());
    }
  }
  return found.filter((text) => text !== '');
})()`;

/** Texts and labels of a page that are English, but for what is marked as such; and bare keys. */
export async function untranslated(page: Page): Promise<string[]> {
  const texts = await page.evaluate<string[]>(COLLECT);
  return [...new Set(texts)].filter(
    (text) => KEYS.has(text) || PATTERNS.some((pattern) => pattern.test(text)),
  );
}
