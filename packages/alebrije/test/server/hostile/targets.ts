/** Addresses that try to lead out of where they may. */

import { type HostileRequest, ownHeaders, type Place, shown } from './hostile-request.ts';

/** Names of runs, as they stand in an address. */
const NAMES = [
  '..',
  '.',
  '%2e%2e',
  '%2E%2E',
  '.%2e',
  '%2e',
  '..%2f..%2fsecret.txt',
  '..%2F..%2Foutside',
  '..%5c..%5csecret.txt',
  '%2e%2e%2foutside',
  'run-1%2f..%2f..%2foutside',
  'run-1%2fsamples',
  '..%00',
  'run-1%00',
  '%00',
  '%0a',
  'run-1%0d%0aSet-Cookie:x=y',
  '%ff',
  '%c0%ae%c0%ae',
  '%e0%80%ae',
  '%u002e%u002e',
  '%',
  '%zz',
  '%2',
  '.trash',
  '.studio',
  '.hidden',
  '~',
  'C:',
  'C:%5cWindows',
  'run-1:stream',
  'linked',
  'run-1.',
  '%20run-1',
  'run-1%20',
  '*',
  '%3f',
  '%252e%252e',
  '..%252f..%252fsecret.txt',
  '%E2%80%A8',
  'x'.repeat(300),
  'x'.repeat(5000),
  'constructor',
  '__proto__',
];

const ASKED: readonly (readonly [string, (name: string) => string])[] = [
  ['GET', (name) => `/api/runs/${name}`],
  ['GET', (name) => `/runs/${name}/files/config.json`],
  ['DELETE', (name) => `/api/runs/${name}`],
];

/** Files of a run, as they stand in an address. */
const FILES = [
  '../../secret.txt',
  '../../../secret.txt',
  '%2e%2e/%2e%2e/secret.txt',
  '..%2f..%2fsecret.txt',
  '..%5c..%5csecret.txt',
  '..\\..\\secret.txt',
  'samples/../../../secret.txt',
  'samples/%2e%2e/%2e%2e/%2e%2e/secret.txt',
  './config.json',
  '/etc/passwd',
  '%2fetc%2fpasswd',
  'file:///etc/passwd',
  '....//....//secret.txt',
  'link-out',
  'link-up/secret.txt',
  'samples/link.png',
  'link-hidden',
  '.hidden',
  '.git/config',
  'samples/.hidden.png',
  '',
  'samples',
  'samples/',
  'checkpoints',
  'pipe',
  'config.json/',
  'config.json/x',
  'config.json%00',
  'config.json%00.png',
  'config.json%0a',
  '%252e%252e%252fsecret.txt',
  '%c0%ae%c0%ae/secret.txt',
  'no-such.png',
  'CONFIG.JSON%2e',
  `${'a/'.repeat(600)}b`,
  'y'.repeat(3000),
];

/** Addresses of the page and its parts. */
const PAGE = [
  '/assets/../../secret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/link.js',
  '/assets/no-such.js',
  '/assets/',
  '/assets/.hidden.js',
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '//evil.example/x',
  '/.env',
  '/.git/config',
  '/secret.txt',
  '/package.json',
  '/index.html%00',
  '/index.html/..',
  '/api',
  '/api/',
  '/api/none',
  '/api/runs/run-1/none',
  '/api/runs/run-1/files/config.json',
  '/api/events/x',
  '/%61pi%2fruns',
];

/** First lines that are none of a page. */
const LINES: readonly Pick<HostileRequest, 'what' | 'request' | 'status' | 'unparsed'>[] = [
  {
    what: 'an absolute address',
    request: { target: 'http://evil.example/api/runs' },
    status: [400],
  },
  { what: 'an asterisk', request: { method: 'OPTIONS', target: '*' }, status: [405] },
  { what: 'no slash', request: { target: 'api/runs' }, status: [400], unparsed: true },
  { what: 'a fragment', request: { target: '/api/runs#x' }, status: [400] },
  { what: 'a quote', request: { target: '/api/runs/"x"' }, status: [400] },
  { what: 'a pipe', request: { target: '/api/runs/|' }, status: [400] },
  { what: 'a backslash', request: { target: '/api\\runs' }, status: [400] },
  { what: 'a bare é', request: { target: '/api/runs/\xe9' }, status: [400], unparsed: true },
  { what: 'a space', request: { target: '/api/runs /x' }, status: [400], unparsed: true },
  { what: 'a wrongly encoded query', request: { target: '/api/events?since=%zz' }, status: [400] },
  { what: 'a zero in a query', request: { target: '/api/events?since=%00' }, status: [400] },
  { what: 'a very long query', request: { target: `/?${'q'.repeat(6000)}` }, status: [400] },
];

const METHODS = ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'MKCOL', 'CONNECT', 'PURGE'];
const NO_METHODS = ['get', 'GETT', 'BREW', 'G\tET', ''];

export function hostileTargets(place: Place): HostileRequest[] {
  const headers = ownHeaders(place);
  return [
    ...ASKED.flatMap(([method, target]) =>
      NAMES.map((name) => ({
        what: `${method} ${shown(target(name))}`,
        request: { method, target: target(name), headers },
        status: [400, 404],
      })),
    ),
    ...FILES.map((file) => ({
      what: `file ${shown(file)}`,
      request: { target: `/runs/run-1/files/${file}`, headers },
      status: [400, 404],
    })),
    ...PAGE.map((target) => ({
      what: `page ${shown(target)}`,
      request: { target, headers },
      status: [400, 404],
    })),
    ...LINES.map((line) => ({ ...line, request: { headers, ...line.request } })),
    ...METHODS.map((method) => ({
      what: `method ${method}`,
      request: { method, target: method === 'CONNECT' ? 'evil.example:80' : '/api/runs', headers },
      status: [405],
      ...(method === 'CONNECT' && { unparsed: true as const }),
    })),
    ...NO_METHODS.map((method) => ({
      what: `no method ${shown(method)}`,
      request: { method, target: '/api/runs', headers },
      status: [400],
      unparsed: true as const,
    })),
  ];
}
