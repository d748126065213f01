/** What all parts of the explorer share. */

import { createContext, use } from 'react';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import type { CodeStore } from './code-store.ts';
import type { CodeSet } from './codes/code-set.ts';
import type { DecoderState } from './decoder/use-decoder.ts';

/** A code that was kept, to go from one to the next. */
export interface Stop {
  readonly key: number;
  readonly code: Float32Array;
}

/** An image of the user, as the run's encoder sees it. */
export interface OwnImage {
  readonly code: Float32Array;
  /** [C, H, W], from 0 to 1. */
  readonly image: Float32Array;
  readonly reconstruction: Float32Array;
}

export interface Explorer {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
  readonly decoder: DecoderState;
  readonly code: CodeStore;
  /** Class that codes are decoded as, where the model is told one. */
  readonly label: number | undefined;
  readonly setLabel: (label: number) => void;
  readonly split: 'train' | 'test';
  readonly setSplit: (split: 'train' | 'test') => void;
  /** Of the split, once they are there; a model without an encoder has none. */
  readonly codes: CodeSet | undefined;
  readonly codesError: unknown;
  readonly stops: readonly Stop[];
  readonly setStops: (change: (stops: readonly Stop[]) => readonly Stop[]) => void;
  readonly ownImage: OwnImage | undefined;
  readonly setOwnImage: (image: OwnImage | undefined) => void;
}

export const ExplorerContext = createContext<Explorer | undefined>(undefined);

/** @throws Error outside of the explorer */
export function useExplorer(): Explorer {
  const explorer = use(ExplorerContext);
  if (!explorer) throw new Error('this is a part of the explorer');
  return explorer;
}
