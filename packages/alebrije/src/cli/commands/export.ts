/** `alebrije export`: a trained run's networks as ONNX models, or its weights as safetensors. */

import { Option } from 'commander';
import { type ExportedFile, type ExportFormat, exportRun, type Port } from '../../runs/export.ts';
import { openModel } from '../../runs/open-model.ts';
import type { CommandContext, RegisterCommand } from '../command.ts';
import { wholeNumberFrom } from '../options.ts';

interface ExportCommandOptions {
  readonly format: ExportFormat;
  readonly out?: string;
  readonly batch?: number;
  readonly checkpoint: 'best' | 'last';
}

const describePort = ({ name, dtype, shape }: Port) => `${name}: ${dtype} [${shape.join(', ')}]`;

function describeFile({ path, inputs, outputs }: ExportedFile): string {
  if (inputs.length === 0) return path;
  const [from, to] = [inputs, outputs].map((ports) => ports.map(describePort).join(', '));
  return `${path}\n  ${from} -> ${to}`;
}

async function exportFiles(
  folder: string,
  { checkpoint, ...options }: ExportCommandOptions,
  context: CommandContext,
): Promise<void> {
  const model = await openModel(folder, { backend: 'cpu-inline', checkpoint });
  try {
    for (const line of model.warnings) context.note(line);
    const { files, notes } = exportRun(model, options);
    for (const line of notes) context.note(line);
    context.answer({ run: model.run.path, files }, files.map(describeFile).join('\n'));
  } finally {
    await model.dispose();
  }
}

export const registerExport: RegisterCommand = (program, context) => {
  program
    .command('export')
    .description("write a run's networks for other programs")
    .argument('<run>', "a run's folder")
    .addOption(
      new Option('--format <name>', 'onnx: encoder and decoder; safetensors: all weights')
        .choices(['onnx', 'safetensors'])
        .default('onnx'),
    )
    .option('--out <folder>', "where to write (default: the run's folder model)")
    .option('--batch <count>', 'fix the batch size of ONNX models', wholeNumberFrom(1))
    .addOption(
      new Option('--checkpoint <which>', 'the weights to write')
        .choices(['best', 'last'])
        .default('last'),
    )
    .action((folder: string, options: ExportCommandOptions) =>
      exportFiles(folder, options, context),
    );
};
