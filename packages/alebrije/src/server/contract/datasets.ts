/** Datasets: which there are, their examples, and importing images. */

import { z } from 'zod';
import type { EncodedArray } from './arrays.ts';

export interface DatasetInfo {
  readonly name: string;
  readonly description: string;
  readonly kind: 'image' | 'points';
  /** Whether it is on this machine, or can be made in a moment. */
  readonly there: boolean;
  /** Training and test examples. */
  readonly sizes: { readonly train: number; readonly test: number };
  /** Of one example: [C, H, W] or [D]. */
  readonly shape: readonly number[];
  readonly licence: string;
  /** How to get or mend it. */
  readonly note?: string;
  /** True if the user imported it. */
  readonly imported: boolean;
}

export const examplesQuery = z.strictObject({
  split: z.enum(['train', 'test']).default('train'),
  offset: z.coerce.number().int().min(0).max(100_000_000).default(0),
  /** At most. */
  count: z.coerce.number().int().min(1).max(2000).default(100),
  /** Only examples of this class, counted among themselves. */
  label: z.coerce.number().int().min(0).max(1_000_000).optional(),
});

export interface DatasetExamples {
  /** In this split, and of this label if one was asked for. */
  readonly total: number;
  readonly offset: number;
  /** Images as uint8 [N, C, H, W] from 0 to 255, or points as float32 [N, D]. */
  readonly examples: EncodedArray;
  /** Place of each in its split. */
  readonly indices: readonly number[];
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  /** How many examples of each class the split has, in the order of the classes. */
  readonly classSizes?: readonly number[];
  /** A place along a curve, to colour points by. */
  readonly colour?: EncodedArray;
  /** Names of attributes, and uint8 [N, A] of those that each example has. */
  readonly attributes?: { readonly names: readonly string[]; readonly values: EncodedArray };
  /** Where the data are from, for people. */
  readonly source: string;
}

export const importQuery = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, 'use letters, digits, - and _'),
  /** Side in pixels that images are cropped and scaled to. */
  size: z.coerce.number().int().min(4).max(512).optional(),
  colours: z.enum(['grey', 'colour']).optional(),
  /** Take the place of what was imported under this name. */
  replace: z.enum(['true', 'false']).optional(),
});

export interface DataFinding {
  readonly severity: 'fault' | 'warning';
  /** What it finds, and with what values: for saying it in another language. */
  readonly kind?: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** The same in English. */
  readonly message: string;
  readonly advice?: string;
}

export interface ImportedDataset {
  readonly name: string;
  readonly sizes: { readonly train: number; readonly test: number };
  readonly shape: readonly number[];
  readonly classNames?: readonly string[];
  readonly findings: readonly DataFinding[];
}

/** Of an import that was refused for what the doctor found. */
export interface ImportRefusal {
  readonly findings: readonly DataFinding[];
}
