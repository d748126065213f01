/** What a page may import: these entries, and all that they import, need nothing of Node. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { bundle } from './chromium.ts';

const BROWSER_ENTRIES = ['graph', 'tensor', 'nn', 'optim', 'train', 'recipes', 'runtime/browser'];

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, string>>;
};
const folder = mkdtempSync(path.join(os.tmpdir(), 'alebrije-imports-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The TypeScript module behind a subpath of the package. */
const sourceOf = (entry: string): string =>
  path.join(root, exports[`./${entry}`]!.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));

test.each(BROWSER_ENTRIES)('alebrije/%s can be bundled for a browser', async (entry) => {
  await bundle({ entry: sourceOf(entry) }, folder);
  expect(existsSync(path.join(folder, 'entry.js'))).toBe(true);
});

test('an entry that needs Node is found out, with the module that does', async () => {
  await expect(bundle({ entry: sourceOf('runtime') }, folder)).rejects.toThrow(
    /backends\.ts imports node:child_process/,
  );
});
