import { defineConfig } from 'vitest/config';

/** Longer trainings than `npm test` has time for: `npm run test:train`, about ten minutes on 2 cores. */
export default defineConfig({
  test: {
    include: ['test/**/*.train.ts'],
    testTimeout: 3_600_000,
    pool: 'forks',
    fileParallelism: false,
  },
});
