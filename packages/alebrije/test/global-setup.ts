/**
 * Compiles the package before the tests if its sources are newer: the engine's thread and the command
 * line run from `dist`. Finds a Vulkan driver for the WebGPU backend.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { useSoftwareVulkan } from './software-vulkan.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const sourceFolder = fileURLToPath(new URL('../src/', import.meta.url));
const buildRecord = fileURLToPath(new URL('../dist/.tsbuildinfo', import.meta.url));

function modifiedAt(path: string): number {
  return fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isBuilt(): boolean {
  const built = modifiedAt(buildRecord);
  const sources = fs.readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' });
  return sources.every((name) => modifiedAt(sourceFolder + name) < built);
}

export function setup(): void {
  useSoftwareVulkan();
  if (isBuilt()) return;
  const compiler = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace(/package\.json$/, 'bin/tsc');
  try {
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: packageFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
  } catch (error) {
    // Type errors do not keep the compiler from writing; `npm run typecheck` is what reports them.
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    process.stderr.write(stdout);
  }
}
