import { defineConfig } from 'vitest/config';
import { STUDIO_PAGES } from './vitest.studio-pages.ts';

/** The studio's page in a browser, one file after the other: `npm run test:studio`, minutes on 2 cores. */
export default defineConfig({
  test: {
    include: STUDIO_PAGES,
    globalSetup: ['test/global-setup.ts'],
    hookTimeout: 300_000,
    testTimeout: 300_000,
    pool: 'forks',
    fileParallelism: false,
    env: { ALEBRIJE_THREADS: '1' },
  },
});
