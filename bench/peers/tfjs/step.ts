/**
 * Times a network in tfjs: `node step.js --name conv-ae --batch 100 --seconds 3 --backend wasm|cpu`.
 * Answers a training step, or only the forward pass (`forward`) of what the wasm backend cannot train.
 * Nadam is not part of tfjs; Adam stands for it.
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { answer, peerOptions, time } from '../timing.ts';
import { networks } from './networks.ts';

const { name, batch, seconds, backend } = peerOptions();
const wasm = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm'));
setWasmPaths(`${path.dirname(wasm)}/`);
await tf.setBackend(backend);
await tf.ready();

const network = networks[name];
if (!network) throw new Error(`there is no '${name}' here: ${Object.keys(networks).join(', ')}`);
const loss = network.loss(batch);
const optimizer = tf.train.adam(1e-3);

async function forward(): Promise<void> {
  const value = tf.tidy(loss);
  await value.data();
  value.dispose();
}

async function train(): Promise<void> {
  const value = optimizer.minimize(loss, true)!;
  await value.data();
  value.dispose();
}

const trains = network.isDense || backend === 'cpu';
const timing = await time(trains ? train : forward, { seconds, warmUp: 4 });
answer({
  name,
  batch,
  modes: { [`tfjs-${backend}`]: { ...timing, part: trains ? 'step' : 'forward' } },
});
