/** `alebrije summary`: a recipe's networks, layer by layer, without data and without training. */

import { findDatasetEntry } from '../../data/registry.ts';
import { type NetworkSummary, summarize } from '../../nn/summary.ts';
import type { DataInfo, Recipe, TrainingConfig } from '../../recipes/recipe.ts';
import { findRecipe } from '../../recipes/registry.ts';
import { describeCodes, learnsCodes } from '../../runs/codecs/open-codec.ts';
import { configure } from '../../runs/config.ts';
import { imageTarget } from '../../runs/data.ts';
import type { RegisterCommand } from '../command.ts';
import { collect } from '../options.ts';
import { formatCount, formatTable } from '../table.ts';

interface SummaryOptions {
  readonly data?: string;
  readonly set?: readonly string[];
}

/** Where a codec is sought that is given by its name. */
const RUNS_FOLDER = 'runs';

/** What the registry knows of a dataset is all that an architecture needs. */
async function describeData(recipe: Recipe, config: TrainingConfig): Promise<DataInfo> {
  if (learnsCodes(recipe)) return describeCodes(recipe, config, RUNS_FOLDER);
  const { data, batchSize, epochs } = config;
  const { kind, shape, sizes } = await findDatasetEntry(data, { images: imageTarget(config) });
  const [trainingCount] = sizes;
  const totalSteps = Math.floor(trainingCount / batchSize) * epochs;
  return { kind, shape, trainingCount, totalSteps };
}

function summaryText(recipe: string, networks: Readonly<Record<string, NetworkSummary>>): string {
  const tables = Object.entries(networks).map(([name, { layers, total, nonTrainable }]) => {
    const rows = layers.map((layer) => [
      layer.name,
      layer.type,
      layer.outputShape.join(' x '),
      formatCount(layer.params),
    ]);
    const table = formatTable(['layer', 'type', 'output', 'parameters'], rows);
    const untrained =
      nonTrainable > 0 ? `, ${formatCount(nonTrainable)} of them not trainable` : '';
    return `${recipe}: ${name}\n${table}\n${formatCount(total)} parameters${untrained}`;
  });
  return tables.join('\n\n');
}

export const registerSummary: RegisterCommand = (program, context) => {
  program
    .command('summary')
    .description("show a recipe's networks layer by layer")
    .argument('<recipe>', 'a name that `alebrije list` shows')
    .option('--data <name>', 'dataset, or path, whose shape the networks get')
    .option('--set <path=value>', 'change a setting; may be given again', collect)
    .action(async (name: string, { data, set = [] }: SummaryOptions) => {
      const recipe = findRecipe(name);
      const config = configure(
        recipe,
        data === undefined ? set : [...set, `data=${JSON.stringify(data)}`],
      );
      const system = recipe.build(config, await describeData(recipe, config));
      const networks = Object.fromEntries(
        Object.entries(system.networks).map(
          ([network, { layer, input }]) => [network, summarize(layer, input)] as const,
        ),
      );
      context.answer({ recipe: name, networks }, summaryText(name, networks));
    });
};
