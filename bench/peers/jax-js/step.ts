/** Times a training step in jax-js: `node step.js --name conv-ae --batch 100 --seconds 3`. */

import os from 'node:os';
import { answer, peerOptions, time } from '../timing.ts';
import type { Training } from './training.ts';
import { prepareWasm } from './wasm-environment.ts';

const networks: Readonly<Record<string, (batch: number) => Promise<Training>>> = {
  'stacked-ae': async (batch) => (await import('./dense-networks.ts')).stackedAutoencoder(batch),
  'dense-vae': async (batch) =>
    (await import('./dense-networks.ts')).denseVariationalAutoencoder(batch),
  'conv-ae': async (batch) => (await import('./autoencoders.ts')).convAutoencoder(batch),
  'conv-vae': async (batch) =>
    (await import('./autoencoders.ts')).convVariationalAutoencoder(batch),
  'upsampling-ae': async (batch) =>
    (await import('./autoencoders.ts')).upsamplingAutoencoder(batch),
  dcgan: async (batch) => (await import('./dcgan.ts')).dcgan(batch),
  ddpm: async (batch) => (await import('./denoising-unet.ts')).ddpm(batch),
};

const { name, batch, seconds } = peerOptions();
const network = networks[name];
if (!network) throw new Error(`there is no '${name}' here: ${Object.keys(networks).join(', ')}`);
// The kernels of the dense networks take no longer than the messages that share them out.
prepareWasm(/^(stacked|dense)-/.test(name) ? 1 : os.availableParallelism());
const { defaultDevice, init } = await import('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');
const { parameters, step } = await network(batch);
const timing = await time(step, { seconds, warmUp: 8 });
answer({ name, batch, parameters, modes: { 'jax-js': timing } });
