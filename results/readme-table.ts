/** The recipes of a page in README.md: what they are, what they reached, what was published. */

import { fillSections, markdownTable } from '../bench/sections.ts';
import { measuredIn } from './evaluation-task.ts';
import { bestFor } from './goals.ts';
import { formatValue } from './json-table.ts';
import type { PageContent } from './page.ts';
import { PAGES } from './pages.ts';
import type { TrainingResult } from './recipe-tables.ts';
import type { Training } from './training.ts';

/** What is said instead of a goal's number, beside the floor. */
function shownCells({ page: { shown }, evaluations }: PageContent, { name }: Training): string[] {
  const rows = (shown && evaluations.get(shown.evaluation)?.rows) ?? [];
  const record = rows.find(({ training }) => training === name)?.record;
  const measured = shown && measuredIn(record)[shown.metric];
  if (!measured) return ['', ''];
  const { value, floor } = measured;
  return [
    `${shown.metric} ${formatValue(value)}`,
    floor === undefined ? '' : `floor ${formatValue(floor)}`,
  ];
}

/** Of the last published number, else of the recipe's own last goal. */
function row(content: PageContent, { training, runs }: TrainingResult): string[] {
  const { recipe, goals, isChanged, settings } = training;
  const goal = goals.findLast(({ epoch }) => epoch !== undefined) ?? goals.at(-1);
  const best = goal && bestFor(goal, runs);
  const reached = [
    best === undefined ? '' : `${goal!.metric} ${formatValue(best)}`,
    goal ? String(goal.target) : '',
  ];
  return [
    `\`${recipe.name}\``,
    isChanged ? `${recipe.title} (\`${settings.join(' ')}\`)` : recipe.title,
    ...(goal ? reached : shownCells(content, training)),
  ];
}

/** Fills the section `results <page>`: each recipe that is not another page's, as it stands or else its first change. */
export function writeReadmeTable(content: PageContent): void {
  const { page, trainings } = content;
  const others = PAGES.map(({ subject }) => subject).filter((subject) => subject !== page.subject);
  const ofFamily = [...trainings.values()].filter(
    ({ training }) => !others.includes(training.recipe.family),
  );
  const shown = new Map<string, TrainingResult>();
  for (const result of [...ofFamily.filter(({ training }) => !training.isChanged), ...ofFamily]) {
    const { recipe } = result.training;
    if (!shown.has(recipe.name)) shown.set(recipe.name, result);
  }
  const rows = ofFamily
    .filter((result) => shown.get(result.training.recipe.name) === result)
    .map((result) => row(content, result));
  const header = ['recipe', 'what it is', 'result here', 'target'];
  fillSections('README.md', { [`results ${page.name}`]: markdownTable(header, rows) });
}
