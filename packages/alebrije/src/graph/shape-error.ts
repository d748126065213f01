/** The error of an op applied to values it cannot take. */

import type { OpName } from './ops.ts';
import type { TensorType } from './types.ts';

/** Prints a type as `float32[100, 1, 28, 28]`. */
export function formatType(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(', ')}]`;
}

/** Stack frames name a module by its URL or by its path, depending on what loaded it. */
function modulePath(location: string): string {
  return decodeURI(location.replaceAll('\\', '/')).replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '');
}

const SOURCE = modulePath(new URL('..', import.meta.url).href);

/** Folders of machinery: the line a reader wants is the first one outside of them. */
const MACHINERY = [`${SOURCE}graph/`, `${SOURCE}tensor/`, 'node:'];

/** Deep enough to leave the machinery from inside a composite like logSumExp. */
const FRAMES = 50;

function modelLine(): string | undefined {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = usual;
  for (const frame of stack.split('\n').slice(1)) {
    const [, location, line] = /(?:\(|@|at (?:async )?)([^()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (!location || !line) continue;
    const path = modulePath(location);
    if (MACHINERY.some((folder) => path.startsWith(folder))) continue;
    return `${path.split('/').slice(-2).join('/')}:${line}`;
  }
  return undefined;
}

/** Says which op, which input types, what is wrong, and which line of the model asked for it. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(op: OpName, inputs: readonly TensorType[], problem: string) {
    const line = modelLine();
    const given = inputs.length > 0 ? `; given ${inputs.map(formatType).join(' and ')}` : '';
    super(`${op}: ${problem}${given}${line ? ` (${line})` : ''}`);
  }
}
