/** Which runs are listed, and in which order; kept in the page's address. */

import type { RunSummary } from '../../api/contract.ts';
import { mainNumbers } from '../../components/metric-names.ts';

export const SORTS = ['created', 'updated', 'name', 'recipe', 'seconds', 'loss'] as const;
export type Sort = (typeof SORTS)[number];

/** Runs that train would change places all the time if the latest change came first. */
export const DEFAULT_SORT: Sort = 'created';

export interface Filter {
  readonly text: string;
  readonly family: string | null;
  readonly state: string | null;
  readonly data: string | null;
  readonly sort: Sort;
}

export function readFilter(params: URLSearchParams): Filter {
  const sort = params.get('sort');
  return {
    text: params.get('text') ?? '',
    family: params.get('family'),
    state: params.get('state'),
    data: params.get('data'),
    sort: SORTS.find((known) => known === sort) ?? DEFAULT_SORT,
  };
}

export function isFiltered({ text, family, state, data }: Filter): boolean {
  return text !== '' || family !== null || state !== null || data !== null;
}

/** The loss that runs are compared by: of validation where there is one. */
export function lossOf({ last }: RunSummary): number | null {
  return mainNumbers(last, 1)[0]?.value ?? null;
}

const byName = new Intl.Collator(undefined, { numeric: true });

/** Newest, longest and best first. */
const COMPARE: Record<Sort, (a: RunSummary, b: RunSummary) => number> = {
  updated: (a, b) => b.updated.localeCompare(a.updated),
  created: (a, b) => b.created.localeCompare(a.created),
  name: (a, b) => byName.compare(a.name, b.name),
  recipe: (a, b) => byName.compare(a.recipe, b.recipe) || b.created.localeCompare(a.created),
  seconds: (a, b) => b.seconds - a.seconds,
  loss: (a, b) =>
    (lossOf(a) ?? Number.POSITIVE_INFINITY) - (lossOf(b) ?? Number.POSITIVE_INFINITY) || 0,
};

/** @param wordsOf what the text is looked for in */
export function shownRuns(
  runs: readonly RunSummary[],
  { text, family, state, data, sort }: Filter,
  wordsOf: (run: RunSummary) => string,
): RunSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs
    .filter(
      (run) =>
        (family === null || run.family === family) &&
        (state === null || run.state === state) &&
        (data === null || run.data === data) &&
        words.every((word) => wordsOf(run).toLowerCase().includes(word)),
    )
    .sort((a, b) => COMPARE[sort](a, b) || byName.compare(a.name, b.name));
}
