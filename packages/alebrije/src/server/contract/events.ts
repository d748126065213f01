/**
 * What `GET /api/events` sends. Each event but heartbeats (comments) and `hello` has an id; a connection that
 * gives the last one it saw, as `Last-Event-ID` or `?since=`, gets what it missed, in order. Where that is no
 * longer kept, or was another server's, it gets `reset` first: fetch everything anew.
 */

import type { LiveProgress, RunFinding, RunRecord, RunSummary } from './runs.ts';

export interface StudioEvents {
  /** The first of every connection that missed nothing it could know of; `id` is where it stands. */
  readonly hello: { readonly id: string };
  readonly reset: { readonly id: string };
  /** A run is new, or its summary changed; also when its models or report were written. */
  readonly run: RunSummary;
  /** An epoch was recorded; it takes the place of an earlier record of the same epoch. */
  readonly metrics: { readonly run: string; readonly record: RunRecord };
  /** A training that goes on from a checkpoint cut its record: what is later than this step is gone. */
  readonly rewound: { readonly run: string; readonly step: number };
  /** At most once a second of each run. */
  readonly progress: { readonly run: string } & LiveProgress;
  readonly picture: {
    readonly run: string;
    readonly kind: string;
    readonly file: string;
    readonly url: string;
    readonly epoch?: number;
  };
  readonly alert: { readonly run: string; readonly finding: RunFinding };
  /** Deleted, or no longer there. */
  readonly removed: { readonly run: string };
  /** A dataset was imported. */
  readonly datasets: Readonly<Record<string, never>>;
}

export type StudioEventName = keyof StudioEvents;

export type StudioEvent = {
  readonly [Name in StudioEventName]: {
    readonly id: string;
    readonly event: Name;
    readonly data: StudioEvents[Name];
  };
}[StudioEventName];
