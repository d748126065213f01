/**
 * Where one model's questions are put to its worker: one at a time, and none that a later change of settings
 * has made pointless.
 */

import { afterFrame, initialState, type ModelState } from './model-state.ts';
import type { Answer, Frame, Question, Times } from './protocol.ts';
import type { LabSettings, ModelName } from './settings.ts';
import type { Effort } from './views/pictures.ts';

/** A worker that answers questions. */
export interface ModelConnection {
  /** Rejects if the worker fails as a whole. */
  ask(question: Question): Promise<Answer>;
  close(): void;
}

/** What the models learn, and how. */
export interface LabInput {
  readonly settings: LabSettings;
  /** [N, 2]; nothing where there is nothing drawn or written yet. */
  readonly points?: Float32Array | undefined;
}

export interface ModelDesk {
  readonly state: ModelState;
  /** Whether it has points, and a worker that has not failed. */
  readonly canAdvance: boolean;
  /** @param restarts whether the model has to begin anew for this input; a model that is not active ends */
  use(input: LabInput, change: { readonly isActive: boolean; readonly restarts: boolean }): void;
  /**
   * Goes on by as many iterations, or begins if it has yet to.
   * @param effort of looking at the model afterwards
   * @returns once that is answered, how long it took
   */
  advance(iterations: number, effort: Effort): Promise<Times>;
  /** Where between the data, 0, and noise, 1, a field is looked at. */
  setLevel(level: number): void;
  /** While it plays it waits for `advance`; else it shows every change at once. */
  setPlaying(isPlaying: boolean): void;
  restart(): void;
  close(): void;
}

export interface ModelDeskOptions {
  readonly model: ModelName;
  readonly connect: () => ModelConnection;
  readonly now: () => number;
  readonly onChange: () => void;
}

/** Longest time of one question, so that a pause is soon obeyed. */
const LONGEST = 250;

const NO_TIME: Times = { training: 0, looking: 0 };

/** Longer gaps are pauses, whose time does not count. */
const LONGEST_GAP = 3000;

export function createModelDesk(options: ModelDeskOptions): ModelDesk {
  const { model, now, onChange } = options;
  let connection: ModelConnection | undefined;
  let state = initialState;
  let input: LabInput | undefined;
  let isActive = false;
  let isPlaying = false;
  let hasToBegin = false;
  /** Points that the worker does not know yet. */
  let newPoints: Float32Array | undefined;
  let hasChanged = false;
  let level = 0;
  /** Counts beginnings, so that answers of a model that is no more are told. */
  let generation = 0;
  let underWay: Promise<Times> | undefined;
  let lastFrame: number | undefined;

  function setState(next: ModelState): void {
    state = next;
    onChange();
  }

  function beginAnew(): void {
    generation += 1;
    hasToBegin = isActive && input?.points !== undefined;
    newPoints = undefined;
    lastFrame = undefined;
    setState({ ...initialState, status: hasToBegin ? 'starting' : 'waiting' });
  }

  function disconnect(): void {
    connection?.close();
    connection = undefined;
  }

  function nextQuestion(iterations: number, effort: Effort): Question {
    const { settings, points } = input!;
    const look = { show: settings[`${model}.show`], level, effort };
    if (hasToBegin) {
      hasToBegin = false;
      return { kind: 'begin', model, settings, points: points!, look };
    }
    const changed = newPoints;
    newPoints = undefined;
    const milliseconds = LONGEST;
    return { kind: 'advance', iterations, milliseconds, settings, look, points: changed };
  }

  function fail(message: string, diverged: boolean): void {
    setState({ ...state, status: 'failed', perSecond: 0, failure: { message, diverged } });
  }

  async function ask(iterations: number, effort: Effort): Promise<Times> {
    const own = generation;
    hasChanged = false;
    const question = nextQuestion(iterations, effort);
    connection ??= options.connect();
    try {
      const answer = await connection.ask(question);
      if (own !== generation) return NO_TIME;
      if (answer.kind === 'frame') return show(answer.frame);
      fail(answer.message, answer.diverged);
    } catch (error) {
      if (own !== generation) return NO_TIME;
      disconnect();
      fail((error as Error).message, false);
    }
    return NO_TIME;
  }

  function show(frame: Frame): Times {
    const time = now();
    const gap = lastFrame === undefined ? undefined : time - lastFrame;
    lastFrame = time;
    const counts = isPlaying && gap !== undefined && gap < LONGEST_GAP;
    setState(afterFrame(state, frame, counts ? gap / 1000 : undefined));
    return frame.times;
  }

  /** One question after the other. */
  async function turn(iterations: number, effort: Effort): Promise<Times> {
    while (underWay) await underWay;
    if (!canAdvance()) return NO_TIME;
    underWay = ask(iterations, effort);
    const times = await underWay;
    underWay = undefined;
    showChange();
    return times;
  }

  const canAdvance = () =>
    isActive && input?.points !== undefined && (hasToBegin || state.status !== 'failed');

  /** Shows what has changed where nobody else asks. */
  function showChange(): void {
    if (isPlaying || underWay || !(hasToBegin || hasChanged)) return;
    void turn(0, 'all');
  }

  return {
    get state() {
      return state;
    },
    get canAdvance() {
      return canAdvance();
    },
    use(next, change) {
      const before = input;
      input = next;
      const wasActive = isActive;
      isActive = change.isActive;
      if (!isActive) {
        if (!wasActive) return;
        disconnect();
        beginAnew();
        return;
      }
      const hasOtherPoints = before?.points !== next.points;
      const hasOtherCount = before?.points?.length !== next.points?.length;
      if (change.restarts || !wasActive || hasOtherCount) beginAnew();
      else if (hasOtherPoints && !hasToBegin) newPoints = next.points;
      hasChanged = true;
      showChange();
    },
    advance: turn,
    setLevel(next) {
      if (next === level) return;
      level = next;
      hasChanged = true;
      showChange();
    },
    setPlaying(playing) {
      isPlaying = playing;
      lastFrame = undefined;
      hasChanged = true;
      if (!playing && state.perSecond > 0) setState({ ...state, perSecond: 0 });
      showChange();
    },
    restart() {
      beginAnew();
      showChange();
    },
    close() {
      isActive = false;
      disconnect();
    },
  };
}
