/** What the trainer's doctor says about a training, in plain words. */

import { fillTexts, type Values } from '../fill-text.ts';
import { FINDING_TEXTS, type FindingKind } from './finding-texts.ts';

export interface Finding {
  /** 'serious': the model does not do what it is for; 'warning': it does so badly; 'note': good to know. */
  readonly severity: 'serious' | 'warning' | 'note';
  readonly kind: FindingKind;
  /** What the texts of its kind are filled in with. */
  readonly values: Readonly<Record<string, string | number>>;
  /** What was seen, with its numbers. */
  readonly what: string;
  /** What it comes from. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}

const SEVERITIES: readonly Finding['severity'][] = ['serious', 'warning', 'note'];

export function finding<Kind extends FindingKind>(
  severity: Finding['severity'],
  kind: Kind,
  values: Values<(typeof FINDING_TEXTS)[Kind]>,
): Finding {
  return { severity, kind, values, ...fillTexts(FINDING_TEXTS[kind], values) };
}

/** For sorting: the most severe first. */
export const bySeverity = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
