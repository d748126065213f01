/** `alebrije project`: the codes of held-out examples, laid out in a plane or in space. */

import { Option } from 'commander';
import { projectionPicture } from '../../runs/pictures/code-projection.ts';
import { PROJECTION_METHODS, type ProjectionMethod } from '../../runs/projections.ts';
import { createBar } from '../bar.ts';
import type { RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';
import { addPictureOptions, answerPicture, type PictureOptions } from '../picture-command.ts';

interface ProjectOptions extends PictureOptions {
  readonly method: ProjectionMethod;
  readonly dims: '2' | '3';
  readonly count?: number;
  readonly seed?: number;
}

export const registerProject: RegisterCommand = (program, context) => {
  addPictureOptions(program.command('project'))
    .description('lay the codes of held-out examples out by PCA, t-SNE or UMAP')
    .addOption(
      new Option('--method <name>', 'how').choices([...PROJECTION_METHODS]).default('umap'),
    )
    .addOption(
      new Option('--dims <count>', 'in a plane or in space').choices(['2', '3']).default('2'),
    )
    .option(
      '--count <examples>',
      'the first so many (default: all, up to 10,000)',
      wholeNumberFrom(1),
    )
    .option('--seed <number>', "of what UMAP draws (default: the run's)", wholeNumberFrom(0))
    .action(async (folder: string, options: ProjectOptions) => {
      const { method, count, seed } = options;
      const dims = options.dims === '3' ? 3 : 2;
      const name = `project-${method}${dims === 3 ? '-3d' : ''}`;
      const bar = createBar(context.terminal, `${method} {bar} {value}/{total} steps`);
      let isStarted = false;
      const onProgress = (step: number, steps: number) => {
        if (!isStarted) bar?.start(steps, step, {});
        else bar?.update(step, {});
        isStarted = true;
      };
      const { signal } = context;
      const facts = { method };
      await answerPicture({ name, folder, options, facts }, context, async (model) => {
        try {
          const work = { method, dims, count, seed, signal, onProgress } as const;
          return await projectionPicture(model, work);
        } finally {
          bar?.stop();
        }
      });
    });
};
