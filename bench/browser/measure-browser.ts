/**
 * The training step in a real Chromium beside the same step in Node, in turns, so that the machine's drift
 * cancels. `node bench/dist/bench/browser/measure-browser.js` measures nothing else.
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRuntime } from '../../packages/alebrije/src/runtime/backends.ts';
import type { WebRuntimeOptions } from '../../packages/alebrije/src/runtime/browser.ts';
import {
  chromiumPath,
  type OpenPage,
  openPage,
  repositoryRoot,
} from '../../packages/alebrije/test/browser/chromium.ts';
import { matmulGflops, type Timing } from '../measure.ts';
import { median, rounded } from '../result.ts';
import { prepareStep, timeIteration } from '../step.ts';
import type { PageState, StepRequest } from './page.ts';

export interface WebTiming {
  readonly stepMs: number;
  readonly minMs: number;
  /** Of a 1024x1024x1024 product. */
  readonly matmulGflops: number;
}

export interface BrowserEntry extends WebTiming {
  readonly name: string;
  readonly batch: number;
  readonly threads: number;
  readonly crossOriginIsolated: boolean;
  /** The same step in Node on the CPU, between the browser's. */
  readonly node: WebTiming;
  /** Median of the rounds' (time here / time in Node). */
  readonly ratio: number;
  /** Where there is a graphics card. */
  readonly webgpu?: WebTiming;
}

const NAME = 'conv-ae';
const BATCH = 100;
/** As many as the machine with the published numbers has cores. */
const THREADS = 2;
/** Short turns: on a machine that does other things as well, the undisturbed rounds decide. */
const TIMING = { warmUp: 1, count: 5, seconds: 1.5 };
const PRODUCT_SECONDS = 0.5;

const merged = (timings: readonly Timing[], products: readonly number[]): WebTiming => ({
  stepMs: rounded(median(timings.map(({ medianMs }) => medianMs)), 4),
  minMs: rounded(Math.min(...timings.map(({ minMs }) => minMs)), 4),
  matmulGflops: rounded(median(products), 4),
});

async function measureProvider(page: OpenPage, options: WebRuntimeOptions): Promise<WebTiming> {
  const request: StepRequest = { options, name: NAME, batch: BATCH };
  await page.call('open', request);
  const product = await page.call<number>('product', PRODUCT_SECONDS);
  const timing = await page.call<Timing>('step', TIMING);
  await page.call('close');
  return merged([timing], [product]);
}

/**
 * @param rounds in each, the browser and Node take one turn
 * @returns nothing where there is no Chromium
 */
export async function measureBrowser(rounds = 7): Promise<BrowserEntry | undefined> {
  if (!chromiumPath) return undefined;
  const module = path.join(repositoryRoot(), 'bench/browser/page.ts');
  const page = await openPage({ module, webgpu: 'hardware' });
  const runtime = await createRuntime('cpu-inline', { threads: THREADS });
  const step = await prepareStep(runtime, NAME, BATCH);
  try {
    const { crossOriginIsolated, hasGraphicsCard } = await page.call<PageState>('state');
    const options = { provider: 'wasm', threads: THREADS } as const;
    await page.call('open', { options, name: NAME, batch: BATCH } satisfies StepRequest);
    const web: Timing[] = [];
    const webProducts: number[] = [];
    const node: Timing[] = [];
    const nodeProducts: number[] = [];
    for (let round = 0; round < rounds; round++) {
      webProducts.push(await page.call<number>('product', PRODUCT_SECONDS));
      web.push(await page.call<Timing>('step', TIMING));
      nodeProducts.push(await matmulGflops(runtime, PRODUCT_SECONDS));
      node.push(await timeIteration(step, TIMING));
    }
    await page.call('close');
    return {
      name: NAME,
      batch: BATCH,
      threads: THREADS,
      crossOriginIsolated,
      ...merged(web, webProducts),
      node: merged(node, nodeProducts),
      ratio: rounded(median(web.map(({ medianMs }, round) => medianMs / node[round]!.medianMs)), 3),
      ...(hasGraphicsCard && {
        webgpu: await measureProvider(page, { provider: 'webgpu' }),
      }),
    };
  } finally {
    step.dispose();
    await runtime.dispose();
    await page.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await measureBrowser(), null, 2)}\n`);
}
