/** The page itself, as Vite built it. */

import fs from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { ApiError } from '../http/api-error.ts';
import { answerFile } from '../http/files.ts';

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Alebrije studio</title></head>
<body><h1>The studio's page is not built yet</h1>
<p>Run <code>npm run build</code> in the project's folder, then load this page again.
The server itself works: see <a href="/api/runs">the list of runs</a>.</p></body></html>
`;

/** Names with a fingerprint of the content never change. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

function answerPage(context: Context, folder: string): Promise<Response> | Response {
  if (fs.existsSync(join(folder, 'index.html'))) return answerFile(context, folder, 'index.html');
  return context.html(NOT_BUILT, 503);
}

/** A last part with a dot is a file; anything else is a place in the page, which routes itself. */
const isFileName = (path: string): boolean => /\.[^/]*$/.test(path);

/** @param folder of the built page */
export function pageRoutes(folder: string) {
  return new Hono()
    .get('/assets/*', async (context) => {
      const { pathname } = new URL(context.req.url);
      const file = decodeURIComponent(pathname.slice(1));
      return answerFile(context, folder, file, {
        headers: { 'cache-control': IMMUTABLE },
        mayBeCompressed: true,
      });
    })
    .get('/*', async (context) => {
      const { pathname } = new URL(context.req.url);
      const path = decodeURIComponent(pathname.slice(1));
      if (path === 'index.html') return answerPage(context, folder);
      // Names of runs may have dots.
      if (isFileName(path) && !path.startsWith('runs/')) return answerFile(context, folder, path);
      const isHidden = path.split('/').some((part) => part.startsWith('.'));
      if (!isHidden && !/^api(?:\/|$)/.test(path)) return answerPage(context, folder);
      throw new ApiError('not-found', 'there is no such address');
    });
}
