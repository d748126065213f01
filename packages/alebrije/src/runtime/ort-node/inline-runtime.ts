/** ONNX Runtime in the calling thread: starts at once, but blocks the event loop while it computes. */

import { availableParallelism } from 'node:os';
import { UserError } from '../../errors.ts';
import { inlineConnection } from '../engine/inline-connection.ts';
import type { Runtime } from '../runtime.ts';
import { detectTarget } from './detect-target.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { createEngineRuntime } from './engine-runtime.ts';

export interface OrtOptions extends Partial<EngineOptions> {
  /** `plain` does without the CPU's blocked layout, for comparisons; by default it is used where it is. */
  readonly layout?: 'blocked' | 'plain';
}

/**
 * As many as the machine has cores; fewer by $ALEBRIJE_THREADS, where other work shares them.
 * @throws UserError if that is no whole number from 1
 */
export function defaultThreads(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment.ALEBRIJE_THREADS;
  if (!text) return availableParallelism();
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new UserError(`ALEBRIJE_THREADS is ${JSON.stringify(text)}; give a whole number from 1`);
}

export function engineOptions({ provider = 'cpu', threads }: OrtOptions): EngineOptions {
  return { provider, threads: threads ?? defaultThreads() };
}

/** @param name what the runtime calls itself; the provider's name if left out */
export async function createInlineRuntime(
  options: OrtOptions = {},
  name: string = options.provider ?? 'cpu',
): Promise<Runtime> {
  const resolved = engineOptions(options);
  const connection = inlineConnection(await createEngine(resolved));
  return createEngineRuntime(
    name,
    connection,
    detectTarget(connection, resolved.provider, options.layout),
  );
}
