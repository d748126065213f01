/**
 * Loaded before the command line (`node --import`): tells it that a person looks on, so that it draws its
 * progress bar, and at the end writes the largest resident set, in kB, to file descriptor 3.
 */

import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.stderr.isTTY = true;
  process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)));
}
