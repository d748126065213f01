import { configDefaults, defineConfig, type TestUserConfig } from 'vitest/config';

/** Tests of single modules, which leave little behind. */
const MODULES =
  'test/{data,explore,graph,metrics,models,nn,optim,runtime,samplers,tensor,train}/**/*.test.ts';

/** Of all suites. */
export const common = {
  globalSetup: ['test/global-setup.ts'],
  // Patience for a busy machine; tests in a browser, which ask for more, say so.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 180_000 } },
  pool: 'forks',
  // Two files at a time on two cores, each with one thread of the engine: threads that wait for each
  // other while other files hold the cores take several times as long.
  maxWorkers: '100%',
  env: { ALEBRIJE_THREADS: '1' },
} satisfies TestUserConfig;

export default defineConfig({
  test: {
    ...common,
    // In the order of their names: the many short ones last, as they fill what time the long ones leave.
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: [MODULES],
          // The files that a process runs one after the other share what they import: to load it anew for
          // each takes longer than most of them. What a file changes beside, `own-state.ts` puts back.
          isolate: false,
          setupFiles: ['test/own-state.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, MODULES],
          // What trains or opens models fills the memory of its process.
          isolate: true,
        },
      },
    ],
  },
});
