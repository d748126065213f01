/** What the page loads before it shows anything: little; the rest comes when it is used. */

import fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtPage } from './studio-browser.ts';

const folder = builtPage();
const html = fs.readFileSync(join(folder, 'index.html'), 'utf8');

function gzipped(path: string): number {
  return gzipSync(fs.readFileSync(join(folder, path))).length;
}

/** The entry and all that it imports statically: `import … from './x.js'`. */
function staticScripts(entry: string): Set<string> {
  const found = new Set<string>();
  const follow = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    const text = fs.readFileSync(join(folder, path), 'utf8');
    for (const [, name] of text.matchAll(/(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)) {
      follow(`assets/${name}`);
    }
  };
  follow(entry);
  return found;
}

const entry = /<script type="module"[^>]*src="\/([^"]+)"/.exec(html)![1]!;

test('the first script and all that it imports are below 300 kB, compressed', () => {
  const scripts = [...staticScripts(entry)];
  expect(scripts.length).toBeGreaterThan(1);
  const bytes = scripts.reduce((total, path) => total + gzipped(path), 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(300_000);
});

test('charts, scatter plots and ONNX Runtime are not among them', () => {
  for (const path of staticScripts(entry)) {
    const text = fs.readFileSync(join(folder, path), 'utf8');
    expect(text, path).not.toMatch(/Observable Plot|onnxruntime|createREGL|deck\.gl/);
  }
});

test('the page holds no scripts or styles in its text: its content policy forbids them', () => {
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=/);
});
