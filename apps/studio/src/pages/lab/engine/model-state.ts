/** What the page knows of one model. */

import { emptyHistory, extendHistory, type LossHistory } from './loss-history.ts';
import type { Frame } from './protocol.ts';
import type { Pictures } from './views/pictures.ts';

export interface ModelState {
  /** 'waiting' for data, or not yet asked for. */
  readonly status: 'waiting' | 'starting' | 'ready' | 'failed';
  readonly failure?: { readonly message: string; readonly diverged: boolean } | undefined;
  /** Iterations done. */
  readonly step: number;
  /** Iterations per second of late; 0 when it does not train. */
  readonly perSecond: number;
  readonly history: LossHistory;
  /** The latest of each kind. */
  readonly pictures: Pictures;
}

export const initialState: ModelState = {
  status: 'waiting',
  step: 0,
  perSecond: 0,
  history: emptyHistory,
  pictures: {},
};

/** The weight of what was measured before, for each second that has passed. */
const MEMORY = 0.4;

/**
 * After a frame. Pictures that it lacks stay as they were.
 * @param seconds since the frame before, or nothing where no time was measured
 */
export function afterFrame(
  before: ModelState,
  { step, metrics, pictures }: Frame,
  seconds: number | undefined,
): ModelState {
  const done = step - before.step;
  const memory = before.perSecond > 0 && seconds ? MEMORY ** seconds : 0;
  const speed = seconds && done > 0 ? done / seconds : before.perSecond;
  return {
    status: 'ready',
    step,
    perSecond: memory * before.perSecond + (1 - memory) * speed,
    history: extendHistory(before.history, metrics),
    pictures: { ...before.pictures, ...pictures },
  };
}
