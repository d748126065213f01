/** Opens pages in a real Chromium: bundles TypeScript for it, serves it, and lets the host call it. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire, isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser's program; the environment variable CHROMIUM_PATH comes before the usual places. */
export const chromiumPath: string | undefined = CANDIDATES.find(
  (candidate) => candidate !== undefined && existsSync(candidate),
);

/** For the names of what is skipped. */
export const NO_CHROMIUM = chromiumPath
  ? ''
  : ' (skipped: there is none; CHROMIUM_PATH can name one)';

/** Chromium keeps WebGPU on Linux behind flags, on a graphics card as on the software device it brings. */
const WEBGPU = {
  hardware: ['--enable-unsafe-webgpu', '--enable-features=Vulkan'],
  software: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
};

/** Threads need memory shared between them, which browsers allow only to pages with these headers. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface PageSource {
  /** The TypeScript module that the page runs. */
  readonly module: string;
  /** The software device is slow, but there on every machine. */
  readonly webgpu: keyof typeof WEBGPU;
  /** What the page may fetch, by path from the root: '/images'. */
  readonly resources?: Readonly<Record<string, () => Uint8Array | string>>;
}

export interface OpenPage {
  /** Calls a function that the main module put on `globalThis`; argument and result travel as JSON. */
  call<Result>(name: string, argument?: unknown): Promise<Result>;
  close(): Promise<void>;
}

/** The folder that holds this repository's packages; this module may run compiled, from elsewhere in it. */
export function repositoryRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'packages/alebrije/package.json'))) {
    folder = path.dirname(folder);
  }
  return folder;
}

const WORKER = path.join(repositoryRoot(), 'packages/alebrije/src/runtime/ort-web/worker.ts');

/**
 * Writes modules to `<name>.js` for a browser.
 * @throws Error that names the module and its import, if one of them imports a module of Node
 */
export async function bundle(
  modules: Readonly<Record<string, string>>,
  folder: string,
): Promise<void> {
  const build = await rolldown({
    input: modules,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'no-modules-of-node',
        resolveId(id, importer) {
          if (isBuiltin(id)) throw new Error(`${importer} imports ${id}`);
          return null;
        },
      },
    ],
  });
  await build.write({ dir: folder, format: 'esm' });
  await build.close();
}

const HTML =
  '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';

async function serve(folder: string, resources: PageSource['resources'] = {}): Promise<Server> {
  const ortFolder = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  const contentOf = (url: string): Promise<Uint8Array> | Uint8Array | string => {
    if (url === '/') return HTML;
    return (
      resources[url]?.() ?? readFile(path.join(url.endsWith('.wasm') ? ortFolder : folder, url))
    );
  };
  const server = createServer(async ({ url = '/' }, response) => {
    try {
      const content = await contentOf(url);
      const mediaType = MEDIA_TYPES[path.extname(url)] ?? 'application/octet-stream';
      response.writeHead(200, {
        'Content-Type': url === '/' ? 'text/html' : mediaType,
        ...ISOLATION,
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** @throws Error if there is no browser, or the page's module fails */
export async function openPage(source: PageSource): Promise<OpenPage> {
  if (!chromiumPath) throw new Error('there is no Chromium here; CHROMIUM_PATH can name one');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'alebrije-page-'));
  await bundle({ page: source.module, worker: WORKER }, folder);
  const server = await serve(folder, source.resources);
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', ...WEBGPU[source.webgpu]],
  });
  const page: Page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`));
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    call: (name, argument) =>
      page.evaluate(
        ([called, given]) => {
          const functions = globalThis as unknown as Record<string, (given: unknown) => never>;
          return functions[called as string]!(given);
        },
        [name, argument],
      ),
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
