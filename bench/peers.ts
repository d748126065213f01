/** The libraries that the same networks are measured in, each run in a process of its own. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { answerOf, root } from './child.ts';
import type { Network } from './networks.ts';
import { findSystem } from './systems/find-system.ts';
import { trainedParameters } from './systems/parameters.ts';

export interface PeerTime {
  readonly stepMs: number;
  readonly minMs: number;
  /** 'forward' where it cannot train the network. */
  readonly part?: 'step' | 'forward';
  readonly error?: string;
}

export interface Peer {
  readonly name: string;
  /** The only batch size at which it is measured, where it takes too long for others. */
  readonly batch?: number;
  /** Whether `--quick` has time for it. */
  isQuickFor(network: Network): boolean;
  runs(network: Network): boolean;
  /** What would make it available; undefined if it is. */
  remedy(): string | undefined;
  /** @throws Error if its program fails */
  measure(network: Network, batch: number, seconds: number): Promise<PeerTime>;
}

/** The answer of every peer's program: times by mode. */
interface Answer {
  readonly modes: Readonly<Record<string, PeerTime>>;
}

const folder = path.join(root, 'bench/peers');

const stepArguments = (network: Network, batch: number, seconds: number) => [
  '--name',
  network.name,
  '--batch',
  String(batch),
  '--seconds',
  String(seconds),
];

function javascriptPeer(
  name: string,
  {
    library,
    backend = 'wasm',
    ...rest
  }: { library: string; backend?: string } & Pick<Peer, 'batch' | 'isQuickFor'>,
): Peer {
  const program = path.join(folder, 'dist', library, 'step.js');
  const installed = path.join(folder, 'node_modules');
  return {
    ...rest,
    name,
    runs: ({ isRecurrent }) => !isRecurrent,
    remedy: () =>
      fs.existsSync(program) && fs.existsSync(installed) ? undefined : 'npm run bench:peers',
    async measure(network, batch, seconds) {
      const argv = [...stepArguments(network, batch, seconds), '--backend', backend];
      const { modes } = await answerOf<Answer>(process.execPath, [program, ...argv]);
      return modes[name]!;
    },
  };
}

const python = process.env.ALEBRIJE_PYTHON ?? 'python3';

let hasTorch: boolean | undefined;

function torchPeer(name: string, mode: string): Peer {
  const program = path.join(folder, 'torch/step.py');
  return {
    name,
    isQuickFor: () => false,
    runs: ({ isConvolutional }) => isConvolutional || !/ChannelsLast/i.test(mode),
    remedy() {
      hasTorch ??= spawnSync(python, ['-c', 'import torch']).status === 0;
      return hasTorch ? undefined : 'ALEBRIJE_PYTHON=<a Python that has torch>';
    },
    async measure(network, batch, seconds) {
      const params = trainedParameters(findSystem(network.name, batch));
      const argv = [
        program,
        ...stepArguments(network, batch, seconds),
        ...['--modes', mode, '--params', String(params)],
      ];
      const { modes } = await answerOf<Answer>(python, argv);
      return modes[mode]!;
    },
  };
}

export const peers: readonly Peer[] = [
  javascriptPeer('jax-js', {
    library: 'jax-js',
    isQuickFor: ({ name }) => ['stacked-ae', 'dense-vae', 'conv-ae'].includes(name),
  }),
  javascriptPeer('tfjs-wasm', {
    library: 'tfjs',
    isQuickFor: ({ isConvolutional }) => !isConvolutional,
  }),
  javascriptPeer('tfjs-cpu', {
    library: 'tfjs',
    backend: 'cpu',
    batch: 2,
    isQuickFor: () => false,
  }),
  torchPeer('torch-eager', 'eager'),
  torchPeer('torch-channels-last', 'channelsLast'),
  torchPeer('torch-compile', 'compile'),
  torchPeer('torch-compile-channels-last', 'compileChannelsLast'),
];
