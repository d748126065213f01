/** Datasets: which there are, what they look like, and images from outside. */

import fs from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Context, Hono } from 'hono';
import { importedFile } from '../../data/dataset-path.ts';
import { DATASETS, type DatasetEntry, datasetEntries } from '../../data/registry.ts';
import { type DatasetInfo, examplesQuery, importQuery } from '../contract/datasets.ts';
import { IMPORT_LIMITS } from '../contract/import-limits.ts';
import { ApiError } from '../http/api-error.ts';
import { expectSize, expectType, query } from '../http/bodies.ts';
import { answerJob } from '../http/job-answers.ts';
import type { Services } from '../services.ts';

async function isThere({ isPresent }: DatasetEntry): Promise<boolean> {
  return isPresent ? isPresent() : true;
}

async function describe(entry: DatasetEntry): Promise<DatasetInfo> {
  const { name, description, kind, shape, sizes, licence, mend } = entry;
  const there = await isThere(entry);
  return {
    name,
    description,
    kind: kind === 'image' ? 'image' : 'points',
    there,
    sizes: { train: sizes[0], test: sizes[1] },
    shape,
    licence,
    ...(!there && mend !== undefined && { note: mend }),
    imported: !DATASETS.some((own) => own.name === name),
  };
}

/** By its name alone: what looks like a path is none. @throws ApiError if it is not on this machine */
async function findThere(name: string): Promise<DatasetEntry> {
  const entry = (await datasetEntries()).find((candidate) => candidate.name === name);
  if (!entry) {
    throw new ApiError('not-found', `there is no dataset ${JSON.stringify(name.slice(0, 100))}`);
  }
  if (await isThere(entry)) return entry;
  throw new ApiError('not-there', `${name} is not on this machine: ${entry.mend ?? 'get it'}`);
}

/** Passes bytes on up to a limit. */
function limited(most: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      size += chunk.length;
      if (size <= most) done(null, chunk);
      else done(new ApiError('too-large', `an archive has ${most / 2 ** 20} MiB at most`));
    },
  });
}

/** Keeps a body in a file of a folder of its own. @throws ApiError if it is too large, or breaks off */
async function receive(context: Context, folder: string, name: string): Promise<string> {
  const most = IMPORT_LIMITS.archiveBytes;
  const { body } = context.req.raw;
  if (!body) throw new ApiError('bad-request', 'the body is empty: send a zip');
  const file = join(folder, `${name}.zip`);
  try {
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(source, limited(most), fs.createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('bad-request', 'the upload broke off');
  }
  return file;
}

export function datasetRoutes({ workbench, uploads, events }: Services) {
  return new Hono()
    .get('/', async (context) =>
      context.json(await Promise.all((await datasetEntries()).map(describe))),
    )
    .get('/:name/examples', query(examplesQuery), async (context) => {
      const { name } = await findThere(context.req.param('name'));
      const job = {
        kind: 'dataset-examples',
        dataset: name,
        ...context.req.valid('query'),
      } as const;
      return answerJob(context, workbench, job, { lane: 'quick' });
    })
    .post('/', query(importQuery), async (context) => {
      expectType(context, 'application/zip');
      expectSize(context, IMPORT_LIMITS.archiveBytes);
      const { name, size, colours, replace } = context.req.valid('query');
      if (DATASETS.some((own) => own.name === name)) {
        throw new ApiError('conflict', `${name} is the name of a dataset already: choose another`);
      }
      if (replace !== 'true' && fs.existsSync(importedFile(name))) {
        throw new ApiError(
          'conflict',
          `${name} was imported before: choose another name, or replace it`,
        );
      }
      await mkdir(uploads, { recursive: true });
      const folder = await mkdtemp(join(uploads, 'upload-'));
      const cleanUp = () => rm(folder, { recursive: true, force: true });
      try {
        const archive = await receive(context, folder, name);
        const channels = colours === 'grey' ? 1 : colours === 'colour' ? 3 : undefined;
        const job = {
          ...{ kind: 'import', archive, name, size, channels },
          replace: replace === 'true',
        } as const;
        return await answerJob(context, workbench, job as Parameters<typeof answerJob>[2], {
          lane: 'long',
          async after(isDone) {
            await cleanUp();
            if (isDone) events.emit('datasets', {});
          },
        });
      } catch (error) {
        await cleanUp();
        throw error;
      }
    });
}
