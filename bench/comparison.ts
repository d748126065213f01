/** What the results say: which peer is the fastest, and whether the goals are met. */

import { networks } from './networks.ts';
import type { BenchResult, Entry } from './result.ts';

export type Family = 'torch' | 'javascript';

/** A comparison that has a number. */
export interface Comparison {
  readonly peer: string;
  readonly ratio: number;
}

const familyOf = (peer: string): Family => (peer.startsWith('torch') ? 'torch' : 'javascript');

/** The comparisons of one entry, slowest of ours first: whole training steps at the same batch size. */
export function comparisons({ peers }: Entry): Comparison[] {
  return Object.entries(peers)
    .filter(([, { stepMs, batch }]) => stepMs !== undefined && batch === undefined)
    .map(([peer, { ratio }]) => ({ peer, ratio: ratio! }))
    .sort((a, b) => b.ratio - a.ratio);
}

/** The fastest peer of a family that trains the network. */
export function fastest(entry: Entry, family: Family): Comparison | undefined {
  return comparisons(entry).find(({ peer }) => familyOf(peer) === family);
}

/** Each network at the batch size it is compared at. */
export function entriesAtOwnBatch({ entries }: BenchResult): Entry[] {
  return networks.flatMap(
    (network) =>
      entries.find(({ name, batch }) => name === network.name && batch === network.batch) ?? [],
  );
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;

export function machineText({ machine }: BenchResult): string {
  return `${machine.cpu}, ${machine.cores} cores, Node ${machine.node.slice(1)}`;
}

export interface Goal {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** The speed that was asked for, each with what was measured; those without a measurement left out. */
export function goals(result: BenchResult): Goal[] {
  const entries = new Map(entriesAtOwnBatch(result).map((entry) => [entry.name, entry]));
  const list: (Goal | undefined)[] = [];
  const atMost = (what: string, value: number | undefined, limit: number, unit = '') => {
    if (value === undefined) return;
    const [asked, measured] = [limit, value].map((number) => `${number}${unit}`);
    list.push({ what, asked: `at most ${asked}`, measured: measured!, isMet: value <= limit });
  };
  const againstTorch = (name: string, limit: number) => {
    const entry = entries.get(name);
    const best = entry && fastest(entry, 'torch');
    atMost(`\`${name}\`: our time / PyTorch's (${best?.peer})`, best?.ratio, limit);
  };

  const convAe = entries.get('conv-ae');
  if (convAe) {
    const { share } = convAe;
    list.push({
      what: '`conv-ae`: share of the product',
      asked: 'at least 65 %',
      measured: percent(share),
      isMet: share >= 0.65,
    });
    const peer = fastest(convAe, 'javascript');
    if (peer) {
      list.push({
        what: `\`conv-ae\`: times faster than the fastest JavaScript library (${peer.peer})`,
        asked: 'at least 6',
        measured: (1 / peer.ratio).toFixed(1),
        isMet: 1 / peer.ratio >= 6,
      });
    }
  }
  againstTorch('conv-ae', 0.7);
  againstTorch('dcgan', 0.8);
  againstTorch('ddpm', 0.8);
  againstTorch('dense-vae', 0.7);
  againstTorch('stacked-ae', 0.7);
  const { training } = result;
  atMost('start of `train conv-ae`, command to first step', training?.firstStepSeconds, 2, ' s');
  atMost('memory of `train conv-ae`', training?.peakMB, 600, ' MB');
  atMost("`conv-ae` in Chromium: its time / Node's", result.browser?.ratio, 4);
  return list.filter((goal) => goal !== undefined);
}
