/** When each model of the lab goes on: all in step, or each at its speed; as fast as it can, or slowly. */

import {
  createModelDesk,
  type LabInput,
  type ModelConnection,
  type ModelDesk,
} from './model-desk.ts';
import { initialState, type ModelState } from './model-state.ts';
import type { Times } from './protocol.ts';
import {
  activeModels,
  type LabSettings,
  MODELS,
  type ModelName,
  restartBetween,
} from './settings.ts';
import type { Effort } from './views/pictures.ts';

export interface Conductor {
  /** Uses other settings and points from now on, and begins anew what cannot go on with them. */
  use(input: LabInput): void;
  /** Where between the data, 0, and noise, 1, the diffusion's field is shown. */
  setLevel(level: number): void;
  play(): void;
  pause(): void;
  /** One iteration of every model, then pause. */
  stepOnce(): void;
  /** All models at their beginning, playing or not as before. */
  restart(): void;
  /** One model at its beginning. */
  restartModel(model: ModelName): void;
  readonly isPlaying: boolean;
  stateOf(model: ModelName): ModelState;
  /** @param listener told which model's state has changed, or nothing where `isPlaying` has */
  subscribe(listener: (model: ModelName | undefined) => void): () => void;
  /** Ends the workers. */
  close(): void;
}

export interface ConductorOptions {
  readonly connect: (model: ModelName) => ModelConnection;
  readonly now?: () => number;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/**
 * Milliseconds that a round should train: with what it takes to look, about ten pictures a second. Where
 * looking takes longer, as on a busy machine, as long as that.
 */
const ROUND = 60;
const LONGEST_ROUND = 240;
/** Iterations of a round at most. */
const MOST = 64;
/** The library puts so many iterations of a small model into one run. */
const CHAIN = 8;

/** Iterations for the next round, if the slowest model took so long for this one. */
export function nextBurst(burst: number, { training, looking }: Times): number {
  const round = Math.min(LONGEST_ROUND, Math.max(ROUND, looking));
  const factor = Math.min(2, Math.max(0.5, round / Math.max(training, 1)));
  const wanted = Math.min(MOST, Math.max(1, Math.round(burst * factor)));
  return wanted < CHAIN ? wanted : wanted - (wanted % CHAIN);
}

/** Milliseconds between two steps from which on there is time to look at all of a model after each. */
const LEISURE = 200;

/** Milliseconds between two steps; 0 at full speed. */
const restOf = ({ speed }: LabSettings) => (speed === 'full' ? 0 : 1000 / Number(speed));

const inRealTime = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export function createConductor(options: ConductorOptions): Conductor {
  const { connect, now = () => performance.now(), wait = inRealTime } = options;
  const listeners = new Set<(model: ModelName | undefined) => void>();
  const tell = (model?: ModelName) => {
    for (const listener of listeners) listener(model);
  };
  /** What listeners know of each model. */
  const shown = Object.fromEntries(MODELS.map((model) => [model, initialState])) as Record<
    ModelName,
    ModelState
  >;
  /** Models that have gone on in the round under way, where all are shown together at its end. */
  let held: Set<ModelName> | undefined;
  function show(model: ModelName): void {
    shown[model] = desks[model].state;
    tell(model);
  }
  function onChange(model: ModelName): void {
    const goesOn = desks[model].state.step > shown[model].step;
    if (held && goesOn) held.add(model);
    else show(model);
  }
  const desks = Object.fromEntries(
    MODELS.map((model) => [
      model,
      createModelDesk({
        model,
        connect: () => connect(model),
        now,
        onChange: () => onChange(model),
      }),
    ]),
  ) as Record<ModelName, ModelDesk>;
  let input: LabInput | undefined;
  let isPlaying = false;
  /** Changes when the loops under way have to end. */
  let era = 0;

  const working = (models: readonly ModelName[]) =>
    models.map((model) => desks[model]).filter((desk) => desk.canAdvance);

  /**
   * One round of some models; those that began later catch up first, while the others wait.
   * @returns the longest times of any of them
   */
  async function playRound(
    chosen: readonly ModelDesk[],
    iterations: number,
    effort: Effort,
  ): Promise<Times> {
    const front = Math.max(...chosen.map(({ state }) => state.step));
    const behind = chosen.filter(({ state }) => state.step < front);
    const most = behind.length > 0 ? Math.max(iterations, CHAIN) : iterations;
    const asked = (behind.length > 0 ? behind : chosen).map((desk) => {
      const left = front - desk.state.step;
      return desk.advance(left > 0 ? Math.min(most, left) : most, effort);
    });
    held = chosen.length > 1 ? new Set() : undefined;
    const own = held;
    const times = await Promise.all(asked);
    if (held === own) held = undefined;
    for (const model of own ?? []) show(model);
    return {
      training: Math.max(...times.map(({ training }) => training)),
      looking: Math.max(...times.map(({ looking }) => looking)),
    };
  }

  /** Rounds until it is told otherwise, or there is nothing left to train. */
  async function conduct(models: readonly ModelName[]): Promise<void> {
    const own = era;
    let burst = 1;
    for (;;) {
      const chosen = working(models);
      if (own !== era || !input || chosen.length === 0) return;
      const rest = restOf(input.settings);
      const begun = now();
      const times = await playRound(chosen, rest > 0 ? 1 : burst, rest < LEISURE ? 'spare' : 'all');
      if (rest > 0) await wait(Math.max(0, rest - (now() - begun)));
      else burst = nextBurst(burst, times);
    }
  }

  function startLoops(): void {
    era += 1;
    if (!isPlaying || !input) return;
    const models = activeModels(input.settings);
    const groups = input.settings.pace === 'together' ? [models] : models.map((model) => [model]);
    for (const group of groups) void conduct(group);
  }

  function setPlaying(playing: boolean): void {
    isPlaying = playing;
    for (const desk of Object.values(desks)) desk.setPlaying(playing);
    startLoops();
    tell();
  }

  return {
    get isPlaying() {
      return isPlaying;
    },
    stateOf: (model) => shown[model],
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    use(next) {
      const { settings: before, points } = input ?? {};
      const { settings } = next;
      input = next;
      const restarting = before ? restartBetween(before, settings).models : MODELS;
      for (const model of MODELS) {
        const restarts = restarting.includes(model);
        desks[model].use(next, { isActive: settings[model], restarts });
      }
      // Loops end by themselves when nothing is left to train, so what begins anew needs new ones.
      const isGrouped = before?.pace === settings.pace && before.speed === settings.speed;
      const isSame = before && MODELS.every((model) => before[model] === settings[model]);
      const isCount = points?.length === next.points?.length;
      if (!isGrouped || !isSame || !isCount || restarting.length > 0) startLoops();
    },
    setLevel: (level) => desks.diffusion.setLevel(level),
    play: () => setPlaying(true),
    pause: () => setPlaying(false),
    stepOnce() {
      setPlaying(false);
      if (!input) return;
      for (const desk of working(activeModels(input.settings))) void desk.advance(1, 'all');
    },
    restart() {
      for (const desk of Object.values(desks)) desk.restart();
      startLoops();
    },
    restartModel(model) {
      desks[model].restart();
      startLoops();
    },
    close() {
      setPlaying(false);
      for (const desk of Object.values(desks)) desk.close();
    },
  };
}
