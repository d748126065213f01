/** Recipes of several kinds; `browser.train.ts` takes all. */

import { testTraining } from './training-suite.ts';

// One thread: two would wait for each other wherever another test holds a core.
testTraining(
  { provider: 'wasm', threads: 1 },
  {
    steps: 50,
    batchSize: 8,
    recipes: ['pca-ae', 'recurrent-ae', 'masked-denoising-ae', 'k-sparse-ae', 'conv-vae'],
  },
);
