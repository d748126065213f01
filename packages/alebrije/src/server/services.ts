/** What the routes work with. */

import type { EventLog } from './events/event-log.ts';
import type { Launcher } from './runs/launcher.ts';
import type { RunStore } from './runs/run-store.ts';
import type { Thumbnails } from './runs/thumbnails.ts';
import type { Workbench } from './workbench/workbench.ts';

export interface Services {
  readonly events: EventLog;
  readonly store: RunStore;
  readonly launcher: Launcher;
  readonly workbench: Workbench;
  readonly thumbnails: Thumbnails;
  /** Folder of the built page. */
  readonly page: string;
  /** Folder that uploads wait in. */
  readonly uploads: string;
}
