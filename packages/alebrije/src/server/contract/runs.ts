/** Recipes, runs and the trash. */

import { z } from 'zod';

export interface RecipeInfo {
  readonly name: string;
  readonly title: string;
  readonly family: string;
  /** Of the catalogue: 'A12'. */
  readonly row: string;
  readonly description: string;
  readonly source: string;
  /** Name of the dataset it is made for. */
  readonly data: string;
  /** The whole configuration when nothing is set. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** JSON Schema of the configuration. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Recipes of which one must have trained the run that the setting `codec` names. */
  readonly codecs?: readonly string[];
  readonly expected: readonly {
    readonly metric: string;
    readonly epochs?: number;
    readonly value: number;
    readonly kind: 'reach' | 'floor' | 'limit';
    readonly source: string;
  }[];
}

/**
 * - starting: its process lives, but has not begun to train: data are read or made
 * - training: a process trains in it, started here or on a command line
 * - stopping: it was asked to save and end
 * - finished: all epochs are done, or it stopped early by its own rule
 * - stopped: interrupted, or its process was killed; it can go on
 * - failed: it ended with an error, told by `error`
 */
export type RunState = 'starting' | 'training' | 'stopping' | 'finished' | 'stopped' | 'failed';

export interface RunSummary {
  readonly name: string;
  readonly recipe: string;
  readonly title: string;
  readonly family: string;
  readonly state: RunState;
  /** Why it failed, one line. */
  readonly error?: string;
  /** Its training is over, but its process still writes the networks and the report. */
  readonly finishing?: true;
  /** ISO 8601. */
  readonly created: string;
  readonly updated: string;
  readonly epochs: { readonly done: number; readonly planned: number };
  /** Of training. */
  readonly seconds: number;
  readonly seed: number;
  readonly data: string;
  /** Numbers that are trained, once there is a checkpoint. */
  readonly parameters?: number;
  /** The last epoch's record, without `epoch`, `phase`, `step`. */
  readonly last: Readonly<Record<string, number | null>>;
  /** Address of a small picture, if the run drew any; it changes when the picture does. */
  readonly thumbnail?: string;
  /** Once an epoch has ended. */
  readonly curve?: SummaryCurve;
  /** How many alerts there are. */
  readonly alerts: number;
  /** While it trains. */
  readonly progress?: LiveProgress;
}

/** A curve in short, for a picture of the size of a thumb. */
export interface SummaryCurve {
  /** 'valLoss', or 'loss' where nothing is validated. */
  readonly metric: string;
  /** By epoch, from the first to the last, at most 64, four significant digits. */
  readonly values: readonly number[];
}

export interface LiveProgress {
  /** Whole epochs done. */
  readonly epoch: number;
  readonly epochs: number;
  /** Iterations done, and of the whole training. */
  readonly step: number;
  readonly steps: number;
  /** Training examples a second, lately; null until that is known. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  /** Means over the epoch so far, by metric. */
  readonly means: Readonly<Record<string, number | null>>;
}

/** Of an epoch: `step`, `epoch`, then metrics by name. */
export type RunRecord = Readonly<Record<string, number | string | boolean | null>> & {
  readonly step: number;
};

/** What the trainer's doctor says. */
export interface RunFinding {
  readonly severity: 'serious' | 'warning' | 'note';
  /** What it finds, and with what numbers: for saying it in another language. */
  readonly kind?: string | undefined;
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  /** The same in English. */
  readonly what: string;
  readonly cause: string;
  readonly cure: string;
}

/** A file of the run, its path relative to the run's folder, with forward slashes. */
export interface RunFile {
  readonly file: string;
  /** Under which it is served. */
  readonly url: string;
  readonly bytes: number;
  readonly modified: string;
}

export interface RunPicture extends RunFile {
  /** 'samples', 'reconstructions', or the command that drew it. */
  readonly kind: string;
  /** Of pictures that the training drew. */
  readonly epoch?: number;
}

export interface RunModel extends RunFile {
  /** 'encoder', 'decoder', 'generator', 'sampler'. */
  readonly name: string;
}

export interface RunDetail extends RunSummary {
  readonly config: Readonly<Record<string, unknown>>;
  readonly metrics: readonly RunRecord[];
  readonly findings: readonly RunFinding[];
  /** In the order of the epochs, then what commands drew. */
  readonly pictures: readonly RunPicture[];
  /** GIF files of the run. */
  readonly films: readonly RunFile[];
  readonly models: readonly RunModel[];
  /** Address of report.html, if it was written. */
  readonly report?: string;
  /** Whether the models were exported from an earlier checkpoint than the newest: export them again. */
  readonly modelsAreStale: boolean;
}

export interface RunName {
  readonly name: string;
}

export interface TrashItem {
  readonly id: string;
  readonly name: string;
  readonly recipe?: string;
  readonly deleted: string;
}

const MOST_SETTINGS = 200;
const settingText = z.string().max(4096);

/** A name that a new run may be given. */
export const runNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'use letters, digits, . - and _, at most 100')
  .refine((name) => !name.endsWith('.'), 'a name cannot end with a dot');

export const startBody = z.strictObject({
  recipe: z.string().max(100),
  /** Texts `path=value`, or values by path: {"optimizer.learningRate": 0.001}. */
  settings: z
    .union([
      z.array(settingText).max(MOST_SETTINGS),
      z
        .record(settingText, z.json())
        .refine((value) => Object.keys(value).length <= MOST_SETTINGS, 'too many settings'),
    ])
    .optional(),
  /** The next free `<recipe>-<n>` unless given. */
  name: runNameSchema.optional(),
});
export type StartBody = z.input<typeof startBody>;

export const resumeBody = z.strictObject({
  /** Of the whole training, all phases together; as before unless given. */
  epochs: z.int().positive().max(1_000_000).optional(),
});
export type ResumeBody = z.input<typeof resumeBody>;

export const emptyBody = z.strictObject({});

export const filmQuery = z.strictObject({
  kind: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/)
    .optional(),
  /** Pictures a second. */
  rate: z.coerce.number().min(0.5).max(50).optional(),
});
