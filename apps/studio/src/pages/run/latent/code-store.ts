/** The code that the whole explorer shows and changes. */

import { useSyncExternalStore } from 'react';

/** Who changed it last; whoever holds more than the code itself forgets it when another did. */
export type CodeSource = 'map' | 'slider' | 'direction' | 'walk' | 'button' | 'example';

export interface CodeStore {
  get(): Float32Array;
  readonly source: CodeSource;
  set(code: ArrayLike<number>, source: CodeSource): void;
  subscribe(listener: () => void): () => void;
}

export function createCodeStore(codeSize: number): CodeStore {
  const listeners = new Set<() => void>();
  let code = new Float32Array(codeSize);
  let source: CodeSource = 'button';
  return {
    get: () => code,
    get source() {
      return source;
    },
    set(next, by) {
      code = Float32Array.from(next);
      source = by;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useCode({ subscribe, get }: CodeStore): Float32Array {
  return useSyncExternalStore(subscribe, get);
}
