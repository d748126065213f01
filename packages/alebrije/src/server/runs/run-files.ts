/** The files of a run that its page shows. */

import fs from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { RunFile, RunModel, RunPicture } from '../contract/runs.ts';
import { ApiError } from '../http/api-error.ts';
import { fileUrl, isRealFolder } from './run-names.ts';

export interface RunFolder {
  readonly name: string;
  readonly path: string;
}

/** The files of a folder inside a run, without hidden ones and links. */
async function filesIn(run: RunFolder, folder: string): Promise<RunFile[]> {
  // A link could lead to the files of others.
  if (!(await isRealFolder(join(run.path, folder)))) return [];
  const entries = await fs.readdir(join(run.path, folder), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const described = await Promise.all(
    files.map(async ({ name }) => {
      const file = `${folder}/${name}`;
      const found = await fs.stat(join(run.path, file)).catch(() => undefined);
      if (!found) return [];
      return [
        {
          file,
          url: fileUrl(run.name, file),
          bytes: found.size,
          modified: found.mtime.toISOString(),
        },
      ];
    }),
  );
  return described.flat();
}

/** `samples/epoch-0003-reconstructions.png`: what a training drew; anything else a command drew. */
function pictureOf(file: RunFile): RunPicture {
  const name = file.file.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const [, digits, kind] = /^epoch-(\d+)-(.+)$/.exec(name) ?? [];
  return kind === undefined ? { ...file, kind: name } : { ...file, kind, epoch: Number(digits) };
}

const { compare } = new Intl.Collator('en', { numeric: true });

function byEpoch(a: RunPicture, b: RunPicture): number {
  const place = ({ epoch = Number.POSITIVE_INFINITY }: RunPicture) => epoch;
  return place(a) - place(b) || compare(a.file, b.file) || 0;
}

export interface RunPictures {
  readonly pictures: readonly RunPicture[];
  readonly films: readonly RunFile[];
}

export async function readPictures(run: RunFolder): Promise<RunPictures> {
  const files = await filesIn(run, 'samples');
  const ofType = (type: string) => files.filter(({ file }) => extname(file) === type);
  return {
    pictures: ofType('.png')
      .map(pictureOf)
      .sort((a, b) => (a.epoch === b.epoch ? compare(a.file, b.file) : byEpoch(a, b))),
    films: ofType('.gif').sort((a, b) => compare(a.file, b.file)),
  };
}

export async function readModels(run: RunFolder): Promise<RunModel[]> {
  const files = await filesIn(run, 'model');
  return files
    .filter(({ file }) => file.endsWith('.onnx'))
    .map((file) => ({ ...file, name: file.file.slice('model/'.length, -'.onnx'.length) }))
    .sort((a, b) => compare(a.name, b.name));
}

/** What stands for a run in a list: the newest samples, or reconstructions where it draws none. */
export function thumbnailOf(pictures: readonly RunPicture[]): RunPicture | undefined {
  const drawn = pictures.filter(({ epoch }) => epoch !== undefined);
  return drawn.findLast(({ kind }) => kind === 'samples') ?? drawn.at(-1) ?? pictures[0];
}

/** @throws ApiError if a picture of the run is a link, which may lead to anything */
export async function expectOwnPictures({ path, name }: RunFolder): Promise<void> {
  const folder = join(path, 'samples');
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const isOwn = await isRealFolder(folder);
  if (entries.length === 0 || (isOwn && !entries.some((entry) => entry.isSymbolicLink()))) return;
  throw new ApiError('unsuitable', `${name} has links among its pictures: remove them`);
}
