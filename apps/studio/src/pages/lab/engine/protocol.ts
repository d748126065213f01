/**
 * What the page and a model's worker send each other. The page asks and the worker answers, one question at a
 * time, so that no more than one answer is ever on its way.
 */

import type { LabSettings, ModelName } from './settings.ts';
import type { Look, Pictures } from './views/pictures.ts';

export type Question =
  /** Begins a model anew. */
  | {
      readonly kind: 'begin';
      readonly model: ModelName;
      readonly settings: LabSettings;
      /** [N, 2]. */
      readonly points: Float32Array;
      readonly look: Look;
    }
  /** Goes on: as many iterations, or fewer if the time is over before; none only looks. */
  | {
      readonly kind: 'advance';
      readonly iterations: number;
      readonly milliseconds: number;
      /** The current ones, of which some count at once. */
      readonly settings: LabSettings;
      readonly look: Look;
      /** Other points, as many as before, if they have changed. */
      readonly points?: Float32Array | undefined;
    };

/** Loss and parts of each iteration since the answer before. */
export interface MetricRows {
  readonly names: readonly string[];
  /** [iterations, names], row by row. */
  readonly values: Float32Array;
}

/** Milliseconds that the worker spent on the iterations, and on the pictures. */
export interface Times {
  readonly training: number;
  readonly looking: number;
}

export interface Frame {
  /** Iterations done in all. */
  readonly step: number;
  readonly metrics: MetricRows;
  readonly pictures: Pictures;
  readonly times: Times;
}

export type Answer =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | {
      readonly kind: 'failure';
      readonly message: string;
      /** True if numbers grew beyond all bounds, so that the settings are at fault. */
      readonly diverged: boolean;
    };

/** The memory of a frame's arrays, which is handed over instead of being copied. */
export function arraysOf({ metrics, pictures }: Frame): ArrayBuffer[] {
  const arrays: Float32Array[] = [metrics.values, ...Object.values(pictures)];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
