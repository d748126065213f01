/** Where a command's words go: the answer to standard output, all else to standard error. */

import type { CommandContext } from './command.ts';

/** What the command line needs of its process. */
export interface CommandLineIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Standard error where it is a terminal. */
  readonly terminal?: NodeJS.WritableStream;
  /** The signal of interruption; called when a command first asks for it. */
  readonly interruption: () => AbortSignal;
  /** Whether unexpected errors show where they come from. */
  readonly debug: boolean;
}

/** @param json whether answers are JSON objects instead of text */
export function createContext(io: CommandLineIo, json: boolean): CommandContext {
  let signal: AbortSignal | undefined;
  let isAnswered = false;
  return {
    exitCode: 0,
    ...(io.terminal && { terminal: io.terminal }),
    get signal() {
      signal ??= io.interruption();
      return signal;
    },
    note(line) {
      io.stderr.write(`${line}\n`);
    },
    answer(object, text) {
      // Under --json standard output holds one object, whatever fails after it was written.
      if (json && isAnswered) return;
      isAnswered = true;
      io.stdout.write(`${json ? JSON.stringify(object) : text.trimEnd()}\n`);
    },
  };
}
