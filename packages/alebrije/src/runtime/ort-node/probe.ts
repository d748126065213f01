/**
 * A program that tries an accelerator: `node probe.js webgpu` ends with exit code 0 if a graph runs on
 * it, else it writes the reason to standard output. It is a process of its own because the libraries
 * of an accelerator write to standard error by themselves, and may take their process down.
 */

import { constant } from '../../graph/build.ts';
import type { Graph } from '../../graph/types.ts';
import type { Provider } from './engine.ts';
import { createInlineRuntime } from './inline-runtime.ts';

function trivialGraph(): Graph {
  const node = constant('float32', [1], Float32Array.of(1));
  return { inputs: [], outputs: [{ name: 'one', node }], nodes: [node] };
}

/** ONNX Runtime's messages begin with its own source file and condition, on one or more lines. */
function lastClause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n').at(-1)!.split(' was false. ').at(-1)!.trim();
}

try {
  const runtime = await createInlineRuntime({ provider: process.argv[2] as Provider });
  const program = await runtime.compile(trivialGraph());
  await program.run({}).host;
  program.dispose();
  await runtime.dispose();
} catch (error) {
  process.stdout.write(lastClause(error));
  process.exitCode = 1;
}
