/** What `alebrije evaluate` answers for one metric. */

export interface Measurement {
  readonly value: number;
  /** Standard error of the value as a mean over the examples, where it is one. */
  readonly standardError?: number;
  /** What to compare with; `floorName` says what it is. */
  readonly floor?: number;
  readonly floorName?: string;
  /** Examples that it was measured on. */
  readonly samples: number;
}
