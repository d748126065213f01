/** The recipes of a page in README.md: what they are, what they reached, what was published. */

import { fillSections, markdownTable } from '../bench/sections.ts';
import { bestFor } from './goals.ts';
import { formatValue } from './json-table.ts';
import type { PageContent } from './page.ts';
import type { TrainingResult } from './recipe-tables.ts';

/** Of the last published number, else of the recipe's own last goal. */
function row({ training, runs }: TrainingResult): string[] {
  const { recipe, goals } = training;
  const goal = goals.findLast(({ epoch }) => epoch !== undefined) ?? goals.at(-1);
  const best = goal && bestFor(goal, runs);
  return [
    `\`${recipe.name}\``,
    recipe.title,
    best === undefined ? '' : `${goal!.metric} ${formatValue(best)}`,
    goal ? String(goal.target) : '',
  ];
}

/** Fills the section `results <page>`, with the recipes as they stand alone. */
export function writeReadmeTable({ page, trainings }: PageContent): void {
  const rows = [...trainings.values()].filter(({ training }) => !training.isChanged).map(row);
  const header = ['recipe', 'what it is', 'result here', 'target'];
  fillSections('README.md', { [`results ${page.name}`]: markdownTable(header, rows) });
}
