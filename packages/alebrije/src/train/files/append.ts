/** Files that only grow, one whole record at a time. */

import fs from 'node:fs';
import { writeFully } from './atomic.ts';
import { fileError } from './file-errors.ts';

export interface AppendFile {
  readonly path: string;
  /**
   * Hands one record to the operating system, so that it survives the death of this process. If it
   * does not fit as a whole, nothing of it stays.
   * @throws UserError for a full disk and the like
   */
  append(record: Uint8Array): void;
  close(): void;
}

/**
 * Opens a file for appending; a missing one is made.
 * @throws UserError if the file cannot be opened
 */
export function openAppendFile(path: string): AppendFile {
  let file: number;
  try {
    file = fs.openSync(path, 'a');
  } catch (error) {
    throw fileError('write', path, error);
  }
  return {
    path,
    append(record) {
      const before = fs.fstatSync(file).size;
      try {
        writeFully(file, record);
      } catch (error) {
        try {
          fs.ftruncateSync(file, before);
        } catch {
          // A device or pipe cannot take bytes back; the failed write is what the user must know.
        }
        throw fileError('write', path, error);
      }
    },
    close() {
      fs.closeSync(file);
    },
  };
}
