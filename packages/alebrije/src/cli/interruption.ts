/** Ctrl-C and SIGTERM: the first asks a command to end, the second ends the process. */

/**
 * npm passes Ctrl-C on to a program that the terminal has told already: what comes this soon after
 * the first is its echo.
 */
const ECHO_MS = 500;

/** Takes the two signals over, from now until the end of the process. */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const onSignal = (name: NodeJS.Signals) => {
    const now = performance.now();
    first ??= now;
    controller.abort();
    if (now - first <= ECHO_MS) return;
    // Not process.exit: it waits for the engine's thread, and aborts where that is at work.
    process.removeListener(name, onSignal);
    process.kill(process.pid, name);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
