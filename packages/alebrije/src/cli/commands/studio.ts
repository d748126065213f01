/** `alebrije studio`: serves the studio's page over the runs folder. */

import { once } from 'node:events';
import { InvalidArgumentError } from 'commander';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';

/** `DEFAULT_PORT` of the server, which is loaded only when it runs. */
const PORT = 7411;
const LARGEST_PORT = 65_535;

interface StudioOptions {
  readonly port: number;
  readonly host?: string;
  readonly runs: string;
}

function portNumber(text: string): number {
  const port = wholeNumberFrom(0)(text);
  if (port <= LARGEST_PORT) return port;
  throw new InvalidArgumentError(`Give a whole number from 0, any free one, to ${LARGEST_PORT}.`);
}

async function serve({ port, host, runs }: StudioOptions, context: CommandContext): Promise<void> {
  const { startStudio } = await import('../../server/studio.ts');
  const { signal } = context;
  const studio = await startStudio({ port, host, runs });
  const { address, token } = studio;
  context.answer(
    { address, port: studio.port, runs: studio.runs, ...(token !== undefined && { token }) },
    `studio: ${address}`,
  );
  context.note(`runs: ${studio.runs}`);
  if (token !== undefined) {
    context.note('whoever has this address can use the studio; it is not encrypted on its way');
  }
  context.note('Ctrl-C ends the studio, and no training');
  if (!signal.aborted) await once(signal, 'abort');
  await studio.close();
}

export const registerStudio: RegisterCommand = (program, context) => {
  program
    .command('studio')
    .description('see models learn and walk through their latent spaces, in a browser')
    .option('--port <number>', 'of the server; 0 for any that is free', portNumber, PORT)
    .option(
      '--host <address>',
      'be reached from other machines at this address; then a token is needed (default: only from this machine)',
    )
    .option('--runs <folder>', 'folder of all runs', 'runs')
    .action((options: StudioOptions) => serve(options, context));
};
