/** Tests that drive the studio's page in a browser: too long for `npm test`, they are `npm run test:studio`. */
export const STUDIO_PAGES = [
  'data',
  'every-page',
  'explore-runs',
  'generate-page',
  'lab-page',
  'latent',
  'runs',
].map((name) => `test/studio/${name}.test.ts`);
