/** Files run one after the other in a process: what one changed in it is put back before the next. */

import { afterAll, vi } from 'vitest';

const folder = process.cwd();
const variables = { ...process.env };

// What is set up first is torn down last.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  process.chdir(folder);
  for (const name of Object.keys(process.env)) {
    if (!(name in variables)) delete process.env[name];
  }
  Object.assign(process.env, variables);
});
