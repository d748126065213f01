/** What a check of the user's own data finds. */

export interface Finding {
  /** A fault keeps the data from being used as they are, a warning does not. */
  readonly severity: 'fault' | 'warning';
  readonly message: string;
  /** What to do about it, where the message does not say. */
  readonly mend?: string;
}

export interface Diagnosis {
  /** What the data are, in a few words. */
  readonly summary: string;
  /** Faults first. */
  readonly findings: readonly Finding[];
}

export function fault(message: string, mend?: string): Finding {
  return { severity: 'fault', message, ...(mend !== undefined && { mend }) };
}

export function warning(message: string, mend: string): Finding {
  return { severity: 'warning', message, mend };
}

export function isFault({ severity }: Finding): boolean {
  return severity === 'fault';
}

/** Names that a line of text has room for. */
const SHOWN = 5;

/** 'damaged images: 7 (a, b, c, d, e, ...)'. */
export function listed(what: string, names: readonly string[]): string {
  const more = names.length > SHOWN ? ', ...' : '';
  return `${what}: ${names.length} (${names.slice(0, SHOWN).join(', ')}${more})`;
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
  if (count < fewest) {
    findings.push(
      fault(`there are ${count} examples, and ${fewest} are the fewest`, 'add more of them'),
    );
  } else if (count < FEW) {
    findings.push(
      warning(
        `there are only ${count} examples: a network will learn them by heart`,
        `add more, ${FEW} at least, or expect little of new samples`,
      ),
    );
  }
  const sizes = [...classes].sort((a, b) => a[1] - b[1]);
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (!smallest || !largest || sizes.length < 2) return findings;
  if (smallest[1] < FEW_OF_CLASS || largest[1] > LARGEST_IMBALANCE * smallest[1]) {
    findings.push(
      warning(
        `the classes are unequal: ${smallest[0]} has ${smallest[1]}, ${largest[0]} has ${largest[1]}`,
        `add examples of ${smallest[0]}, or leave the class out with --set classes=...`,
      ),
    );
  }
  return findings;
}
