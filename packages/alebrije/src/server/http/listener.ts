/** Node's side of the server: what is refused before it is routed, and the headers of every answer. */

import http from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { checkRequest, type GateOptions } from '../security/gate.ts';
import { SECURITY_HEADERS } from '../security/headers.ts';
import type { Admission } from '../security/token.ts';
import { asApiError, errorAnswer } from './api-error.ts';

/** Milliseconds: a large archive over a slow line takes some. */
const REQUEST_MS = 10 * 60_000;
const HEADERS_MS = 20_000;
const MOST_CONNECTIONS = 256;

type Fetch = Parameters<typeof getRequestListener>[0];

/** Answers with a refusal; what may still come of the request is not waited for. */
function refuse(outgoing: http.ServerResponse, error: unknown): void {
  const refusal = asApiError(error);
  const body = JSON.stringify(errorAnswer(refusal));
  outgoing.writeHead(refusal.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...(refusal.code === 'method-not-allowed' && { allow: 'GET, HEAD, POST, DELETE' }),
    ...(refusal.code === 'unauthorised' && {
      'www-authenticate': 'Bearer realm="alebrije studio"',
    }),
  });
  outgoing.end(body);
}

function redirect(outgoing: http.ServerResponse, { location, cookie }: Admission): void {
  outgoing.writeHead(303, { location, 'set-cookie': cookie, 'cache-control': 'no-store' });
  outgoing.end();
}

/** @param fetch the routes */
export function createHttpServer(fetch: Fetch, gate: GateOptions): http.Server {
  const route = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server = http.createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS },
    (incoming, outgoing) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) outgoing.setHeader(name, value);
      try {
        const { method = '', url = '', rawHeaders } = incoming;
        const admitted = checkRequest({ method, url, rawHeaders }, gate);
        if (admitted) {
          redirect(outgoing, admitted);
          return;
        }
      } catch (error) {
        refuse(outgoing, error);
        return;
      }
      void route(incoming, outgoing);
    },
  );
  // Node would hang up without a word.
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}
