/** A server that other machines can reach asks for its token. */

import { describe, expect, test } from 'vitest';
import { ownHosts } from '../../src/server/security/own-hosts.ts';
import { rawRequest, sendRaw } from './raw-request.ts';
import { testFolder, testStudio } from './studio-client.ts';

const studio = await testStudio({ runs: testFolder(), host: '127.0.0.1' });
const token = studio.token!;
const cookie = `alebrije-studio=${token}`;
const origin = `http://127.0.0.1:${studio.port}`;

test('the address that is printed brings the token along, once', async () => {
  expect(studio.address).toBe(`${origin}/?token=${token}`);
  expect(token.length).toBeGreaterThan(40);
  const admitted = await studio.get(`/runs/a?x=1&token=${token}`);
  expect(admitted.status).toBe(303);
  expect(admitted.headers.location).toBe('/runs/a?x=1');
  const [given] = admitted.headers['set-cookie']!;
  expect(given).toBe(`${cookie}; HttpOnly; SameSite=Strict; Path=/`);
  expect((await studio.get('/api/runs', { cookie })).status).toBe(200);
  const authorization = `Bearer ${token}`;
  expect((await studio.get('/api/runs', { authorization })).status).toBe(200);
});

test('a program with the token need not say where it comes from', async () => {
  const headers = [
    `Host: 127.0.0.1:${studio.port}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
  ];
  const request = rawRequest({ method: 'POST', target: '/api/runs', headers, body: '{}' });
  expect((await sendRaw(studio.port, request)).status).toBe(400);
});

describe('all else is refused', () => {
  const without = (
    headers: Readonly<Record<string, string>>,
    path = '/api/runs',
    method = 'GET',
  ) => ({
    headers,
    path,
    method,
  });
  test.each([
    ['nothing', without({}), 401],
    ['the page', without({}, '/'), 401],
    ['a part of the page', without({}, '/assets/app.js'), 401],
    ['a file', without({}, '/runs/a/files/report.html'), 401],
    ['events', without({}, '/api/events'), 401],
    ['a wrong cookie', without({ cookie: 'alebrije-studio=wrong' }), 401],
    ['a shorter cookie', without({ cookie: cookie.slice(0, -1) }), 401],
    ['a longer cookie', without({ cookie: `${cookie}x` }), 401],
    ['another cookie', without({ cookie: `other=${token}` }), 401],
    ['a wrong bearer', without({ authorization: 'Bearer wrong' }), 401],
    ['no scheme', without({ authorization: token }), 401],
    ['another scheme', without({ authorization: `Basic ${token}` }), 401],
    ['two tokens', without({ authorization: `Bearer ${token} ${token}` }), 401],
    ['a token for the API in its address', without({}, `/api/runs?token=${token}`), 401],
    ['a wrong token in the address', without({}, '/?token=wrong'), 401],
    ['an empty token', without({}, '/?token='), 401],
    [
      'the right cookie from another site',
      without({ cookie, 'sec-fetch-site': 'cross-site' }),
      403,
    ],
    ['the right cookie for another host', without({ cookie, host: 'evil.example' }), 403],
    [
      'the right token for another host',
      without({ host: 'evil.example' }, `/?token=${token}`),
      403,
    ],
    ['a change with the cookie alone', without({ cookie }, '/api/runs/a', 'DELETE'), 403],
    ['a change without a token', without({ origin }, '/api/runs/a', 'DELETE'), 401],
  ])('%s', async (_, { headers, path, method }, status) => {
    const lines = Object.entries({ host: `127.0.0.1:${studio.port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const answer = await sendRaw(studio.port, rawRequest({ method, target: path, headers: lines }));
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(token);
  });
});

test('of a server on every address any number is its own, names are not', () => {
  const isOwn = ownHosts('0.0.0.0');
  for (const host of ['192.168.1.7', '[fe80::1]', 'localhost', '127.0.0.1']) {
    expect(isOwn(host), host).toBe(true);
  }
  for (const host of ['evil.example', '192.168.1.7.evil.example', '']) {
    expect(isOwn(host), host).toBe(false);
  }
  expect(ownHosts('192.168.1.7')('192.168.1.8')).toBe(false);
  expect(ownHosts('::1')('[::1]')).toBe(true);
});
