/** Deleted runs, and their way back. */

import { Hono } from 'hono';
import { emptyBody } from '../contract/runs.ts';
import { jsonBody } from '../http/bodies.ts';
import { listTrash, removeFromTrash, restoreFromTrash } from '../runs/trash.ts';
import type { Services } from '../services.ts';

export function trashRoutes({ store }: Services) {
  return new Hono()
    .get('/', async (context) => context.json(await listTrash(store.folder)))
    .post('/:id/restore', jsonBody(emptyBody), async (context) => {
      const name = await restoreFromTrash(store.folder, context.req.param('id'));
      await store.refresh();
      return context.json({ name });
    })
    .delete('/:id', async (context) => {
      await removeFromTrash(store.folder, context.req.param('id'));
      return context.json({});
    });
}
