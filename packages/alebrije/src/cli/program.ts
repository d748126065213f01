/** The command line: finds the command, runs it, and turns whatever happens into an exit code. */

import fs from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import type { CommandContext, RegisterCommand } from './command.ts';
import { type CommandLineIo, createContext } from './context.ts';
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_WRONG_USAGE } from './exit-codes.ts';
import { describeError, usageError } from './usage-errors.ts';

interface CommandEntry {
  /** Name and arguments, as the list of commands shows them. */
  readonly synopsis: string;
  readonly description: string;
  readonly load: () => Promise<RegisterCommand>;
}

/** Modules are loaded only for the command that runs: `alebrije --help` must not wait for them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    synopsis: 'list [what]',
    description: 'list the recipes, datasets or metrics',
    load: async () => (await import('./commands/list.ts')).registerList,
  },
  {
    synopsis: 'summary <recipe>',
    description: "show a recipe's networks layer by layer",
    load: async () => (await import('./commands/summary.ts')).registerSummary,
  },
  {
    synopsis: 'train <recipe>',
    description: 'train a recipe into a run folder',
    load: async () => (await import('./commands/train.ts')).registerTrain,
  },
  {
    synopsis: 'reconstruct <run>',
    description: 'show held-out examples and their reconstructions',
    load: async () => (await import('./commands/reconstruct.ts')).registerReconstruct,
  },
  {
    synopsis: 'sample <run>',
    description: 'decode new codes: samples, where the model has a prior',
    load: async () => (await import('./commands/sample.ts')).registerSample,
  },
  {
    synopsis: 'scatter <run>',
    description: 'show the codes of held-out examples, coloured by class',
    load: async () => (await import('./commands/scatter.ts')).registerScatter,
  },
  {
    synopsis: 'project <run>',
    description: 'lay the codes of held-out examples out by PCA, t-SNE or UMAP',
    load: async () => (await import('./commands/project.ts')).registerProject,
  },
  {
    synopsis: 'distances <run>',
    description: 'compare distances between examples with those between their codes',
    load: async () => (await import('./commands/distances.ts')).registerDistances,
  },
  {
    synopsis: 'manifold <run>',
    description: 'decode a grid over the plane of the codes',
    load: async () => (await import('./commands/manifold.ts')).registerManifold,
  },
  {
    synopsis: 'interpolate <run>',
    description: 'decode the codes between those of two held-out examples, or of two samples',
    load: async () => (await import('./commands/interpolate.ts')).registerInterpolate,
  },
  {
    synopsis: 'morph <run> <from> <to>',
    description: 'turn one image into another, through their codes and through their pixels',
    load: async () => (await import('./commands/morph.ts')).registerMorph,
  },
  {
    synopsis: 'traverse <run>',
    description: 'run each number of a code through its values, those that say most first',
    load: async () => (await import('./commands/traverse.ts')).registerTraverse,
  },
  {
    synopsis: 'arithmetic <run>',
    description: 'add attributes, or classes, to the codes of held-out images, or subtract them',
    load: async () => (await import('./commands/arithmetic.ts')).registerArithmetic,
  },
  {
    synopsis: 'attributes <run>',
    description: 'measure how well each attribute can be added and removed, before a judge',
    load: async () => (await import('./commands/attributes.ts')).registerAttributes,
  },
  {
    synopsis: 'histograms <run>',
    description: 'compare each number of the codes, the first 50 drawn, with N(0, 1)',
    load: async () => (await import('./commands/histograms.ts')).registerHistograms,
  },
  {
    synopsis: 'density <run>',
    description: 'show how dense the codes of the data lie, and sample from them beside the prior',
    load: async () => (await import('./commands/density.ts')).registerDensity,
  },
  {
    synopsis: 'film <run>',
    description: 'show how the same codes, or examples, changed from epoch to epoch',
    load: async () => (await import('./commands/film.ts')).registerFilm,
  },
  {
    synopsis: 'compare <runs...>',
    description: 'put the same held-out examples through several runs',
    load: async () => (await import('./commands/compare.ts')).registerCompare,
  },
  {
    synopsis: 'denoise <run>',
    description: 'put noise on held-out images and take it off again, or off images of your own',
    load: async () => (await import('./commands/denoise.ts')).registerDenoise,
  },
  {
    synopsis: 'diffusion <run>',
    description: 'show how a diffusion makes noise of data and data of noise',
    load: async () => (await import('./commands/diffusion.ts')).registerDiffusion,
  },
  {
    synopsis: 'inpaint <run> <image>',
    description: 'fill what is missing in an image, several times, by a diffusion model',
    load: async () => (await import('./commands/inpaint.ts')).registerInpaint,
  },
  {
    synopsis: 'vary <run> <image>',
    description: 'noise an image a part of the way and denoise it again: image to image',
    load: async () => (await import('./commands/vary.ts')).registerVary,
  },
  {
    synopsis: 'features <run>',
    description: 'show what activates each unit of the code, what it decodes to, and the filters',
    load: async () => (await import('./commands/features.ts')).registerFeatures,
  },
  {
    synopsis: 'pretrain <run>',
    description: 'classify with few labels: on the encoder, frozen and fine-tuned, and without it',
    load: async () => (await import('./commands/pretrain.ts')).registerPretrain,
  },
  {
    synopsis: 'anomalies <run>',
    description: 'score images by what the run cannot reconstruct of them, and show the worst',
    load: async () => (await import('./commands/anomalies.ts')).registerAnomalies,
  },
  {
    synopsis: 'one-class <recipe>',
    description: 'train a recipe on each class alone, and tell the class from all others',
    load: async () => (await import('./commands/one-class.ts')).registerOneClass,
  },
  {
    synopsis: 'evaluate <run>',
    description: 'measure a run, every number beside its floor',
    load: async () => (await import('./commands/evaluate.ts')).registerEvaluate,
  },
  {
    synopsis: 'report <run>',
    description: 'write report.html, a page about the run that needs nothing beside itself',
    load: async () => (await import('./commands/report.ts')).registerReport,
  },
  {
    synopsis: 'export <run>',
    description: "write a run's networks for other programs",
    load: async () => (await import('./commands/export.ts')).registerExport,
  },
  {
    synopsis: 'studio',
    description: 'see models learn and walk through their latent spaces, in a browser',
    load: async () => (await import('./commands/studio.ts')).registerStudio,
  },
  {
    synopsis: 'datasets',
    description: 'list, check, show, download or import datasets',
    load: async () => (await import('./commands/datasets.ts')).registerDatasets,
  },
];

export function commandName({ synopsis }: CommandEntry): string {
  return synopsis.split(' ', 1)[0]!;
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}

/** Gives a command and those below it what all have in common. */
function addCommonBehaviour(command: Command): void {
  command.option('--json', 'answer with one JSON object on standard output');
  command.exitOverride((error) => {
    throw error.exitCode === 0 ? error : usageError(command, error);
  });
  for (const child of command.commands) addCommonBehaviour(child);
}

/** The program with every command that `argv` may mean; of the others only what help shows. */
async function createProgram(
  argv: readonly string[],
  context: CommandContext,
  writeOut: (text: string) => void,
): Promise<Command> {
  const program = new Command('alebrije')
    .description('Trains, measures and explores generative models.')
    .usage('<command> [options]')
    .version(packageVersion())
    .configureOutput({ writeOut, writeErr: () => undefined })
    .addHelpText(
      'after',
      '\nStart with:\n  alebrije list\n  alebrije train conv-vae\n  alebrije help train',
    );
  for (const entry of COMMANDS) {
    if (argv.includes(commandName(entry))) (await entry.load())(program, context);
    else program.command(entry.synopsis).description(entry.description);
  }
  addCommonBehaviour(program);
  return program;
}

/** Parses and acts; what --help and --version show becomes the answer. */
async function runCommand(argv: readonly string[], context: CommandContext): Promise<void> {
  let shown = '';
  const program = await createProgram(argv, context, (text) => {
    shown += text;
  });
  try {
    const isBare = argv.every((argument) => argument === '--json');
    await program.parseAsync(isBare ? ['--help'] : argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const name = error.code === 'commander.version' ? 'version' : 'help';
    context.answer({ [name]: shown.trimEnd() }, shown);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UserError) return EXIT_WRONG_USAGE;
  // What a command throws that asked its signal whether to go on.
  return error instanceof Error && error.name === 'AbortError' ? EXIT_INTERRUPTED : EXIT_FAILED;
}

/**
 * Runs one command.
 * @param argv the arguments after the program's own name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted
 */
export async function runCommandLine(argv: readonly string[], io: CommandLineIo): Promise<number> {
  const json = wantsJson(argv);
  const context = createContext(io, json);
  try {
    await runCommand(argv, context);
    return context.exitCode;
  } catch (error) {
    const code = exitCodeOf(error);
    const line = code === EXIT_INTERRUPTED ? 'interrupted' : describeError(error);
    context.note(`error: ${line}`);
    if (json) context.answer({ error: line }, line);
    if (io.debug && error instanceof Error && error.stack) context.note(error.stack);
    return code;
  }
}
