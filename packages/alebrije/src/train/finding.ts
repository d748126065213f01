/** What the trainer's doctor says about a training, in plain words. */

export interface Finding {
  /** 'serious': the model does not do what it is for; 'warning': it does so badly; 'note': good to know. */
  readonly severity: 'serious' | 'warning' | 'note';
  /** What was seen, with its numbers. */
  readonly what: string;
  /** What it comes from. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}

const SEVERITIES: readonly Finding['severity'][] = ['serious', 'warning', 'note'];

/** For sorting: the most severe first. */
export const bySeverity = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
