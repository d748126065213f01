/** A zip of images from outside becomes a dataset, if it is sound. */

import { exampleCount } from '../../data/dataset.ts';
import { diagnosePath } from '../../data/doctor/path-doctor.ts';
import { DATASETS } from '../../data/registry.ts';
import { importDataset } from '../../data/user-datasets.ts';
import { UserError } from '../../errors.ts';
import type { DataFinding, ImportedDataset } from '../contract/datasets.ts';
import { IMPORT_LIMITS } from '../contract/import-limits.ts';
import { ApiError } from '../http/api-error.ts';
import type { Job, Task } from '../workbench/jobs.ts';
import { checkArchive } from './archive-guard.ts';

type ImportJob = Extract<Job, { readonly kind: 'import' }>;

/**
 * Checks, diagnoses and imports.
 * @throws ApiError or UserError that says what is wrong, with the doctor's `findings` where it has some
 */
export async function importArchive(
  { archive, name, size, channels, replace }: ImportJob,
  { signal, tell }: Task,
): Promise<ImportedDataset> {
  const onProgress = ({ what, done, total }: { what: string; done: number; total: number }) =>
    tell({ what: 'working', text: what, done, total });
  await checkArchive(archive, {
    ...IMPORT_LIMITS,
    signal,
    onProgress: (done, total) => onProgress({ what: 'unpacking', done, total }),
  });
  /** Where the upload lies is nobody's business. */
  const plain = (text: string) => text.replaceAll(archive, `${name}.zip`);
  const status = await diagnosePath(archive, { signal, onProgress });
  const plainValues = (values: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(
      Object.entries(values).map(([slot, value]) => [
        slot,
        typeof value === 'string' ? plain(value) : value,
      ]),
    );
  const findings: DataFinding[] = (status.findings ?? []).map(
    ({ severity, message, mend, kind, values = {} }) => ({
      severity,
      message: plain(message),
      ...(mend !== undefined && { advice: mend }),
      ...(kind && { kind, values: plainValues(values) }),
    }),
  );
  if (status.state === 'bad') {
    throw new ApiError('unsuitable', `the images cannot be imported: ${findings[0]?.message}`, {
      findings,
    });
  }
  try {
    const { dataset } = await importDataset(
      archive,
      {
        name,
        replace,
        location: `${name}.zip`,
        images: {
          ...(size !== undefined && { size }),
          ...(channels !== undefined && { channels }),
        },
        signal,
        onProgress,
      },
      DATASETS.map((entry) => entry.name),
    );
    const { train, test, classNames } = dataset;
    return {
      name: dataset.name,
      sizes: { train: exampleCount(train), test: exampleCount(test) },
      shape: train.values.shape.slice(1),
      ...(classNames && { classNames }),
      findings,
    };
  } catch (error) {
    if (error instanceof UserError) throw new UserError(plain(error.message));
    throw error;
  }
}
