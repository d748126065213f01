/** What a check of the user's own data finds. */

import { fillTexts, type Values } from '../../fill-text.ts';
import { DATA_FINDING_TEXTS, type DataFindingKind } from './finding-texts.ts';

export interface Finding {
  /** A fault keeps the data from being used as they are, a warning does not. */
  readonly severity: 'fault' | 'warning';
  readonly message: string;
  /** What to do about it, where the message does not say. */
  readonly mend?: string;
  /** Not of an error that kept the data from being read. */
  readonly kind?: DataFindingKind;
  /** What the texts of its kind are filled in with. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Diagnosis {
  /** What the data are, in a few words. */
  readonly summary: string;
  /** Faults first. */
  readonly findings: readonly Finding[];
}

const describing =
  (severity: Finding['severity']) =>
  <Kind extends DataFindingKind>(
    kind: Kind,
    values: Values<(typeof DATA_FINDING_TEXTS)[Kind]>,
  ): Finding => ({ severity, kind, values, ...fillTexts(DATA_FINDING_TEXTS[kind], values) });

export const fault = describing('fault');
export const warning = describing('warning');

export function isFault({ severity }: Finding): boolean {
  return severity === 'fault';
}

/** Names that a line of text has room for. */
const SHOWN = 5;

/** '7 (a, b, c, d, e, ...)'. */
export function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ', ...' : '';
  return `${names.length} (${names.slice(0, SHOWN).join(', ')}${more})`;
}

/** A class with so many times the examples of another drowns it. */
const LARGEST_IMBALANCE = 10;
const FEW_OF_CLASS = 10;
/** With fewer examples than this, networks learn them by heart. */
const FEW = 1000;

/** Too few examples, or too few of a class beside the others. */
export function findSparsity(
  count: number,
  fewest: number,
  classes: ReadonlyMap<string, number>,
): Finding[] {
  const findings: Finding[] = [];
  if (count < fewest) findings.push(fault('tooFew', { count, fewest }));
  else if (count < FEW) findings.push(warning('few', { count, enough: FEW }));
  const sizes = [...classes].sort((a, b) => a[1] - b[1]);
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (!smallest || !largest || sizes.length < 2) return findings;
  if (smallest[1] < FEW_OF_CLASS || largest[1] > LARGEST_IMBALANCE * smallest[1]) {
    findings.push(
      warning('unequalClasses', {
        smallest: smallest[0],
        smallestSize: smallest[1],
        largest: largest[0],
        largestSize: largest[1],
      }),
    );
  }
  return findings;
}
