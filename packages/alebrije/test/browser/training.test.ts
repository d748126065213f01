import { testTraining } from './training-suite.ts';

// One thread: two would wait for each other wherever another test holds a core.
testTraining({ provider: 'wasm', threads: 1 }, { steps: 50, batchSize: 8 });
