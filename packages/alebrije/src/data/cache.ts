/** Where downloaded datasets are kept. */

import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$ALEBRIJE_CACHE` where it is set, else `~/.cache/alebrije`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.ALEBRIJE_CACHE || defaultCacheFolder();
}

export function defaultCacheFolder(): string {
  return join(homedir(), '.cache', 'alebrije');
}
