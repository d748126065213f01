/** What is known of a dataset before it is loaded. */

import type { Shape } from '../graph/types.ts';
import type { Dataset } from './dataset.ts';
import type { DownloadProgress } from './download.ts';

/** How far the work is that a dataset takes once: drawing, decoding, reading. */
export interface PreparationProgress {
  /** What is being done, for humans: 'drawing cartoon faces'. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** Of work that can take minutes. */
export interface PreparationOptions {
  readonly onProgress?: ((progress: PreparationProgress) => void) | undefined;
  /** Rejects with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Of a dataset that can be downloaded. */
export interface DatasetDownloadOptions {
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the images of a folder or archive are brought to; what is left out follows from the images. */
export interface ImageTarget {
  /** Side in pixels. */
  readonly size?: number;
  /** 1 for grey, 3 for colour. */
  readonly channels?: number;
}

export interface LoadOptions extends PreparationOptions {
  /** Of generated examples; stored ones do not depend on it. */
  readonly seed: number;
  /**
   * Training examples: the first of a stored dataset, which keeps its test set, or as many
   * generated, with a fifth as many to test.
   */
  readonly count?: number;
  /** Of the user's own images, where they are read from their files. */
  readonly images?: ImageTarget;
}

export interface DatasetEntry {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly kind: Dataset['kind'];
  /** Shape of one example. */
  readonly shape: Shape;
  /** Training and test examples unless `count` says otherwise. */
  readonly sizes: readonly [train: number, test: number];
  /** Set where a smaller version is as good: parts of it are used as they are. */
  readonly sizesVary?: true;
  readonly licence: string;
  /** What to do if it is missing or damaged. */
  readonly mend?: string;
  /** Whether it is on this machine, whole or damaged; left out if it always is. */
  readonly isPresent?: () => Promise<boolean>;
  /** Downloads it into the cache. @returns the folder. @throws UserError if it cannot be had */
  readonly download?: (options: DatasetDownloadOptions) => Promise<string>;
  /** Makes it in the cache, if it can be made. @returns the file */
  readonly prepare?: (options: PreparationOptions) => Promise<string>;
  /**
   * Makes what `load` needs if it is missing, which may take minutes.
   * @throws UserError if it is missing or damaged, or has fewer than `count` examples
   */
  load(options: LoadOptions): Promise<Dataset>;
}
