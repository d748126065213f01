/** Work that the server does for this page, as it goes: asked for, under way, done, given up or failed. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { EncodedArray } from '../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import type { UseBody, UseProgress, UseResults } from '../../../api/contract.ts';
import { streamUse } from './stream-use.ts';

/** A moment of a diffusion. */
export interface Moment {
  /** t, from the schedule's last time down to 0. */
  readonly time: number;
  /** The noisy state. */
  readonly x: EncodedArray;
  /** What the network takes for the data. */
  readonly x0: EncodedArray;
}

interface About<Subject> {
  /** What it is made for. */
  readonly subject: Subject;
  /** So far, in the order of the steps. */
  readonly moments: readonly Moment[];
}

export type Making<Subject> =
  | { readonly name: 'idle' }
  | (About<Subject> & { readonly name: 'working'; readonly progress: UseProgress | undefined })
  | (About<Subject> & { readonly name: 'given-up' })
  | (About<Subject> & { readonly name: 'failed'; readonly error: unknown });

interface Request<Name extends 'sample' | 'inpaint', Subject> {
  readonly run: string;
  readonly use: Name;
  readonly body: UseBody<Name>;
  readonly subject: Subject;
  readonly onDone: (result: UseResults[Name], moments: readonly Moment[]) => void;
}

export function useMaking<Name extends 'sample' | 'inpaint', Subject>() {
  const [making, setMaking] = useState<Making<Subject>>({ name: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  const start = useCallback(({ run, use, body, subject, onDone }: Request<Name, Subject>) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    let moments: readonly Moment[] = [];
    setMaking({ name: 'working', subject, moments, progress: undefined });
    const onProgress = (progress: UseProgress) => {
      if (controller.signal.aborted) return;
      const { what, time, x, x0 } = progress;
      if (what === 'moment' && time !== undefined && x && x0) {
        moments = [...moments, { time, x, x0 }];
      }
      setMaking({ name: 'working', subject, moments, progress });
    };
    streamUse(run, use, body, { signal: controller.signal, onProgress }).then(
      (result) => {
        if (controller.signal.aborted) return;
        onDone(result, moments);
        setMaking({ name: 'idle' });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setMaking({ name: 'failed', subject, moments, error });
      },
    );
  }, []);

  const cancel = useCallback(() => {
    current.current?.abort();
    setMaking((before) =>
      before.name === 'working'
        ? { name: 'given-up', subject: before.subject, moments: before.moments }
        : before,
    );
  }, []);

  return { making, start, cancel };
}
