/** Every file of examples/ runs as it stands. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** What each example prints. */
const outputs: Readonly<Record<string, RegExp>> = {
  'train-and-encode.mjs':
    /^conv-vae-1: validation loss \d+\.\d\ncodes \[2000,2\], decoded to images \[2000,1,32,32\]\n$/,
};

test('every example is here', () => {
  expect(fs.readdirSync(folder)).toEqual(Object.keys(outputs));
});

test.each(Object.keys(outputs))('%s', (name) => {
  const runs = fs.mkdtempSync(path.join(os.tmpdir(), 'alebrije-example-'));
  try {
    const printed = execFileSync(process.execPath, [path.join(folder, name), runs]).toString();
    expect(printed).toMatch(outputs[name]!);
  } finally {
    fs.rmSync(runs, { recursive: true });
  }
});
