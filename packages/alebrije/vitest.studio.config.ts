import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.ts';

/** Every page and control of the studio in a browser, for which `npm test` has no time: `npm run test:studio`. */
export default defineConfig({ test: { ...common, include: ['test/**/*.studio.ts'] } });
