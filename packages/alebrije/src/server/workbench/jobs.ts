/** What the process that opens models is asked, and what it answers. */

import type { ErrorCode } from '../contract/errors.ts';
import type { UseProgress } from '../contract/uses.ts';

export type Job =
  | {
      readonly kind: 'use';
      /** Path of the run's folder. */
      readonly run: string;
      readonly use: string;
      /** As its schema gave it. */
      readonly body: unknown;
    }
  | {
      readonly kind: 'encode-image';
      readonly run: string;
      readonly image: Uint8Array;
      readonly class?: string | undefined;
    }
  | {
      readonly kind: 'film';
      readonly run: string;
      readonly pictures?: string | undefined;
      readonly rate?: number | undefined;
    }
  | {
      readonly kind: 'dataset-examples';
      readonly dataset: string;
      readonly split: 'train' | 'test';
      readonly offset: number;
      readonly count: number;
      readonly label?: number | undefined;
    }
  | {
      readonly kind: 'import';
      /** Path of the zip. */
      readonly archive: string;
      readonly name: string;
      readonly size?: number | undefined;
      readonly channels?: 1 | 3 | undefined;
      readonly replace: boolean;
    };

/** What a job came to: JSON as text, or the bytes of a file. */
export type Outcome = { readonly json: string } | { readonly bytes: Uint8Array };

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type ToWorker =
  | { readonly type: 'do'; readonly id: number; readonly job: Job }
  | { readonly type: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: UseProgress }
  | { readonly type: 'done'; readonly id: number; readonly outcome: Outcome }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };

/** What a job may use while it works. */
export interface Task {
  readonly signal: AbortSignal;
  tell(progress: UseProgress): void;
}
