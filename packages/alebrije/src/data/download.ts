/** Downloads that leave a complete, verified file behind, or none. */

import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';

export interface DownloadProgress {
  readonly url: string;
  readonly receivedBytes: number;
  /** Missing if the server does not say. */
  readonly totalBytes?: number;
}

export interface DownloadOptions {
  /** Rejects if the bytes, read back from the disk, are not what they should be. */
  readonly verify: (bytes: Uint8Array) => Promise<unknown>;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Rejects with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads `url` to `path` (an existing file is replaced) by way of a temporary file beside it,
 * which is verified, synced and renamed; it is removed if anything fails.
 * @throws UserError if the server, the network or the disk fails, or what `verify` throws
 */
export async function downloadFile(
  url: string,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    try {
      await receive(url, temporary, options);
      await options.verify(await readFile(temporary));
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    if (error instanceof UserError || options.signal?.aborted) throw error;
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new UserError(`${url} could not be downloaded to ${path}: ${reason}`);
  }
}

async function receive(
  url: string,
  path: string,
  { onProgress, signal }: DownloadOptions,
): Promise<void> {
  const response = await fetch(url, { signal: signal ?? null });
  if (!response.ok || response.body === null) {
    throw new Error(`the server answers ${response.status} ${response.statusText}`);
  }
  const length = response.headers.get('content-length');
  const total = length === null ? {} : { totalBytes: Number(length) };
  const file = await open(path, 'w');
  try {
    let receivedBytes = 0;
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      receivedBytes += chunk.length;
      onProgress?.({ url, receivedBytes, ...total });
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
