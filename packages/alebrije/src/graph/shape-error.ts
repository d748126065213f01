/** The error of an op applied to values it cannot take. */

import type { OpName } from './ops.ts';
import type { TensorType } from './types.ts';

/** Prints a type as `float32[100, 1, 28, 28]`. */
export function formatType(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(', ')}]`;
}

/** Folders whose frames are machinery: the line a reader wants is the first one outside of them. */
const MACHINERY = /[\\/](?:graph|tensor)[\\/]|node:internal/;

function modelLine(stack: string | undefined): string | undefined {
  for (const frame of (stack ?? '').split('\n').slice(1)) {
    if (MACHINERY.test(frame)) continue;
    const location = /\(?((?:file:\/\/|[\\/]|[A-Za-z]:)[^()]+:\d+):\d+\)?$/.exec(frame.trim());
    if (location) return location[1]?.split(/[\\/]/).slice(-2).join('/');
  }
  return undefined;
}

/** Says which op, which input types, what is wrong, and which line of the model asked for it. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(op: OpName, inputs: readonly TensorType[], problem: string) {
    super();
    const line = modelLine(this.stack);
    const given = inputs.length > 0 ? ` given ${inputs.map(formatType).join(' and ')}` : '';
    this.message = `${op}: ${problem};${given}${line ? ` (${line})` : ''}`;
  }
}
