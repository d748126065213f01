/** What the commands have in common that draw one picture of a trained run. */

import fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import { type OpenModel, openModel } from '../runs/open-model.ts';
import type { Picture } from '../runs/pictures/picture.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import { openRun } from '../train/files/run-folder.ts';
import type { CommandContext } from './command.ts';
import { createPreparationDisplay } from './preparation-display.ts';

export interface ModelOptions {
  readonly checkpoint: 'best' | 'last';
  readonly backend: string;
}

export interface PictureOptions extends ModelOptions {
  readonly out?: string;
}

/** The argument and options of every command that opens a run. */
export function addModelOptions(command: Command): Command {
  return command
    .argument('<run>', "a run's folder")
    .addOption(
      new Option('--checkpoint <which>', 'the weights to use')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--backend <name>', 'cpu, webgpu or cuda', 'cpu');
}

/** Those, and where the picture goes. */
export function addPictureOptions(command: Command): Command {
  return addModelOptions(command).option(
    '--out <file.png>',
    "the picture's file (default: in the run's samples/, by the command's name)",
  );
}

/** Opens a run for as long as the work takes. */
export async function withModel<T>(
  folder: string,
  { checkpoint, backend }: ModelOptions,
  context: CommandContext,
  work: (model: OpenModel) => Promise<T>,
): Promise<T> {
  const preparation = createPreparationDisplay(context);
  const { onProgress } = preparation;
  const model = await openModel(folder, { checkpoint, backend, onProgress }).finally(
    preparation.stop,
  );
  try {
    for (const line of [...model.data.notes, ...model.warnings]) context.note(line);
    return await work(model);
  } finally {
    await model.dispose();
  }
}

const KINDS = {
  png: { ending: '.png', what: 'pictures are PNG files' },
  gif: { ending: '.gif', what: 'films are GIF files' },
} as const;

type PictureKind = keyof typeof KINDS;

/** @throws UserError unless a file of that kind can be written at the path that an option gives */
function givenFile(option: string, path: string, kind: PictureKind): string {
  const { ending, what } = KINDS[kind];
  if (!path.toLowerCase().endsWith(ending)) {
    throw new UserError(`${what}: ${option} ${path} must end in ${ending}`);
  }
  if (!fs.existsSync(dirname(resolve(path)))) {
    throw new UserError(
      `there is no folder ${dirname(path)}: make it, or give ${option} another path`,
    );
  }
  return resolve(path);
}

/** @throws UserError before any work is done if the picture could not be written there */
export function pictureFile(
  folder: string,
  name: string,
  out: string | undefined,
  kind: PictureKind = 'png',
): string {
  if (out !== undefined) return givenFile('--out', out, kind);
  const { samples } = openRun(folder);
  fs.mkdirSync(samples, { recursive: true });
  return join(samples, `${name}${KINDS[kind].ending}`);
}

/** A file beside a picture: `a/b.png` → `a/b-<what>.png`. */
export function besides(picture: string, what: string): string {
  return picture.replace(/\.png$/i, (ending) => `-${what}${ending}`);
}

function describe([name, value]: readonly [string, number]): string {
  return `${name}: ${Number.isInteger(value) ? value : Number(value.toPrecision(4))}`;
}

/** An option of commands whose picture can be shown as a film too. */
export interface FilmOption {
  /** Where it goes; true for beside the picture. */
  readonly film?: string | true;
}

export function addFilmOption(command: Command): Command {
  return command.option(
    '--film [file.gif]',
    'an animated GIF too, there and back (default: beside the picture)',
  );
}

/** @throws UserError before any work is done if the film could not be written there */
function filmFile(picture: string, given: string | true): string {
  return given === true ? picture.replace(/\.png$/i, '.gif') : givenFile('--film', given, 'gif');
}

interface PictureCommand {
  /** Of the picture's file. */
  readonly name: string;
  readonly folder: string;
  readonly options: PictureOptions & FilmOption;
  /** What the answer under --json holds beside the numbers. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Draws and writes the picture of a command, and answers with its file and its numbers. */
export async function answerPicture(
  command: PictureCommand,
  context: CommandContext,
  draw: (model: OpenModel) => Promise<Picture>,
): Promise<void> {
  const { name, folder, options, facts } = command;
  const picture = pictureFile(folder, name, options.out);
  const film = options.film === undefined ? undefined : filmFile(picture, options.film);
  await withModel(folder, options, context, async (model) => {
    const drawn = await draw(model);
    const { numbers, details } = drawn;
    writeFileAtomic(picture, drawn.png);
    if (film !== undefined && drawn.film) writeFileAtomic(film, drawn.film);
    const files = { picture, ...(film !== undefined && { film }) };
    const lines = [
      ...Object.entries(files).map(([kind, file]) => `${kind}: ${file}`),
      ...Object.entries(numbers).map(describe),
    ];
    context.answer(
      { run: model.run.path, ...files, ...facts, ...numbers, ...details },
      lines.join('\n'),
    );
  });
}
