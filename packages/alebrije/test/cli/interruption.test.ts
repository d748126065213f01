/** However a training is interrupted, going on from its checkpoint ends with the same weights. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { interruptionSignal } from '../../src/cli/interruption.ts';
import { type Checkpoint, readCheckpoint } from '../../src/train/files/checkpoint.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runCommand, sharedFolder, startCommand } from './command-line.ts';

const settings = ['--set', 'examples=40000', '--set', 'batchSize=100', '--epochs', '3'];
const fast = ['--no-report', '--no-pictures', '--checkpoint-every', '0.1'];
const start = (out: string) => ['train', 'swiss-roll-ae', ...settings, ...fast, '--out', out];
const resume = (out: string) => ['train', 'swiss-roll-ae', '--resume', ...fast, '--out', out];

const folder = sharedFolder();
/** Of a run that nothing interrupted. */
let undisturbed: Checkpoint;

function lastCheckpoint(run: string): Checkpoint {
  return readCheckpoint(join(folder, run, 'checkpoints'), 'last');
}

function expectSameWeights(run: string): void {
  const { tensors, meta } = lastCheckpoint(run);
  expect(meta.step).toBe(undisturbed.meta.step);
  expect(Object.keys(tensors)).toEqual(Object.keys(undisturbed.tensors));
  for (const [name, { data }] of Object.entries(undisturbed.tensors)) {
    expect(Buffer.compare(bytesOf(tensors[name]!.data), bytesOf(data)), name).toBe(0);
  }
  const losses = ({ history }: Checkpoint['meta']) =>
    history.map(({ loss, valLoss }) => [loss, valLoss]);
  expect(losses(meta)).toEqual(losses(undisturbed.meta));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

beforeAll(async () => {
  expect(await runCommand(start('undisturbed'), folder)).toMatchObject({ code: 0 });
  undisturbed = lastCheckpoint('undisturbed');
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('saves, says how to go on and ends with 130; going on gives the same bits', async () => {
    const command = startCommand([...start(signal), '--json'], folder);
    await command.shown('epoch 1/3');
    command.process.kill(signal);
    const { code, stdout, stderr } = await command.outcome;
    expect({ code, stderr }).toMatchObject({ code: 130 });
    expect(stderr).toContain(`alebrije train swiss-roll-ae --resume --out ${signal}`);
    expect(stderr).not.toMatch(/^\s+at /m);
    const interrupted = JSON.parse(stdout);
    expect(interrupted.reason).toBe('interrupted');
    expect(lastCheckpoint(signal).meta.step).toBe(interrupted.steps);
    expect(interrupted.steps).toBeLessThan(undisturbed.meta.step);

    expect(await runCommand(resume(signal), folder)).toMatchObject({ code: 0 });
    expectSameWeights(signal);
  });
});

it('a second signal ends the process at once, but not the echo that npm makes of the first', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const now = vi.spyOn(performance, 'now');
  const before = process.listenerCount('SIGINT');
  onTestFinished(() => {
    vi.restoreAllMocks();
    process.removeAllListeners('SIGTERM');
  });
  const signal = interruptionSignal();
  const sendAt = (time: number) => {
    now.mockReturnValue(time);
    process.emit('SIGINT', 'SIGINT');
  };
  expect(signal.aborted).toBe(false);
  sendAt(1000);
  expect(signal.aborted).toBe(true);
  sendAt(1100);
  expect(kill).not.toHaveBeenCalled();
  sendAt(1700);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
  expect(process.listenerCount('SIGINT')).toBe(before);
});

it('a run killed at any moments goes on to the same bits', async () => {
  for (let kill = 0; kill < 3; kill++) {
    const command = startCommand(kill === 0 ? start('killed') : resume('killed'), folder);
    await command.shown('run: ');
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 600));
    command.process.kill('SIGKILL');
    await command.outcome;
  }
  expect(await runCommand(resume('killed'), folder)).toMatchObject({ code: 0 });
  expectSameWeights('killed');
});

it('--resume takes the latest run of the recipe, and may train it for longer', async () => {
  const cwd = temporaryFolder();
  const train = ['train', 'pca-ae', '--set', 'examples=2000', '--no-report', '--no-pictures'];
  for (const run of [1, 2]) {
    expect(await runCommand([...train, '--epochs', '1'], cwd), `run ${run}`).toMatchObject({
      code: 0,
    });
  }
  const more = [
    'train',
    'pca-ae',
    '--resume',
    '--epochs',
    '2',
    '--no-report',
    '--no-pictures',
    '--json',
  ];
  const { code, stdout } = await runCommand(more, cwd);
  expect(code).toBe(0);
  const { run, epochs, history } = JSON.parse(stdout);
  expect(run).toMatch(/pca-ae-2$/);
  expect(epochs).toBe(2);
  expect(history).toMatchObject([{ epoch: 1 }, { epoch: 2 }]);
});

describe('a damaged checkpoint', () => {
  function truncate(run: string, name: string): void {
    const path = join(folder, run, 'checkpoints', `${name}.safetensors`);
    fs.truncateSync(path, fs.statSync(path).size >> 1);
  }

  it('is passed over for the one before it, else explained in one line', async () => {
    fs.cpSync(join(folder, 'undisturbed'), join(folder, 'cut'), { recursive: true });
    truncate('cut', 'last');
    const { code, stderr } = await runCommand(resume('cut'), folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/last\.safetensors.*; reading .*last\.previous\.safetensors/);
    expectSameWeights('cut');

    truncate('cut', 'last');
    truncate('cut', 'last.previous');
    const hopeless = await runCommand(resume('cut'), folder);
    expect(hopeless.code).toBe(2);
    expect(hopeless.stderr).toMatch(/^error: .*last\.safetensors.*train again\n$/);
  });

  it('of another model is explained in one line', async () => {
    const [own, other] = [join(folder, 'own'), join(folder, 'other')];
    fs.cpSync(join(folder, 'undisturbed'), own, { recursive: true });
    const wide = ['--set', 'codeSize=3', '--steps', '1', '--set', 'examples=2000'];
    await runCommand(['train', 'swiss-roll-ae', ...fast, ...wide, '--out', other], folder);
    fs.copyFileSync(
      join(other, 'checkpoints', 'last.safetensors'),
      join(own, 'checkpoints', 'last.safetensors'),
    );
    const { code, stderr } = await runCommand(resume('own'), folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: the checkpoint has tensor '.*' as .*, but the model needs .*\n$/,
    );
  });
});
