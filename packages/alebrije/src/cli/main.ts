#!/usr/bin/env node
/** The program `alebrije`. */

import { interruptionSignal } from './interruption.ts';
import { runCommandLine } from './program.ts';

/** Whoever reads the output may have seen enough, as in `alebrije list | head`. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

process.stdout.on('error', ignoreBrokenPipe);
process.stderr.on('error', ignoreBrokenPipe);

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  ...(process.stderr.isTTY && { terminal: process.stderr }),
  interruption: interruptionSignal,
  debug: process.env.ALEBRIJE_DEBUG === '1',
});
