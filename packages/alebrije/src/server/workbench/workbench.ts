/**
 * The process in which models are opened and used: the server goes on answering while it computes, and
 * lives on if it fails. It starts with the first job and ends when nobody has asked for a while. Jobs wait
 * in two lanes, so that a decoded image need not wait for a projection.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { UseProgress } from '../contract/uses.ts';
import { ApiError } from '../http/api-error.ts';
import type { FromWorker, Job, Outcome, ToWorker } from './jobs.ts';

export type Lane = 'quick' | 'long';

export interface JobOptions {
  readonly lane: Lane;
  /** Gives the job up. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: UseProgress) => void;
}

export interface Workbench {
  /** @throws ApiError for what the job says is wrong, or if too many wait */
  run(job: Job, options: JobOptions): Promise<Outcome>;
  close(): void;
}

export interface WorkbenchOptions {
  /** The compiled `worker.js`. */
  readonly program?: string;
  /** Milliseconds without a job after which the process ends. */
  readonly idleMs?: number;
}

interface Pending {
  readonly id: number;
  readonly job: Job;
  readonly options: JobOptions;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface LaneState {
  running: Pending | undefined;
  readonly waiting: Pending[];
}

const MOST_WAITING = 32;
const IDLE_MS = 10 * 60_000;

function defaultProgram(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  const path = fromSource ? '../../../dist/server/workbench/worker.js' : './worker.js';
  return fileURLToPath(new URL(path, import.meta.url));
}

export function createWorkbench({
  program = defaultProgram(),
  idleMs = IDLE_MS,
}: WorkbenchOptions = {}): Workbench {
  const lanes: Readonly<Record<Lane, LaneState>> = {
    quick: { running: undefined, waiting: [] },
    long: { running: undefined, waiting: [] },
  };
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;

  const states = () => Object.values(lanes);
  const runningById = (id: number) => states().find(({ running }) => running?.id === id);

  function send(message: ToWorker): void {
    child?.send(message, () => undefined);
  }

  function endOf(state: LaneState): Pending | undefined {
    const ended = state.running;
    state.running = undefined;
    return ended;
  }

  function onMessage(message: FromWorker): void {
    if (message.type === 'ready') return;
    const state = runningById(message.id);
    if (!state) return;
    if (message.type === 'progress') {
      state.running?.options.onProgress?.(message.progress);
      return;
    }
    const ended = endOf(state);
    if (message.type === 'done') ended?.resolve(message.outcome);
    else {
      const { code, message: text, details } = message.failure;
      ended?.reject(new ApiError(code, text, details));
    }
    proceed(state);
  }

  function start(): ChildProcess {
    const started = fork(program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    started.on('message', onMessage);
    started.on('error', () => undefined);
    started.once('exit', () => {
      if (child === started) child = undefined;
      const error = new ApiError('failed', 'the process that uses the models ended: try again');
      for (const state of states()) endOf(state)?.reject(error);
      for (const state of states()) proceed(state);
    });
    return started;
  }

  function rest(): void {
    if (states().some(({ running }) => running)) return;
    clearTimeout(idle);
    idle = setTimeout(end, idleMs);
    idle.unref();
  }

  function end(): void {
    const ended = child;
    child = undefined;
    if (ended?.connected) ended.disconnect();
  }

  function tellWaiting({ running, waiting }: LaneState): void {
    for (const [place, { options }] of waiting.entries()) {
      options.onProgress?.({ what: 'waiting', ahead: place + (running ? 1 : 0) });
    }
  }

  function proceed(state: LaneState): void {
    if (state.running) return;
    const next = state.waiting.shift();
    if (!next) {
      rest();
      return;
    }
    clearTimeout(idle);
    state.running = next;
    child ??= start();
    send({ type: 'do', id: next.id, job: next.job });
    tellWaiting(state);
  }

  function giveUp(state: LaneState, pending: Pending): void {
    if (state.running === pending) {
      // What follows waits until it has ended: two at once would be twice as slow.
      send({ type: 'cancel', id: pending.id });
      return;
    }
    const place = state.waiting.indexOf(pending);
    if (place === -1) return;
    state.waiting.splice(place, 1);
    pending.reject(new ApiError('failed', 'the request was given up'));
    tellWaiting(state);
  }

  return {
    run(job, options) {
      const state = lanes[options.lane];
      if (state.waiting.length >= MOST_WAITING) {
        return Promise.reject(
          new ApiError('busy', 'too many requests wait for a model: try later'),
        );
      }
      return new Promise((resolve, reject) => {
        const pending: Pending = { id: nextId++, job, options, resolve, reject };
        state.waiting.push(pending);
        options.signal?.addEventListener('abort', () => giveUp(state, pending), { once: true });
        if (options.signal?.aborted) giveUp(state, pending);
        proceed(state);
        tellWaiting(state);
      });
    },
    close() {
      clearTimeout(idle);
      end();
    },
  };
}
