import { configDefaults, defineConfig } from 'vitest/config';
import { STUDIO_PAGES } from './vitest.studio-pages.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...STUDIO_PAGES],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Two files at a time on two cores, each with one thread of the engine: threads that wait for each
    // other while other files hold the cores take several times as long.
    maxWorkers: '100%',
    env: { ALEBRIJE_THREADS: '1' },
  },
});
