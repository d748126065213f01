/**
 * The order in which codes are decoded, one request at a time: what the user moves comes first, and of that
 * only the newest; what was asked for in bulk is cut into small parts, so that it never holds up a drag.
 */

import type { Decoded } from './protocol.ts';

/** @param codes [count, Z], given away */
export type AskDecoder = (
  codes: Float32Array<ArrayBuffer>,
  count: number,
  label: number | undefined,
) => Promise<Decoded>;

export interface DecodeQueue {
  /** Decodes one code; nothing if a newer one was asked for before its turn came. */
  latest(code: ArrayLike<number>, label: number | undefined): Promise<Decoded | undefined>;
  /**
   * Decodes all rows of codes [N, Z], part by part.
   * @param onPart told the first row of each part and its values as they come
   * @throws DOMException named AbortError once the signal is given
   */
  all(
    codes: Float32Array,
    label: number | undefined,
    options?: {
      readonly signal?: AbortSignal | undefined;
      readonly onPart?: (firstRow: number, values: Float32Array) => void;
    },
  ): Promise<Float32Array>;
}

interface Waiting {
  readonly run: () => Promise<void>;
  readonly skip?: () => void;
}

/** Rows that are decoded in one go, so that a drag waits for a few images at most. */
const PART_ROWS = 6;

export function createDecodeQueue(ask: AskDecoder, codeSize: number): DecodeQueue {
  let newest: Waiting | undefined;
  const parts: Waiting[] = [];
  let isBusy = false;

  async function serve(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      for (let next = take(); next; next = take()) await next.run();
    } finally {
      isBusy = false;
    }
  }

  function take(): Waiting | undefined {
    const first = newest;
    newest = undefined;
    return first ?? parts.shift();
  }

  function partOf(codes: Float32Array, row: number, label: number | undefined): Promise<Decoded> {
    return new Promise((resolve, reject) => {
      const run = () => {
        const part = codes.slice(row * codeSize, (row + PART_ROWS) * codeSize);
        return ask(part, part.length / codeSize, label).then(resolve, reject);
      };
      parts.push({ run });
      void serve();
    });
  }

  return {
    latest: (code, label) =>
      new Promise((resolve, reject) => {
        newest?.skip?.();
        newest = {
          run: () => ask(Float32Array.from(code), 1, label).then(resolve, reject),
          skip: () => resolve(undefined),
        };
        void serve();
      }),
    async all(codes, label, { signal, onPart } = {}) {
      const count = codes.length / codeSize;
      let all: Float32Array | undefined;
      for (let row = 0; row < count; row += PART_ROWS) {
        signal?.throwIfAborted();
        const { values } = await partOf(codes, row, label);
        const size = values.length / Math.min(PART_ROWS, count - row);
        all ??= new Float32Array(count * size);
        all.set(values, row * size);
        signal?.throwIfAborted();
        onPart?.(row, values);
      }
      return all ?? new Float32Array(0);
    },
  };
}
