/** Runs: seen, started, stopped, gone on with, and deleted. */

import { join } from 'node:path';
import { Hono } from 'hono';
import { emptyBody, filmQuery, resumeBody, startBody } from '../contract/runs.ts';
import { ApiError } from '../http/api-error.ts';
import { jsonBody, query } from '../http/bodies.ts';
import { answerJob } from '../http/job-answers.ts';
import { readLaunchLog } from '../runs/launch-records.ts';
import { readPictures, thumbnailOf } from '../runs/run-files.ts';
import { moveToTrash } from '../runs/trash.ts';
import type { Services } from '../services.ts';

export function runRoutes({ store, launcher, workbench, thumbnails }: Services) {
  return new Hono()
    .get('/', async (context) => context.json(await store.list()))
    .post('/', jsonBody(startBody), async (context) => {
      const name = await launcher.start(context.var.body);
      return context.json({ name }, 202);
    })
    .get('/:name', async (context) => context.json(await store.detail(context.req.param('name'))))
    .delete('/:name', async (context) => {
      const item = await moveToTrash(store.folder, context.req.param('name'));
      await store.refresh();
      return context.json(item);
    })
    .get('/:name/log', async (context) => {
      const { name } = await store.find(context.req.param('name'));
      return context.text(readLaunchLog(store.folder, name));
    })
    .get('/:name/thumbnail', async (context) => {
      const run = await store.find(context.req.param('name'));
      const picture = thumbnailOf((await readPictures(run)).pictures);
      if (!picture) throw new ApiError('not-found', `${run.name} has no pictures yet`);
      const bytes = await thumbnails
        .draw(join(run.path, picture.file), picture.modified)
        .catch(() => {
          throw new ApiError('not-found', `${picture.file} cannot be read`);
        });
      return new Response(new Uint8Array(bytes), {
        headers: { 'content-type': 'image/webp', 'cache-control': 'private, max-age=86400' },
      });
    })
    .get('/:name/film', query(filmQuery), async (context) => {
      const { path } = await store.find(context.req.param('name'));
      const { kind, rate } = context.req.valid('query');
      const job = { kind: 'film', run: path, pictures: kind, rate } as const;
      return answerJob(context, workbench, job, { lane: 'long', type: 'image/gif' });
    })
    .post('/:name/stop', jsonBody(emptyBody), async (context) => {
      const name = context.req.param('name');
      await launcher.stop(name);
      return context.json({ name }, 202);
    })
    .post('/:name/resume', jsonBody(resumeBody), async (context) => {
      const name = context.req.param('name');
      await launcher.resume(name, context.var.body.epochs);
      return context.json({ name }, 202);
    });
}
