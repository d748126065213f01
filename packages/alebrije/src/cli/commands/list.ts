/** `alebrije list`: what there is to train, to train on, and to measure. */

import { Argument } from 'commander';
import { datasetEntries } from '../../data/registry.ts';
import { METRICS } from '../../metrics/registry.ts';
import { recipes } from '../../recipes/registry.ts';
import type { RegisterCommand } from '../command.ts';
import { datasetList } from '../dataset-list.ts';
import { formatTable } from '../table.ts';

interface List {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function recipeList(): List {
  const rows = recipes.map(({ name, row, title, defaults }) => [row, name, title, defaults.data]);
  return {
    json: {
      recipes: recipes.map(
        ({ name, row, family, title, description, source, expected, defaults }) => ({
          name,
          row,
          family,
          title,
          description,
          source,
          expected,
          defaults,
        }),
      ),
    },
    text: formatTable(['row', 'recipe', 'title', 'data'], rows),
  };
}

function metricList(): List {
  const rows = METRICS.map(({ name, description }) => [name, description]);
  return { json: { metrics: METRICS }, text: formatTable(['metric', 'description'], rows) };
}

const lists: Readonly<Record<string, () => List | Promise<List>>> = {
  recipes: recipeList,
  datasets: async () => datasetList(await datasetEntries()),
  metrics: metricList,
};

export const registerList: RegisterCommand = (program, context) => {
  program
    .command('list')
    .description('list the recipes, datasets or metrics')
    .addArgument(
      new Argument('[what]', 'what to list').choices(Object.keys(lists)).default('recipes'),
    )
    .action(async (what: string) => {
      const { json, text } = await lists[what]!();
      context.answer(json, text);
    });
};
