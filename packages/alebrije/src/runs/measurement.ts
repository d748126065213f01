/** What `alebrije evaluate` answers for one metric, and how it comes to it. */

import type { EvaluationData } from './evaluation-data.ts';

export interface Measurement {
  readonly value: number;
  /** Standard error of the value as a mean over the examples, where it is one. */
  readonly standardError?: number;
  /** What to compare with; `floorName` says what it is. */
  readonly floor?: number;
  readonly floorName?: string;
  /** The judge in whose features it was measured, or whose answers they are. */
  readonly judge?: string;
  /** How a diffusion drew the samples that were measured. */
  readonly sampler?: string;
  /** Examples that it was measured on. */
  readonly samples: number;
}

export interface Measure {
  /** Why it cannot be measured on this model; nothing if it can. */
  readonly obstacle?: (data: EvaluationData) => string | undefined;
  /** @param onShare told the share that is done, where it takes long */
  readonly measure: (
    data: EvaluationData,
    onShare?: (share: number) => void,
  ) => Promise<Measurement>;
  /** The same of parts, such as the scales of an image, by their names. */
  readonly parts?: (data: EvaluationData) => Promise<Readonly<Record<string, Measurement>>>;
}
