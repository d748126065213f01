/** The files of runs. */

import { type Context, Hono } from 'hono';
import { ApiError } from '../http/api-error.ts';
import { answerFile } from '../http/files.ts';
import { findRunFolder } from '../runs/run-names.ts';
import { FILE_POLICY, REPORT_POLICY } from '../security/headers.ts';
import type { Services } from '../services.ts';

/** Shown in a page; anything else is only given to be saved. */
const SHOWN = /\.(?:png|gif|webp|jsonl?|txt|log|onnx)$/i;

function headersOf(file: string): Record<string, string> {
  if (file === 'report.html') return { 'content-security-policy': REPORT_POLICY };
  if (SHOWN.test(file)) return { 'content-security-policy': FILE_POLICY };
  return {
    'content-security-policy': FILE_POLICY,
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  };
}

/** The parts of `/runs/<name>/files/<file>`, decoded one by one: an encoded slash divides nothing. */
function partsOf(context: Context): { readonly name: string; readonly file: string } {
  const { pathname } = new URL(context.req.url);
  const [, , name, , ...file] = pathname.split('/');
  try {
    return {
      name: decodeURIComponent(name!),
      file: file.map(decodeURIComponent).join('/'),
    };
  } catch {
    throw new ApiError('bad-request', 'the address is not encoded rightly');
  }
}

export function fileRoutes({ store }: Services) {
  return new Hono().get('/:name/files/*', async (context) => {
    const { name, file } = partsOf(context);
    const folder = await findRunFolder(store.folder, name);
    return answerFile(context, folder, file, { headers: headersOf(file) });
  });
}
