/** Sends an archive, and tells how much of it is on its way: `fetch` does not. */

import { ApiError, readAnswer } from '../../api/client.ts';
import type { DataFinding, ImportedDataset, ImportRefusal } from '../../api/contract.ts';

export interface ImportOptions {
  readonly name: string;
  readonly size?: number;
  readonly colours?: 'grey' | 'colour';
  readonly replace?: 'true';
}

export class RefusedArchive extends ApiError {
  readonly findings: readonly DataFinding[];

  constructor(error: ApiError, findings: readonly DataFinding[]) {
    super(error.status, error.code, error.message);
    this.findings = findings;
  }
}

export interface Upload {
  readonly result: Promise<ImportedDataset>;
  readonly cancel: () => void;
}

/** @param onProgress share that is sent, from 0 to 1 */
export function uploadArchive(
  file: File,
  options: ImportOptions,
  onProgress: (share: number) => void,
): Upload {
  const query = new URLSearchParams(
    Object.entries(options).map(([field, value]) => [field, String(value)]),
  );
  const transfer = new XMLHttpRequest();
  const result = new Promise<ImportedDataset>((resolve, reject) => {
    transfer.open('POST', `/api/datasets?${query}`);
    transfer.setRequestHeader('Content-Type', 'application/zip');
    transfer.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    transfer.onload = () => {
      try {
        resolve(readAnswer<ImportedDataset>(transfer.status, transfer.responseText));
      } catch (error) {
        reject(withFindings(error, transfer.responseText));
      }
    };
    transfer.onerror = () => reject(new ApiError(0, 'unreachable', 'the connection broke'));
    transfer.onabort = () => reject(new DOMException('given up', 'AbortError'));
    transfer.send(file);
  });
  return { result, cancel: () => transfer.abort() };
}

function withFindings(error: unknown, text: string): unknown {
  if (!(error instanceof ApiError) || error.status !== 422) return error;
  const { findings } = JSON.parse(text) as Partial<ImportRefusal>;
  return findings ? new RefusedArchive(error, findings) : error;
}
