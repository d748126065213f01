/** A studio in a process of its own, for programs that look at its page. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from '../browser/chromium.ts';

export interface StudioProcess {
  readonly address: string;
  close(): void;
}

/**
 * Serves runs, at a port that is free, until it is closed; the package must be built.
 * @throws Error if it ends instead
 */
export async function startStudioProcess(runs: string): Promise<StudioProcess> {
  const program = join(repositoryRoot(), 'packages/alebrije/bin/alebrije.js');
  const argv = [program, 'studio', '--runs', runs, '--port', '0', '--json'];
  const studio = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(studio.stdout)) {
    const { address } = JSON.parse(line) as { readonly address: string };
    return { address, close: () => studio.kill() };
  }
  throw new Error('the studio did not start');
}
