/** One network at one batch size, ours and the peers' in turn, so that the machine's drift cancels. */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerOf } from './child.ts';
import type { Network } from './networks.ts';
import type { OwnStep } from './own-step.ts';
import type { Peer, PeerTime } from './peers.ts';
import { type Entry, median, type PeerResult, rounded } from './result.ts';

const ownProgram = path.join(path.dirname(fileURLToPath(import.meta.url)), 'own-step.js');

function measureOwn(
  { name }: Network,
  batch: number,
  seconds: number,
  part: 'step' | 'forward' = 'step',
): Promise<OwnStep> {
  const argv = ['--name', name, '--batch', String(batch), '--seconds', String(seconds)];
  if (part === 'forward') argv.push('--forward');
  return answerOf<OwnStep>(process.execPath, [ownProgram, ...argv]);
}

/** Its answer; a peer's failure is one, ours is not. */
async function peerTime(
  peer: Peer,
  network: Network,
  batch: number,
  seconds: number,
): Promise<Partial<PeerTime>> {
  try {
    return await peer.measure(network, batch, seconds);
  } catch (error) {
    return { error: (error as Error).message };
  }
}

export interface MeasuredEntry {
  readonly entry: Entry;
  readonly matmulGflops: readonly number[];
}

/**
 * Ours, a peer, ours, a peer, ..., ours.
 * @param seconds of counted steps in each turn
 */
export async function measureEntry(
  network: Network,
  batch: number,
  peers: readonly Peer[],
  seconds: number,
): Promise<MeasuredEntry> {
  const own = [await measureOwn(network, batch, seconds)];

  async function comparePeer(peer: Peer): Promise<PeerResult> {
    const peerBatch = peer.batch ?? batch;
    const other = peerBatch === batch ? {} : { batch: peerBatch };
    const { part = 'step', stepMs, error } = await peerTime(peer, network, peerBatch, seconds);
    if (stepMs === undefined) return { ...other, error: error ?? 'no time' };
    const times = { [part === 'step' ? 'stepMs' : 'forwardMs']: rounded(stepMs, 4), ...other };
    if (part === 'step' && peerBatch === batch) {
      const before = own.at(-1)!.stepMs;
      own.push(await measureOwn(network, batch, seconds));
      return { ...times, ratio: rounded((before + own.at(-1)!.stepMs) / 2 / stepMs) };
    }
    const same = await measureOwn(network, peerBatch, seconds, part);
    return { ...times, ratio: rounded(same.stepMs / stepMs) };
  }

  const results: Record<string, PeerResult> = {};
  for (const peer of peers) {
    process.stderr.write(`${network.name} at ${peer.batch ?? batch}: ${peer.name}\n`);
    results[peer.name] = await comparePeer(peer);
  }
  const stepMs = median(own.map((run) => run.stepMs));
  const { gflop } = own[0]!;
  const shares = own.map(
    (run) => ((gflop / run.stepMs) * 2000) / (run.matmulGflops[0] + run.matmulGflops[1]),
  );
  return {
    entry: {
      name: network.name,
      batch,
      stepMs: rounded(stepMs, 4),
      minMs: rounded(Math.min(...own.map((run) => run.minMs)), 4),
      gflop: rounded(gflop, 4),
      gflops: rounded((gflop / stepMs) * 1000),
      share: rounded(median(shares)),
      peakMB: Math.round(Math.max(...own.map((run) => run.peakMB))),
      peers: results,
    },
    matmulGflops: own.flatMap((run) => run.matmulGflops),
  };
}
