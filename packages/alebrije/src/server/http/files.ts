/** Files of a folder as answers; nothing outside of it, whatever is asked for. */

import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { ApiError } from './api-error.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

export function contentType(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** A pipe must not keep anybody waiting. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function noSuchFile(): ApiError {
  return new ApiError('not-found', 'there is no such file');
}

/**
 * The path of a file inside a folder, links followed.
 * @param file relative, decoded, parts separated by /
 * @throws ApiError if it is hidden, is no file, or lies outside
 */
async function fileInside(folder: string, file: string): Promise<string> {
  const parts = file.split('/');
  const isOdd = parts.some(
    (part) => part === '' || part.startsWith('.') || /[\\\p{Cc}]/u.test(part),
  );
  if (isOdd) throw noSuchFile();
  try {
    const root = await fs.realpath(folder);
    const path = await fs.realpath(join(folder, ...parts));
    // A link may lead to a hidden file too.
    const inside = path.startsWith(root + sep) ? path.slice(root.length + 1) : '';
    if (inside !== '' && !inside.split(sep).some((part) => part.startsWith('.'))) return path;
  } catch {
    // It is not there.
  }
  throw noSuchFile();
}

export interface FileOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a compressed form of the file lies beside it, for those who take it. */
  readonly mayBeCompressed?: boolean;
}

/** Of the file as it is sent: itself, or its compressed form. */
async function sentForm(
  context: Context,
  folder: string,
  file: string,
): Promise<{ path: string; headers: Readonly<Record<string, string>> }> {
  const vary = { vary: 'accept-encoding' };
  if (/\bgzip\b/.test(context.req.header('accept-encoding') ?? '')) {
    const path = await fileInside(folder, `${file}.gz`).catch(() => undefined);
    if (path !== undefined) return { path, headers: { ...vary, 'content-encoding': 'gzip' } };
  }
  return { path: await fileInside(folder, file), headers: vary };
}

/** Whether the asker has this version already. */
function isFresh(context: Context, tag: string, modified: Date): boolean {
  const known = context.req.header('if-none-match');
  if (known !== undefined) return known.split(',').some((each) => each.trim() === tag);
  const since = Date.parse(context.req.header('if-modified-since') ?? '');
  return Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** Answers with a file. @throws ApiError as `fileInside` */
export async function answerFile(
  context: Context,
  folder: string,
  file: string,
  { headers = {}, mayBeCompressed = false }: FileOptions = {},
): Promise<Response> {
  const { path, headers: formHeaders } = mayBeCompressed
    ? await sentForm(context, folder, file)
    : { path: await fileInside(folder, file), headers: {} };
  const handle = await fs.open(path, FLAGS).catch(() => {
    throw noSuchFile();
  });
  let isHandedOn = false;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw noSuchFile();
    const { size, mtime, mtimeMs } = found;
    const tag = `W/"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    const common = {
      etag: tag,
      'last-modified': mtime.toUTCString(),
      'cache-control': 'no-cache',
      ...formHeaders,
      ...headers,
    };
    if (isFresh(context, tag, mtime)) return new Response(null, { status: 304, headers: common });
    const all = {
      'content-type': contentType(file),
      'content-length': String(size),
      ...common,
    };
    if (context.req.method === 'HEAD' || size === 0) return new Response(null, { headers: all });
    const stream = handle.createReadStream({ end: size - 1 });
    isHandedOn = true;
    return new Response(Readable.toWeb(stream) as ReadableStream, { headers: all });
  } finally {
    if (!isHandedOn) await handle.close();
  }
}
