/** Ctrl-C and SIGTERM: the first asks a command to end, the second ends the process. */

import { EXIT_INTERRUPTED } from './exit-codes.ts';

/**
 * npm passes Ctrl-C on to a program that the terminal has told already: what comes this soon after
 * the first is its echo.
 */
const ECHO_MS = 500;

/** Takes the two signals over, from now until the end of the process. */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (first !== undefined && now - first > ECHO_MS) process.exit(EXIT_INTERRUPTED);
    first ??= now;
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
