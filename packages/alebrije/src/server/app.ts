/** All routes of the studio. */

import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ApiError, asApiError, errorAnswer } from './http/api-error.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { eventRoutes } from './routes/events.ts';
import { fileRoutes } from './routes/files.ts';
import { pageRoutes } from './routes/page.ts';
import { recipeRoutes } from './routes/recipes.ts';
import { runRoutes } from './routes/runs.ts';
import { trashRoutes } from './routes/trash.ts';
import { useRoutes } from './routes/uses.ts';
import type { Services } from './services.ts';

function reportUnexpected(error: unknown): void {
  const text = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`studio: ${text}\n`);
}

/** What went wrong, as the refusal to be answered. */
function refusalOf(error: unknown): ApiError {
  if (error instanceof HTTPException && error.status < 500) {
    return new ApiError('bad-request', error.message || 'the request is malformed');
  }
  const refusal = asApiError(error);
  const isGone = error instanceof Error && error.name === 'AbortError';
  if (refusal.code === 'failed' && !(error instanceof ApiError) && !isGone) reportUnexpected(error);
  return refusal;
}

export function createApp(services: Services): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    const refusal = refusalOf(error);
    const body = { ...errorAnswer(refusal), ...refusal.details };
    return context.json(body, refusal.status, { 'cache-control': 'no-store' });
  });
  const api = new Hono()
    .use(async (context, next) => {
      await next();
      if (!context.res.headers.has('cache-control')) {
        context.res.headers.set('cache-control', 'no-store');
      }
    })
    .route('/recipes', recipeRoutes())
    .route('/datasets', datasetRoutes(services))
    .route('/runs', runRoutes(services))
    .route('/runs', useRoutes(services))
    .route('/trash', trashRoutes(services))
    .route('/events', eventRoutes(services));
  api.all('*', (context) => {
    const { method, path } = context.req;
    throw new ApiError('not-found', `there is no ${method} ${path}`);
  });
  app.route('/api', api);
  app.route('/runs', fileRoutes(services));
  app.route('/', pageRoutes(services.page));
  app.all('*', () => {
    throw new ApiError('method-not-allowed', 'the page can only be read');
  });
  return app;
}
