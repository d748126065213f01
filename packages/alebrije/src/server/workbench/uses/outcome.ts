/** What a run leaves behind: its networks, its report, and the doctor's opinion. */

import fs from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../../errors.ts';
import { diagnoseRun } from '../../../runs/diagnosis.ts';
import { exportRun } from '../../../runs/export.ts';
import type { OpenModel } from '../../../runs/open-model.ts';
import { writeModelReport } from '../../../runs/report.ts';
import type { UseResults } from '../../contract/uses.ts';
import { readModels } from '../../runs/run-files.ts';
import { fileUrl } from '../../runs/run-names.ts';

/** @throws UserError if the folder of the networks is a link, which may lead anywhere */
export async function exportNetworks(model: OpenModel): Promise<UseResults['export']> {
  const folder = fs.lstatSync(model.run.model, { throwIfNoEntry: false });
  if (folder && !folder.isDirectory()) {
    throw new UserError(`${model.run.name}/model is no folder of its own: remove it`);
  }
  const { notes } = exportRun(model, { format: 'onnx' });
  const { name, path } = model.run;
  return { models: await readModels({ name, path }), notes };
}

export async function writeReport(model: OpenModel): Promise<UseResults['report']> {
  const path = await writeModelReport(model);
  return { url: fileUrl(model.run.name, basename(path)) };
}

export async function askDoctor(model: OpenModel): Promise<UseResults['doctor']> {
  return { findings: await diagnoseRun(model) };
}
