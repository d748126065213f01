/** Documents whose tables are filled in from bench/results/. */

import fs from 'node:fs';
import path from 'node:path';
import { root } from './child.ts';

/** What `npm run bench` and the like wrote under bench/results/. */
export function readResult<T>(file: string): T {
  return JSON.parse(fs.readFileSync(path.join(root, 'bench/results', file), 'utf8')) as T;
}

/**
 * Replaces what lies between `<!-- name -->` and `<!-- /name -->` in a document, for each section.
 * @param document path in the repository
 * @throws Error if the document lacks a section
 */
export function fillSections(document: string, sections: Readonly<Record<string, string>>): void {
  const file = path.join(root, document);
  let text = fs.readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(sections)) {
    const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n?<!-- /${name} -->)`);
    if (!pattern.test(text)) throw new Error(`${document} has no section <!-- ${name} -->`);
    text = text.replace(pattern, (_, begin: string) => `${begin}${content}\n<!-- /${name} -->`);
  }
  fs.writeFileSync(file, text);
}

/** A table of Markdown. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}
