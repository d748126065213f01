/** Headers of other sites, of other names of this machine, and such as programs read differently. */

import {
  type HostileRequest,
  JSON_TYPE,
  ownHeaders,
  type Place,
  shown,
} from './hostile-request.ts';

function otherHosts({ port }: Place): string[] {
  return [
    'evil.example',
    `evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `127.0.0.1@evil.example`,
    `localhost:${port}:80`,
    `localhost.:${port}`,
    `0.0.0.0:${port}`,
    `[::]:${port}`,
    `192.168.0.10:${port}`,
    `127.0.0.2:${port}`,
    `2130706433:${port}`,
    `0x7f.1:${port}`,
    `localhost ${port}`,
    'localhost/x',
    '',
  ];
}

function otherOrigins({ port }: Place): string[] {
  return [
    'null',
    'http://evil.example',
    `http://evil.example:${port}`,
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1',
    `http://127.0.0.1:${port + 1}`,
    `http://127.0.0.1:${port}.evil.example`,
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}`,
    `http://user@127.0.0.1:${port}`,
    'file://',
    '127.0.0.1',
    '',
  ];
}

const OTHER_SITES = ['cross-site', 'same-site', 'odd', ''];

/** Guarded addresses that only read. */
const READING = ['/api/runs', '/api/events', '/api/trash', '/runs/run-1/files/config.json'];

function fromOtherSites(place: Place): HostileRequest[] {
  const host = `Host: 127.0.0.1:${place.port}`;
  const start = { method: 'POST', target: '/api/runs', body: '{"recipe":"dense-vae"}' };
  return [
    ...otherHosts(place).map((given) => ({
      what: `host ${shown(given)}`,
      request: { target: '/api/runs', headers: [`Host: ${given}`] },
      status: [400, 403],
    })),
    ...otherHosts(place)
      .slice(0, 6)
      .map((given) => ({
        what: `host ${shown(given)} that changes something`,
        request: { ...start, headers: [`Host: ${given}`, `Origin: http://${given}`, JSON_TYPE] },
        status: [403],
      })),
    ...otherOrigins(place).flatMap((origin) => [
      {
        what: `origin ${shown(origin)} that reads`,
        request: { target: '/api/runs', headers: [host, `Origin: ${origin}`] },
        status: [403],
      },
      {
        what: `origin ${shown(origin)} that changes something`,
        request: { ...start, headers: [host, `Origin: ${origin}`, JSON_TYPE] },
        status: [403],
      },
    ]),
    ...OTHER_SITES.flatMap((site) => [
      ...READING.map((target) => ({
        what: `site ${shown(site)} reads ${target}`,
        request: { target, headers: [host, `Sec-Fetch-Site: ${site}`, 'Sec-Fetch-Mode: no-cors'] },
        status: [403],
      })),
      {
        what: `site ${shown(site)} changes something`,
        request: { ...start, headers: [host, `Sec-Fetch-Site: ${site}`, JSON_TYPE] },
        status: [403],
      },
    ]),
    {
      what: 'a link from another site to the API',
      request: {
        target: '/api/runs',
        headers: [host, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'],
      },
      status: [403],
    },
    {
      what: 'a picture of the page in another site',
      request: {
        target: '/',
        headers: [host, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'],
      },
      status: [403],
    },
    {
      what: 'a form of no site at all',
      request: { ...start, headers: [host, 'Sec-Fetch-Site: none', JSON_TYPE] },
      status: [403],
    },
    {
      what: 'a change from nowhere',
      request: { ...start, headers: [host, JSON_TYPE] },
      status: [403],
    },
    {
      what: 'a deletion from nowhere',
      request: { method: 'DELETE', target: '/api/runs/run-1', headers: [host] },
      status: [403],
    },
  ];
}

/** Messages that two programs could take for different ones. */
function ambiguous(place: Place): HostileRequest[] {
  const headers = ownHeaders(place);
  const twice = (line: string) => [...headers, line];
  const post = { method: 'POST', target: '/api/runs', body: '{}' };
  const unparsed = true as const;
  return [
    { what: 'no host', request: { target: '/api/runs', headers: [] }, status: [400], unparsed },
    {
      what: 'two hosts',
      request: { target: '/api/runs', headers: twice(headers[0]!) },
      status: [400],
    },
    {
      what: 'two origins',
      request: { target: '/api/runs', headers: twice(headers[1]!) },
      status: [400],
    },
    {
      what: 'two content types',
      request: { ...post, headers: [...headers, JSON_TYPE, 'Content-Type: text/plain'] },
      status: [400],
    },
    {
      what: 'a length and chunks',
      request: {
        ...post,
        headers: [...headers, 'Content-Length: 2', 'Transfer-Encoding: chunked'],
      },
      status: [400],
      unparsed,
    },
    {
      what: 'two lengths',
      request: { ...post, headers: [...headers, 'Content-Length: 2', 'Content-Length: 3'] },
      status: [400],
      unparsed,
    },
    {
      what: 'a negative length',
      request: { ...post, headers: [...headers, 'Content-Length: -2'] },
      status: [400],
      unparsed,
    },
    {
      what: 'a length that is no number',
      request: { ...post, headers: [...headers, 'Content-Length: 0x2'] },
      status: [400],
      unparsed,
    },
    {
      what: 'an unknown transfer encoding',
      request: { ...post, headers: [...headers, 'Transfer-Encoding: odd'] },
      status: [400],
      unparsed,
    },
    {
      what: 'a wrong chunk',
      request: {
        ...post,
        headers: [...headers, JSON_TYPE, 'Transfer-Encoding: chunked'],
        body: 'zz\r\n{}\r\n',
      },
      status: [400],
      unparsed,
    },
    {
      what: 'a folded header',
      request: { target: '/api/runs', headers: [...headers, 'X-Long: a', ' b'] },
      status: [400],
      unparsed,
    },
    {
      what: 'a space before the colon',
      request: { target: '/api/runs', headers: [...headers, 'X-Odd : a'] },
      status: [400],
      unparsed,
    },
    {
      what: 'a zero in a header',
      request: { target: '/api/runs', headers: [...headers, 'X-Odd: a\0b'] },
      status: [400],
      unparsed,
    },
    {
      what: 'headers of 40 kB',
      request: { target: '/api/runs', headers: [...headers, `X-Long: ${'a'.repeat(40_000)}`] },
      status: [431],
      unparsed,
    },
    {
      what: 'a body that is read from',
      request: { target: '/api/runs', headers, body: 'x' },
      status: [400],
    },
    {
      what: 'an expectation that cannot be met',
      request: { target: '/api/runs', headers: [...headers, 'Expect: miracles'] },
      status: [417],
      unparsed,
    },
  ];
}

export const hostileHeaders = (place: Place): HostileRequest[] => [
  ...fromOtherSites(place),
  ...ambiguous(place),
];
