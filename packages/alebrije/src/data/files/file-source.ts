/** The user's files, wherever they lie: a folder or a zip archive. */

import { UserError } from '../../errors.ts';

export interface SourceFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Differs when the contents do: the time of the last change, or a checksum. */
  readonly stamp: string;
}

export interface FileSource {
  /** The folder or archive. */
  readonly location: string;
  /** By path, numbers in numeric order, without what systems leave beside the user's files. */
  readonly files: readonly SourceFile[];
  /** @throws UserError if the file is unreadable, damaged or too large */
  read(file: SourceFile): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A larger file is no picture of a dataset, and would only fill the memory. */
export const LARGEST_FILE = 64 * 2 ** 20;

const { compare } = new Intl.Collator('en', { numeric: true });

/** 'b2' before 'b10', and the same order on every system. */
export function compareNames(a: string, b: string): number {
  return compare(a, b) || (a < b ? -1 : Number(a > b));
}

/** Whether a system put the file there, not the user. */
export function isHidden(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}

/** @throws UserError if the file is too large to be read */
export function checkSize(label: string, size: number): void {
  if (size <= LARGEST_FILE) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  throw new UserError(
    `${label} has ${megabytes(size)} MiB, and ${megabytes(LARGEST_FILE)} MiB are the most: make it smaller, or take it out`,
  );
}
