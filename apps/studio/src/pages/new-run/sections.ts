/** Settings by what they are about, and which of them are shown at first. */

import type { Entry } from './fields.ts';

export type SectionName = 'data' | 'model' | 'training';

export interface Section {
  readonly name: SectionName;
  readonly main: readonly Entry[];
  /** Seldom changed. */
  readonly more: readonly Entry[];
}

const DATA = ['data', 'codec', 'examples', 'validation', 'classes', 'imageSize', 'imageChannels'];
const DATA_MORE: ReadonlySet<string> = new Set(['classes', 'imageSize', 'imageChannels']);
const TRAINING = [
  'epochs',
  'phases',
  'batchSize',
  'seed',
  'patience',
  'optimizer',
  'discriminatorOptimizer',
  'schedule',
  'clipNorm',
  'averageDecay',
];
const TRAINING_MORE: ReadonlySet<string> = new Set([
  'patience',
  'discriminatorOptimizer',
  'schedule',
  'clipNorm',
  'averageDecay',
]);
const NONE: ReadonlySet<string> = new Set();

/** What no other section has is of the model. */
export function sectionsOf(entries: readonly Entry[]): readonly Section[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const listed = (names: readonly string[]) =>
    names.flatMap((name) => (byName.has(name) ? [byName.get(name)!] : []));
  const elsewhere = new Set([...DATA, ...TRAINING]);
  return [
    split('data', listed(DATA), DATA_MORE),
    split(
      'model',
      entries.filter(({ name }) => !elsewhere.has(name)),
      NONE,
    ),
    split('training', listed(TRAINING), TRAINING_MORE),
  ];
}

function split(name: SectionName, entries: readonly Entry[], rare: ReadonlySet<string>): Section {
  return {
    name,
    main: entries.filter((entry) => !rare.has(entry.name)),
    more: entries.filter((entry) => rare.has(entry.name)),
  };
}
