/** How far the work is that data take once: a bar on a terminal, else a line when it begins. */

import type { PreparationProgress } from '../data/dataset-entry.ts';
import { type Bar, createBar } from './bar.ts';
import type { CommandContext } from './command.ts';
import { formatCount } from './table.ts';

export interface PreparationDisplay {
  readonly onProgress: (progress: PreparationProgress) => void;
  /** Removes the bar. */
  stop(): void;
}

/** Less than this is over before anybody reads of it. */
const LEAST_SHOWN = 1000;

export function createPreparationDisplay(context: CommandContext): PreparationDisplay {
  let bar: Bar | undefined;
  let shown: string | undefined;
  return {
    onProgress({ what, done, total }) {
      if (total < LEAST_SHOWN) return;
      if (shown !== what) {
        bar?.stop();
        context.note(`${what}: ${formatCount(total)}, once`);
        shown = what;
        bar = createBar(context.terminal, '{bar} {percentage} % | {count}');
        bar?.start(total, done, { count: formatCount(done) });
      }
      bar?.update(done, { count: formatCount(done) });
    },
    stop() {
      bar?.stop();
    },
  };
}
