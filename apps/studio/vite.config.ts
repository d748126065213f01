import fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Threads of WebAssembly need memory shared between them, which browsers allow only to isolated pages. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Where `alebrije studio` answers while the page is developed with `vite`. */
const SERVER = 'http://127.0.0.1:7411';

/** Beside each script, style sheet and module of WebAssembly its compressed form, for browsers that take it. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(?:js|css|wasm)$/.test(each))) {
        const path = join(dir!, name);
        fs.writeFileSync(`${path}.gz`, gzipSync(fs.readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir: '../../packages/alebrije/dist/studio',
    emptyOutDir: true,
    target: 'es2023',
    // The first versions that know light-dark() in style sheets.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // The content policy allows neither fonts nor styles from data: addresses.
    assetsInlineLimit: 0,
    // Parts that are loaded when they are used may be large: ONNX Runtime, the charts.
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: {
    headers: ISOLATION,
    // The page has addresses below /runs too; only the files of runs are the server's.
    proxy: { '/api': SERVER, '^/runs/[^/]+/files/': SERVER },
  },
});
