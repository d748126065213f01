/** What state a run is in, from what lies in its folder and which processes live. */

import type { LiveProgressRecord, LiveState } from '../../train/files/live-progress.ts';
import type { LockOwner } from '../../train/files/run-lock.ts';
import type { RunState } from '../contract/runs.ts';
import type { LaunchRecord } from './launch-records.ts';

export interface StateFacts {
  /** Whether the folder has a config.json. */
  readonly isRun: boolean;
  readonly owner: LockOwner | undefined;
  readonly progress: LiveProgressRecord | undefined;
  readonly launch: LaunchRecord | undefined;
  readonly isLaunchAlive: boolean;
  /** Process that was asked to save and end. */
  readonly stopping: number | undefined;
  readonly epochs: { readonly done: number; readonly planned: number };
  /** The error that the launched training wrote last. */
  readonly launchError: () => string | undefined;
}

export interface RunCondition {
  readonly state: RunState;
  readonly error?: string;
  readonly finishing?: true;
}

const OVER: Readonly<Record<LiveState, RunState>> = {
  // Its process is gone: it was killed.
  training: 'stopped',
  interrupted: 'stopped',
  finished: 'finished',
  'stopped-early': 'finished',
  failed: 'failed',
};

/** Whether the studio launched a training after the run's progress was last written. */
function isLaunchNewer({ launch, progress }: StateFacts): boolean {
  return launch !== undefined && (progress === undefined || launch.launched > progress.updated);
}

function whileItLives(facts: StateFacts): RunCondition {
  const { owner, progress, launch, stopping, epochs } = facts;
  const pid = owner?.pid ?? launch?.pid;
  if (pid === stopping) return { state: 'stopping' };
  // Trainings of earlier versions do not say how far they are.
  const isAtIt = progress ? progress.pid === pid && progress.state === 'training' : epochs.done > 0;
  return { state: owner && isAtIt ? 'training' : 'starting' };
}

/** Of a run that no process trains. */
function whenItIsOver(facts: StateFacts): RunCondition {
  const { isRun, progress, epochs } = facts;
  if (isLaunchNewer(facts)) {
    const error = facts.launchError();
    if (error !== undefined) return { state: 'failed', error };
  }
  if (!isRun) return { state: 'failed', error: 'the training ended before it began' };
  if (!progress) return { state: epochs.done >= epochs.planned ? 'finished' : 'stopped' };
  // It has saved, and says its last words.
  if (progress.state === 'interrupted' && facts.isLaunchAlive) return { state: 'stopping' };
  const state = OVER[progress.state];
  return {
    state,
    ...(progress.error !== undefined && { error: progress.error }),
    ...(state === 'finished' && facts.isLaunchAlive && { finishing: true }),
  };
}

export function conditionOf(facts: StateFacts): RunCondition {
  const { owner, isLaunchAlive } = facts;
  if (owner || (isLaunchAlive && isLaunchNewer(facts))) return whileItLives(facts);
  return whenItIsOver(facts);
}
