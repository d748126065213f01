/** The page of the browser's measurements: functions on `globalThis` that the host calls. */

import {
  createWebRuntime,
  type WebRuntimeOptions,
} from '../../packages/alebrije/src/runtime/browser.ts';
import type { Runtime } from '../../packages/alebrije/src/runtime/runtime.ts';
import { matmulGflops, type Timing } from '../measure.ts';
import { type BenchStep, prepareStep, timeIteration } from '../step.ts';

export interface PageState {
  readonly crossOriginIsolated: boolean;
  /** Whether WebGPU would run on a graphics card. */
  readonly hasGraphicsCard: boolean;
}

export interface StepRequest {
  readonly options: WebRuntimeOptions;
  readonly name: string;
  readonly batch: number;
}

interface BrowserGlobals {
  readonly crossOriginIsolated: boolean;
  readonly navigator: {
    readonly gpu?: {
      requestAdapter(): Promise<{ readonly info: AdapterInfo } | null>;
    };
  };
}

interface AdapterInfo {
  readonly architecture: string;
  readonly isFallbackAdapter?: boolean;
}

const { crossOriginIsolated, navigator } = globalThis as unknown as BrowserGlobals;

async function hasGraphicsCard(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return false;
  const { architecture, isFallbackAdapter = false } = adapter.info;
  return !isFallbackAdapter && architecture !== 'swiftshader';
}

let runtime: Runtime;
let step: BenchStep;

const pageFunctions = {
  state: async (): Promise<PageState> => ({
    crossOriginIsolated,
    hasGraphicsCard: await hasGraphicsCard(),
  }),
  async open({ options, name, batch }: StepRequest): Promise<void> {
    runtime = await createWebRuntime(options);
    step = await prepareStep(runtime, name, batch);
  },
  product: (seconds: number): Promise<number> => matmulGflops(runtime, seconds),
  step: (timing: Parameters<typeof timeIteration>[1]): Promise<Timing> =>
    timeIteration(step, timing),
  async close(): Promise<void> {
    step.dispose();
    await runtime.dispose();
  },
};

Object.assign(globalThis, pageFunctions);
