/** The token that a server asks for which others than this machine can reach. */

import { randomBytes, timingSafeEqual } from 'node:crypto';

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function isEqual(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface TokenOptions {
  readonly token: string;
  readonly cookie: string;
}

/** How a request proves that it knows the token, if it does. */
export function tokenOf(
  authorization = '',
  cookies = '',
  { token, cookie }: TokenOptions,
): 'bearer' | 'cookie' | undefined {
  const [, bearer] = /^Bearer ([\w-]{1,100})$/.exec(authorization) ?? [];
  if (bearer !== undefined && isEqual(bearer, token)) return 'bearer';
  for (const part of cookies.split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookie && value !== undefined && isEqual(value, token)) return 'cookie';
  }
  return undefined;
}

export interface Admission {
  /** Where to go on. */
  readonly location: string;
  readonly cookie: string;
}

/**
 * What answers a page that is opened with `?token=`: the token goes into a cookie, and out of the address,
 * which others see in the history and over the shoulder.
 * @returns undefined if the address has no right token
 */
export function admission(url: string, { token, cookie }: TokenOptions): Admission | undefined {
  const { pathname, searchParams } = new URL(url, 'http://studio.invalid');
  const given = searchParams.get('token');
  if (given === null || !isEqual(given, token)) return undefined;
  searchParams.delete('token');
  const query = searchParams.toString();
  return {
    location: query === '' ? pathname : `${pathname}?${query}`,
    cookie: `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  };
}
