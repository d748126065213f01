import { defineConfig } from 'vitest/config';

/** Longer trainings than `npm test` has time for: `npm run test:train`, about twenty minutes on 2 cores. */
export default defineConfig({
  test: {
    include: ['test/**/*.train.ts'],
    globalSetup: ['test/global-setup.ts'],
    hookTimeout: 120_000,
    testTimeout: 3_600_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
