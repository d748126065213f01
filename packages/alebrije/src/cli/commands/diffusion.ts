/** `alebrije diffusion`: the process of a diffusion model, forwards and backwards, as pictures. */

import { UserError } from '../../errors.ts';
import { diffusionPictures } from '../../runs/pictures/diffusion-pictures.ts';
import { type SolverOptions, samplerSettings } from '../../runs/solvers.ts';
import { writeFileAtomic } from '../../train/files/atomic.ts';
import { expectDenoising } from '../../train/model-session.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { collect, wholeNumberFrom } from '../options.ts';
import { addModelOptions, type ModelOptions, pictureFile, withModel } from '../picture-command.ts';
import { addSolverOptions } from '../solver-options.ts';

interface DiffusionOptions extends ModelOptions, SolverOptions {
  readonly only?: readonly string[];
  readonly seed?: number;
}

async function draw(
  folder: string,
  options: DiffusionOptions,
  context: CommandContext,
): Promise<void> {
  await withModel(folder, options, context, async (model) => {
    expectDenoising(model.system.views, 'diffusion');
    samplerSettings(model, options);
    const all = diffusionPictures(model);
    const names = options.only ?? Object.keys(all);
    for (const name of names) {
      if (all[name]) continue;
      throw new UserError(
        `there is no picture ${JSON.stringify(name)} of this run; there are ${Object.keys(all).join(', ')}`,
      );
    }
    const pictures: Record<string, string> = {};
    for (const name of names) {
      const { png } = await all[name]!(model, options);
      const file = pictureFile(folder, `diffusion-${name}`, undefined);
      writeFileAtomic(file, png);
      pictures[name] = file;
    }
    const lines = Object.entries(pictures).map(([name, file]) => `${name}: ${file}`);
    context.answer({ run: model.run.path, pictures }, lines.join('\n'));
  });
}

export const registerDiffusion: RegisterCommand = (program, context) => {
  addSolverOptions(addModelOptions(program.command('diffusion')))
    .description('show how a diffusion makes noise of data and data of noise')
    .option(
      '--only <picture>',
      'schedule, noising, denoising, solvers; of points also field, ways; may be given again (default: all)',
      collect,
    )
    .option('--seed <number>', "of the noise (default: the run's)", wholeNumberFrom(0))
    .action((folder: string, options: DiffusionOptions) => draw(folder, options, context));
};
