/** The names under which the server may be asked. */

import { isIP } from 'node:net';
import { hostname } from 'node:os';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Addresses that stand for all of a machine. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** As it stands in an address: IPv6 in brackets. */
export function asHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/**
 * Whether a Host without its port is the server's own. The port is left open, as a tunnel to the server
 * has one of its own. Of a server that listens on every address, any address of numbers is: a page can only
 * be made to resolve to this machine by a name.
 * @param host that was asked to be listened on
 */
export function ownHosts(host: string): (hostname: string) => boolean {
  const names = new Set([...LOOPBACK, asHost(host).toLowerCase()]);
  if (!isEveryAddress(host)) return (name) => names.has(name);
  const own = hostname().toLowerCase();
  for (const name of [own, `${own.split('.', 1)[0]}.local`]) names.add(name);
  return (name) => names.has(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
