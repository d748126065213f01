/** `alebrije report`: everything about a run on one page. */

import { writeModelReport } from '../../runs/report.ts';
import type { RegisterCommand } from '../command.ts';
import { addModelOptions, type ModelOptions, withModel } from '../picture-command.ts';

export const registerReport: RegisterCommand = (program, context) => {
  addModelOptions(program.command('report'))
    .description('write report.html, a page about the run that needs nothing beside itself')
    .action((folder: string, options: ModelOptions) =>
      withModel(folder, options, context, async (model) => {
        const report = await writeModelReport(model);
        context.answer({ run: model.run.path, report }, `report: ${report}`);
      }),
    );
};
