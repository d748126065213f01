/** Checks of the user's own data where they lie, before anything is trained on them. */

import { existsSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import type { PreparationOptions } from '../dataset-entry.ts';
import { isCsvPath } from '../dataset-path.ts';
import { withFiles } from '../files/open-files.ts';
import { diagnoseCsv } from './csv-doctor.ts';
import type { DatasetStatus } from './dataset-doctor.ts';
import { type Diagnosis, isFault } from './finding.ts';
import { diagnoseImages } from './image-doctor.ts';

/**
 * @param path a folder or zip archive of images, or a CSV file
 * @throws UserError if there is nothing there
 */
export async function diagnosePath(
  path: string,
  options: PreparationOptions = {},
): Promise<DatasetStatus> {
  if (!existsSync(path)) throw new UserError(`there is no file or folder ${path}: check the path`);
  const { summary, findings } = await diagnose(path, options);
  const faults = findings.filter(isFault).length;
  return {
    name: path,
    state: faults > 0 ? 'bad' : 'ok',
    message: `${summary}; faults: ${faults}, warnings: ${findings.length - faults}`,
    findings,
  };
}

async function diagnose(path: string, options: PreparationOptions): Promise<Diagnosis> {
  try {
    if (isCsvPath(path)) return await diagnoseCsv(path);
    return await withFiles(path, (source) => diagnoseImages(source, options));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { summary: 'unusable', findings: [{ severity: 'fault', message: error.message }] };
  }
}
