/**
 * `progress.json`: how far a training is, for whoever watches it. It is written beside the training, at most
 * once a second, and nothing reads it to train, so a copied run does not need it.
 */

import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Finding } from '../finding.ts';

/** 'training' of a process that has ended: it was killed. */
const STATES = ['training', 'finished', 'stopped-early', 'interrupted', 'failed'] as const;
export type LiveState = (typeof STATES)[number];

const count = z.int().nonnegative();
const number = z.number().nonnegative();

const schema = z.object({
  format: z.literal(1),
  state: z.enum(STATES),
  /** One line, of a training that failed. */
  error: z.string().optional(),
  /** Of the process that trains. */
  pid: count,
  /** Whole epochs done, and to be done. */
  epoch: count,
  epochs: count,
  /** Iterations done, and to be done. */
  step: count,
  steps: count,
  /** Training examples a second in this epoch; null until that is known. */
  perSecond: number.nullable(),
  secondsLeft: number.nullable(),
  /** Means over the epoch so far; null for a number that is not finite. */
  means: z.record(z.string(), z.number().nullable()),
  findings: z.array(
    z.object({
      severity: z.enum(['serious', 'warning', 'note']),
      // Not of trainings by earlier versions.
      kind: z.string().optional(),
      values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      what: z.string(),
      cause: z.string(),
      cure: z.string(),
    }),
  ),
  /** ISO 8601. */
  updated: z.string(),
});

export type LiveProgressRecord = z.infer<typeof schema>;

export function liveProgressPath(run: string): string {
  return join(run, 'progress.json');
}

/** What the file holds, or undefined where there is none that can be read. */
export function parseLiveProgress(text: string): LiveProgressRecord | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whole in every moment, but not synced: it may be lost with the machine, and must cost nothing. */
function replaceFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, path);
  } catch {
    // A training does not end because nobody can be told how far it is.
    fs.rmSync(temporary, { force: true });
  }
}

/** Whole epochs and iterations done. */
interface LivePlace {
  readonly epoch: number;
  readonly step: number;
}

/** What is known after an iteration. */
interface LiveStep extends LivePlace {
  /** Iterations of the epoch done, which took so many seconds. */
  readonly batch: number;
  readonly epochSeconds: number;
}

export interface LiveProgressOptions {
  readonly epochs: number;
  /** Iterations of the whole training. */
  readonly steps: number;
  /** Training examples in an iteration of the epoch, from 0. */
  readonly examplesPerStep: (epoch: number) => number;
  /** Milliseconds between two writes at least. */
  readonly every?: number;
}

export interface LiveProgress {
  step(progress: LiveStep, means: Readonly<Record<string, number>>): void;
  findings(found: readonly Finding[]): void;
  end(state: Exclude<LiveState, 'training' | 'failed'>, at: LivePlace): void;
  fail(error: unknown): void;
}

/**
 * Writes into a run's folder from now on.
 * @param at where a training goes on from
 */
export function createLiveProgress(
  run: string,
  at: LivePlace,
  { epochs, steps, examplesPerStep, every = 1000 }: LiveProgressOptions,
): LiveProgress {
  const path = liveProgressPath(run);
  let record: Omit<LiveProgressRecord, 'updated'> = {
    format: 1,
    state: 'training',
    pid: process.pid,
    epoch: at.epoch,
    epochs,
    step: at.step,
    steps,
    perSecond: null,
    secondsLeft: null,
    means: {},
    findings: [],
  };
  let written = 0;

  function write(): void {
    written = performance.now();
    replaceFile(path, `${JSON.stringify({ ...record, updated: new Date().toISOString() })}\n`);
  }

  write();
  return {
    step({ epoch, batch, epochSeconds, step }, means) {
      if (performance.now() - written < every) return;
      const perStep = epochSeconds / batch;
      record = {
        ...record,
        epoch,
        step,
        perSecond: perStep > 0 ? examplesPerStep(epoch) / perStep : null,
        secondsLeft: Math.max(0, steps - step) * perStep,
        means: { ...means },
      };
      write();
    },
    findings(found) {
      record = { ...record, findings: [...found] };
      write();
    },
    end(state, { epoch, step }) {
      const isOver = state !== 'interrupted';
      record = { ...record, state, epoch, step, ...(isOver && { secondsLeft: 0 }) };
      write();
    },
    fail(error) {
      const message = error instanceof Error ? error.message : String(error);
      record = { ...record, state: 'failed', error: message.replaceAll(/\s+/g, ' ') };
      write();
    },
  };
}
