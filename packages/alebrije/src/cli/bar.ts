/** A progress bar that leaves no trace when it ends. */

import cliProgress from 'cli-progress';

type BarFields = Readonly<Record<string, string>>;

export interface Bar {
  /** Draws it for the first time, or again with another total. */
  start(total: number, value: number, fields: BarFields): void;
  update(value: number, fields: BarFields): void;
  stop(): void;
}

/**
 * @param terminal where to draw; without one there is no bar
 * @param format text with `{bar}`, `{percentage}` and the fields that `update` gives
 */
export function createBar(
  terminal: NodeJS.WritableStream | undefined,
  format: string,
): Bar | undefined {
  if (!terminal) return undefined;
  const bar = new cliProgress.SingleBar(
    { format, stream: terminal, barsize: 24, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  let isRunning = false;
  return {
    start(total, value, fields) {
      isRunning = true;
      bar.start(total, value, fields);
    },
    update(value, fields) {
      if (isRunning) bar.update(value, fields);
    },
    stop() {
      if (isRunning) bar.stop();
      isRunning = false;
    },
  };
}
