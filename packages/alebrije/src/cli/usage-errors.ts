/** Errors in one line that says what is wrong and what would be right. */

import type { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';

function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}

export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return oneLine(message);
}

function usageOf(command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each; each = each.parent) names.unshift(each.name());
  return [...names, command.usage()].join(' ');
}

/** @param command where the error arose */
export function usageError(command: Command, { code, message }: CommanderError): UserError {
  const what = oneLine(message.replace(/^error: /, '')).replace(/\.$/, '');
  const commands = command.commands.map((child) => child.name()).join(', ');
  switch (code) {
    case 'commander.unknownCommand':
      return new UserError(`${what}; there are ${commands}`);
    // Asked for the help of a command that does not exist.
    case 'commander.help':
      return new UserError(`there is no such command; there are ${commands}`);
    case 'commander.excessArguments':
      // Of a command that has commands of its own, a word can only be meant to name one of those.
      if (commands === '') return new UserError(`${what}; usage: ${usageOf(command)}`);
      return new UserError(
        `there is no command '${command.name()} ${command.args[0]}'; there are ${commands}`,
      );
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return new UserError(`${what}; usage: ${usageOf(command)}`);
    case 'commander.unknownOption': {
      const options = command.createHelp().visibleOptions(command);
      const flags = options.map(({ long, short }) => long ?? short).join(', ');
      return new UserError(`${what}; there are ${flags}`);
    }
    default:
      return new UserError(what);
  }
}
