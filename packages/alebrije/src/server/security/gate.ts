/**
 * Which requests are let in, decided on what came over the wire, before anything is routed: the target's
 * form, the Host (a page of another name that resolves to this machine is refused), the site that asks
 * (other pages in the same browser are refused), and the token where one is needed.
 */

import { ApiError } from '../http/api-error.ts';
import { targetFault } from './request-target.ts';
import { type Admission, admission, tokenOf } from './token.ts';

/** A request's line and headers, as Node gives them. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

export interface GateOptions {
  /** Whether a Host without its port is one of the server's. */
  readonly isOwnHost: (hostname: string) => boolean;
  /** Needed by every request, if set. */
  readonly token: string | undefined;
  /** Of the cookie that holds the token. */
  readonly cookie: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'DELETE'];

/** Headers of which a second would be read differently by different programs. */
const SINGLE = [
  'host',
  'origin',
  'authorization',
  'content-length',
  'content-type',
  'transfer-encoding',
  'sec-fetch-site',
  'sec-fetch-mode',
  'last-event-id',
];

type Headers = ReadonlyMap<string, string>;

/** @throws ApiError if one that counts is given twice */
function singleHeaders(raw: readonly string[]): Headers {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    if (headers.has(name) && SINGLE.includes(name)) {
      throw new ApiError('bad-request', `the header ${name} is given twice`);
    }
    const before = headers.get(name);
    headers.set(name, before === undefined ? raw[index + 1]! : `${before}; ${raw[index + 1]!}`);
  }
  return headers;
}

/** 'localhost' of 'localhost:80', '[::1]' of '[::1]:80'; undefined for what is no host. */
export function hostnameOf(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}

function expectOwnHost(headers: Headers, { isOwnHost }: GateOptions): string {
  const host = headers.get('host') ?? '';
  const hostname = hostnameOf(host);
  if (hostname !== undefined && isOwnHost(hostname)) return host.toLowerCase();
  throw new ApiError(
    'forbidden',
    `this server does not answer for the host ${JSON.stringify(host)}`,
  );
}

const isReading = (method: string) => method === 'GET' || method === 'HEAD';

/** What only the studio's own page may ask for: everything but the page itself and its parts. */
function isGuarded(method: string, path: string): boolean {
  return !isReading(method) || /^\/(?:api|runs\/[^/]+\/files)(?:\/|$)/.test(path);
}

function otherSite(): ApiError {
  return new ApiError('forbidden', 'requests from other sites are refused');
}

/** @param host as the request gives it */
function expectOwnSite(method: string, path: string, host: string, headers: Headers): void {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) throw otherSite();
  if (!isReading(method) && origin === undefined && site === undefined) {
    throw new ApiError(
      'forbidden',
      'a request that changes something must say where it comes from, with Origin or a bearer token',
    );
  }
  if (site === undefined || site === 'same-origin') return;
  if (site === 'none' && isReading(method)) return;
  // A link from elsewhere to the page itself is no harm: it shows nothing to who made it.
  const isLink = headers.get('sec-fetch-mode') === 'navigate';
  if (!isGuarded(method, path) && isLink) return;
  throw otherSite();
}

function expectNoBody(method: string, headers: Headers): void {
  const length = headers.get('content-length');
  const hasBody = headers.has('transfer-encoding') || (length !== undefined && length !== '0');
  if (isReading(method) && hasBody) throw new ApiError('bad-request', `${method} takes no body`);
}

/**
 * Checks a request.
 * @returns how to answer one that comes in by `?token=`; all others are to be routed
 * @throws ApiError that says why it is refused
 */
export function checkRequest(
  { method, url, rawHeaders }: RawRequest,
  options: GateOptions,
): Admission | undefined {
  if (!METHODS.includes(method)) {
    throw new ApiError('method-not-allowed', `there are only ${METHODS.join(', ')}`);
  }
  const fault = targetFault(url);
  if (fault !== undefined) throw new ApiError('bad-request', fault);
  const headers = singleHeaders(rawHeaders);
  const host = expectOwnHost(headers, options);
  expectNoBody(method, headers);
  const path = url.split('?', 1)[0]!;
  const { token, cookie } = options;
  const known =
    token === undefined
      ? undefined
      : tokenOf(headers.get('authorization'), headers.get('cookie'), { token, cookie });
  if (token !== undefined && method === 'GET' && !isGuarded(method, path)) {
    const admitted = admission(url, { token, cookie });
    if (admitted) return admitted;
  }
  // A browser never adds a bearer token by itself.
  if (known !== 'bearer') expectOwnSite(method, path, host, headers);
  if (token === undefined || known !== undefined) return undefined;
  throw new ApiError(
    'unauthorised',
    'a token is needed: open the address that `alebrije studio` printed, with its ?token=',
  );
}
