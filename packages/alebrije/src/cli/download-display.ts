/** How far a download is: a bar on a terminal, else a line for each file. */

import type { DownloadProgress } from '../data/download.ts';
import { type Bar, createBar } from './bar.ts';
import type { CommandContext } from './command.ts';
import { formatCount } from './table.ts';

export interface DownloadDisplay {
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Removes the bar. */
  stop(): void;
}

const BYTES_PER_MEGABYTE = 1e6;

export function createDownloadDisplay(context: CommandContext): DownloadDisplay {
  let current: { readonly url: string; readonly bar: Bar | undefined } | undefined;
  return {
    onProgress({ url, receivedBytes, totalBytes = receivedBytes }) {
      if (current?.url !== url) {
        current?.bar?.stop();
        context.note(`${url} (${formatCount(totalBytes / 1000)} kB)`);
        current = { url, bar: createBar(context.terminal, '{bar} {percentage} % | {received} MB') };
        current.bar?.start(totalBytes, 0, { received: '0' });
      }
      const received = (receivedBytes / BYTES_PER_MEGABYTE).toFixed(1);
      current.bar?.update(receivedBytes, { received });
    },
    stop() {
      current?.bar?.stop();
    },
  };
}
