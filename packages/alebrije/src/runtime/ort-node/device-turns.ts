/**
 * Turns of threads on one device. ONNX Runtime has one WebGPU device per process, and fails when two
 * threads record commands for it at once, even of sessions that have nothing in common.
 */

/** Indices into the shared memory. */
const NEXT_TICKET = 0;
const NOW_SERVING = 1;

/** Memory that the threads which take turns share. */
export function createTurns(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/**
 * Blocks the calling thread until its turn, then runs the task; first come, first served. Only for
 * threads that serve one task after the other: a task that starts another one waits forever.
 */
export async function inTurn<T>(turns: SharedArrayBuffer, task: () => Promise<T>): Promise<T> {
  const state = new Int32Array(turns);
  const ticket = Atomics.add(state, NEXT_TICKET, 1);
  for (;;) {
    const serving = Atomics.load(state, NOW_SERVING);
    if (serving === ticket) break;
    Atomics.wait(state, NOW_SERVING, serving);
  }
  try {
    return await task();
  } finally {
    Atomics.add(state, NOW_SERVING, 1);
    Atomics.notify(state, NOW_SERVING);
  }
}
