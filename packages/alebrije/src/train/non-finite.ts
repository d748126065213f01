/** What a user is told when a number stops being finite. */

import type { HostTensor } from '../graph/types.ts';
import type { DeviceTensor, Runtime } from '../runtime/runtime.ts';
import { compileGraph, feedsFor } from './resident.ts';
import { diagnosisGraph, type StepShapes } from './step-program.ts';

/** A training that left the finite numbers; the message names the first tensor that did. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
}

export interface NonFiniteStep {
  readonly runtime: Runtime;
  readonly shapes: StepShapes;
  /** The resident tensors before the step. */
  readonly resident: ReadonlyMap<string, DeviceTensor>;
  /** The step's host feeds. */
  readonly feeds: Readonly<Record<string, HostTensor>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Runs the step's values again and looks for the first that is not finite. */
export async function describeNonFinite(step: NonFiniteStep): Promise<NonFiniteError> {
  const { graph, names } = diagnosisGraph(step.shapes);
  const { program } = await compileGraph(step.runtime, graph, { occasional: true });
  const outputs = await program.run(feedsFor(graph, step.resident, step.feeds)).host;
  program.dispose();
  const first = names.find((_, index) => outputs[String(index)]!.data[0] !== 1);
  const metric = Object.entries(step.metrics).find(([, value]) => !Number.isFinite(value));
  const where = first
    ? `the first value that is not finite is ${first}`
    : 'all values before it are finite';
  return new NonFiniteError(`${metric?.[0]} became ${metric?.[1]}; ${where}`);
}
