#!/usr/bin/env node
// A file of its own, so that the command is linked by `npm ci` in a checkout that is not built yet.
import fs from 'node:fs';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (fs.existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('error: alebrije is not built yet: run npm run build first\n');
  process.exitCode = 1;
}
