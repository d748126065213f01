/** What a command of the command line is made from. */

import type { Command } from 'commander';

export interface CommandContext {
  /** A line for people, on standard error: notes, warnings, progress. */
  note(line: string): void;
  /** The command's one answer: the object under --json, else the text, on standard output. */
  answer(json: Readonly<Record<string, unknown>>, text: string): void;
  /** Aborted by the first Ctrl-C. To ask for it is to promise to end soon after. */
  readonly signal: AbortSignal;
  /** Standard error where it is a terminal, for progress bars. */
  readonly terminal?: NodeJS.WritableStream;
  /** 0 unless the command sets it: 1 failed, 130 interrupted. */
  exitCode: number;
}

/** Adds one command to the program; its action throws UserError for whatever the user can mend. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;
