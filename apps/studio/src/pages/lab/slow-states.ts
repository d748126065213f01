/** The states of the models as words and numbers show them: a few times a second, all of one moment. */

import type { Conductor } from './engine/conductor.ts';
import type { ModelState } from './engine/model-state.ts';
import { MODELS, type ModelName } from './engine/settings.ts';

/** Milliseconds between two showings of numbers that change all the time. */
const BETWEEN = 220;

export interface SlowStates {
  stateOf(model: ModelName): ModelState;
  subscribe(listener: () => void): () => void;
}

export function createSlowStates({ stateOf, subscribe }: Conductor): SlowStates {
  const listeners = new Set<() => void>();
  const now = () =>
    Object.fromEntries(MODELS.map((model) => [model, stateOf(model)])) as Record<
      ModelName,
      ModelState
    >;
  let states = now();
  let isDue = false;
  function show(): void {
    isDue = false;
    states = now();
    for (const listener of listeners) listener();
  }
  subscribe((changed) => {
    if (!changed || isDue) return;
    isDue = true;
    setTimeout(show, BETWEEN);
  });
  return {
    stateOf: (model) => states[model],
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
