/** The studio's server: the page, its API, and what works behind them. */

import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../data/cache.ts';
import { UserError } from '../errors.ts';
import { errorCode } from '../train/files/file-errors.ts';
import { createApp } from './app.ts';
import { createEventLog } from './events/event-log.ts';
import { createHttpServer } from './http/listener.ts';
import { createLauncher } from './runs/launcher.ts';
import { openRunStore } from './runs/run-store.ts';
import { createThumbnails } from './runs/thumbnails.ts';
import { asHost, isEveryAddress, ownHosts } from './security/own-hosts.ts';
import { newToken } from './security/token.ts';
import { createWorkbench } from './workbench/workbench.ts';

export const DEFAULT_PORT = 7411;

export interface StudioOptions {
  /** Folder of all runs; it need not be there yet. */
  readonly runs: string;
  /** 0 for any that is free. */
  readonly port?: number;
  /** Other than loopback: then a token is needed. */
  readonly host?: string | undefined;
  /** Folder of the built page; that of this package unless given. */
  readonly page?: string;
}

export interface Studio {
  /** With the token, where one is needed. */
  readonly address: string;
  readonly port: number;
  readonly token?: string;
  readonly runs: string;
  /** Ends the server, and no training. */
  close(): Promise<void>;
}

function defaultPage(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? '../../dist/studio' : '../studio', import.meta.url));
}

function listen(server: http.Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolved, reject) => {
    server.once('error', (error) => reject(listenError(error, port, host)));
    server.listen(port, host, () => resolved(server.address() as AddressInfo));
  });
}

function listenError(error: Error, port: number, host: string): Error {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new UserError(
        `port ${port} of ${host} is in use, perhaps by another studio: give another with --port, or --port 0 for any`,
      );
    case 'EACCES':
      return new UserError(`port ${port} may not be used: give one from 1024 on with --port`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UserError(`${host} is no address of this machine: give another with --host`);
    default:
      return error;
  }
}

/**
 * Starts serving.
 * @throws UserError if the port or the host cannot be had
 */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { port = DEFAULT_PORT, host = '127.0.0.1', page = defaultPage() } = options;
  const token = options.host === undefined ? undefined : newToken();
  const runs = resolve(options.runs);
  const events = createEventLog();
  const store = await openRunStore(runs, events);
  const workbench = createWorkbench();
  const app = createApp({
    events,
    store,
    launcher: createLauncher(store),
    workbench,
    thumbnails: createThumbnails(),
    page,
    uploads: join(cacheFolder(), 'uploads'),
  });
  const gate = { isOwnHost: ownHosts(host), token, cookie: 'alebrije-studio' };
  const server = createHttpServer(app.fetch, gate);

  async function close(): Promise<void> {
    store.close();
    workbench.close();
    const closed = new Promise((resolved) => server.close(resolved));
    server.closeAllConnections();
    await closed;
  }

  let at: AddressInfo;
  try {
    at = await listen(server, port, host);
  } catch (error) {
    store.close();
    throw error;
  }
  const name = isEveryAddress(host) ? '127.0.0.1' : asHost(host);
  const query = token === undefined ? '' : `?token=${token}`;
  return {
    address: `http://${name}:${at.port}/${query}`,
    port: at.port,
    ...(token !== undefined && { token }),
    runs,
    close,
  };
}
