import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { TensorType } from '../../../src/graph/types.ts';
import {
  assertCompatible,
  assertSameRecipe,
  type Checkpoint,
  readCheckpoint,
  writeCheckpoint,
} from '../../../src/train/files/checkpoint.ts';
import { hashConfig } from '../../../src/train/files/json.ts';
import { encodeSafetensors } from '../../../src/train/files/safetensors.ts';
import { systemError, temporaryFolder, thrownBy } from './temporary-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function checkpointAt(step: number): Checkpoint {
  return {
    tensors: {
      'encoder.kernel': { dtype: 'float32', shape: [2], data: Float32Array.of(step, Math.PI) },
      step: { dtype: 'int32', shape: [], data: Int32Array.of(step) },
    },
    meta: {
      format: 1,
      recipe: 'conv-vae',
      configHash: hashConfig({ rate: 0.001 }),
      epoch: 2,
      step,
      batchInEpoch: 17,
      seed: 42,
      history: [
        { epoch: 1, loss: 0.5 },
        { epoch: 2, loss: null },
      ],
      best: { metric: 'valLoss', value: 0.25, epoch: 1 },
      extra: { replay: [1, 2, { deep: 'größe "π"\n' }] },
    },
  };
}

function damage(path: string): void {
  const bytes = fs.readFileSync(path);
  bytes[bytes.length - 1] = bytes[bytes.length - 1]! ^ 1;
  fs.writeFileSync(path, bytes);
}

describe('write and read', () => {
  test.each(['last', 'best', 'epoch-3'])('%s comes back as it was', (name) => {
    const folder = temporaryFolder();
    writeCheckpoint(folder, name, checkpointAt(5));
    expect(readCheckpoint(folder, name)).toEqual({ ...checkpointAt(5), warnings: [] });
    expect(fs.readdirSync(folder)).toEqual([`${name}.safetensors`]);
  });

  test('last keeps the one before it, and only that', () => {
    const folder = temporaryFolder();
    for (const step of [1, 2, 3]) writeCheckpoint(folder, 'last', checkpointAt(step));
    expect(fs.readdirSync(folder).sort()).toEqual([
      'last.previous.safetensors',
      'last.safetensors',
    ]);
    expect(readCheckpoint(folder, 'last').meta.step).toBe(3);
    damage(join(folder, 'last.safetensors'));
    const { meta, warnings } = readCheckpoint(folder, 'last');
    expect(meta.step).toBe(2);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/last\.safetensors is not a sound .* of step 2 instead$/);
  });

  test('the one before it is also read, with a warning, where last is gone', () => {
    const folder = temporaryFolder();
    for (const step of [1, 2]) writeCheckpoint(folder, 'last', checkpointAt(step));
    fs.rmSync(join(folder, 'last.safetensors'));
    const { meta, warnings } = readCheckpoint(folder, 'last');
    expect(meta.step).toBe(1);
    expect(warnings[0]).toMatch(/^there is no .*last\.safetensors/);
  });

  test('a loss that is not finite does not keep a checkpoint from being written', () => {
    const folder = temporaryFolder();
    const { tensors, meta } = checkpointAt(1);
    writeCheckpoint(folder, 'last', { tensors, meta: { ...meta, history: [{ loss: NaN }] } });
    expect(readCheckpoint(folder, 'last').meta.history).toEqual([{ loss: null }]);
  });

  test('progress that could not be read back is not written', () => {
    const folder = temporaryFolder();
    const { tensors, meta } = checkpointAt(1);
    const wrong = { tensors, meta: { ...meta, step: 1.5 } };
    expect(() => writeCheckpoint(folder, 'last', wrong)).toThrow('(step)');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('bad names, missing and foreign files are UserErrors', () => {
    const folder = temporaryFolder();
    const foreign = join(folder, 'foreign.safetensors');
    fs.writeFileSync(foreign, encodeSafetensors({}));
    const future = JSON.stringify({ ...checkpointAt(1).meta, format: 2 });
    fs.writeFileSync(
      join(folder, 'future.safetensors'),
      encodeSafetensors({}, { alebrije: future }),
    );
    for (const [name, message] of [
      ['../x', 'cannot be named'],
      ['last', 'there is no '],
      ['foreign', 'is no checkpoint'],
      ['future', 'another version of Alebrije'],
    ] as const) {
      const error = thrownBy(() => readCheckpoint(folder, name));
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toContain(message);
    }
  });
});

describe('sudden death', () => {
  const mutating = [
    'openSync',
    'writeSync',
    'fsyncSync',
    'closeSync',
    'renameSync',
    'rmSync',
  ] as const;

  /**
   * Runs an action in a process that dies at its n-th file operation: that one is not done, or if it
   * is a write only by half, and nothing is done after it.
   * @returns whether the action lived to its end
   */
  function dyingAt(n: number, action: () => void): boolean {
    let operations = 0;
    for (const name of mutating) {
      const original = fs[name] as (...args: unknown[]) => unknown;
      const spy = vi.spyOn(fs, name) as unknown as { mockImplementation(f: unknown): void };
      spy.mockImplementation((...args: unknown[]) => {
        operations += 1;
        if (operations < n) return original(...args);
        if (operations === n && name === 'writeSync') {
          original(args[0], args[1], args[2], Math.floor((args[3] as number) / 2));
        }
        throw new Error('killed');
      });
    }
    try {
      action();
      return true;
    } catch {
      return false;
    } finally {
      vi.restoreAllMocks();
    }
  }

  /** Writes step 3 after step 2, dying at each moment in turn. */
  function atEachDeath(prepare: (folder: string) => void, check: (folder: string) => void): number {
    for (let n = 1; ; n += 1) {
      const folder = temporaryFolder();
      prepare(folder);
      const survived = dyingAt(n, () => writeCheckpoint(folder, 'last', checkpointAt(3)));
      check(folder);
      if (survived) return n - 1;
    }
  }

  test('at any moment leaves the old or the new checkpoint, and the next write works', () => {
    const steps = new Set<number>();
    const moments = atEachDeath(
      (folder) => {
        for (const step of [1, 2]) writeCheckpoint(folder, 'last', checkpointAt(step));
      },
      (folder) => {
        const { meta, warnings } = readCheckpoint(folder, 'last');
        steps.add(meta.step);
        expect(warnings).toEqual([]);
        writeCheckpoint(folder, 'last', checkpointAt(4));
        expect(readCheckpoint(folder, 'last').meta.step).toBe(4);
        expect(fs.readdirSync(folder).sort()).toEqual([
          'last.previous.safetensors',
          'last.safetensors',
        ]);
      },
    );
    expect(moments).toBeGreaterThan(10);
    expect([...steps]).toEqual([2, 3]);
  });

  test('at any moment loses no run even if last was already damaged', () => {
    atEachDeath(
      (folder) => {
        for (const step of [1, 2]) writeCheckpoint(folder, 'last', checkpointAt(step));
        damage(join(folder, 'last.safetensors'));
      },
      (folder) => expect([1, 3]).toContain(readCheckpoint(folder, 'last').meta.step),
    );
  });

  test('a full disk leaves the checkpoint that was there', () => {
    const folder = temporaryFolder();
    writeCheckpoint(folder, 'last', checkpointAt(1));
    vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw systemError('ENOSPC');
    });
    const error = thrownBy(() => writeCheckpoint(folder, 'last', checkpointAt(2)));
    expect(error).toBeInstanceOf(UserError);
    expect(fs.readdirSync(folder)).toEqual(['last.safetensors']);
    expect(readCheckpoint(folder, 'last')).toMatchObject({ meta: { step: 1 }, warnings: [] });
  });
});

describe('assertCompatible', () => {
  const expected: Record<string, TensorType> = {
    'encoder.kernel': { dtype: 'float32', shape: [3, 4] },
    'encoder.bias': { dtype: 'float32', shape: [4] },
  };

  test('accepts the same tensors in any order', () => {
    assertCompatible(expected, Object.fromEntries(Object.entries(expected).reverse()));
  });

  test.each([
    [{ 'encoder.bias': { dtype: 'int32', shape: [4] } }, "'encoder.bias' as int32 [4]"],
    [{ 'encoder.bias': { dtype: 'float32', shape: [5] } }, 'but the model needs float32 [4]'],
    [{ toString: { dtype: 'float32', shape: [] } }, "has tensor 'toString', unknown"],
  ] as const)('names what differs in %j', (change, message) => {
    const error = thrownBy(() => assertCompatible(expected, { ...expected, ...change }));
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain(message);
  });

  test('names a missing tensor, also one named like a method of every object', () => {
    expect(() => assertCompatible(expected, {}, 'x.safetensors')).toThrow(
      "x.safetensors lacks tensor 'encoder.kernel'",
    );
    const method = { toString: { dtype: 'float32', shape: [] } } as const;
    expect(() => assertCompatible(method, {})).toThrow("lacks tensor 'toString'");
  });

  test('another recipe is named', () => {
    assertSameRecipe('conv-vae', checkpointAt(1).meta);
    expect(() => assertSameRecipe('dense-gan', checkpointAt(1).meta)).toThrow(
      "is of recipe 'conv-vae', not 'dense-gan'",
    );
  });
});

test('hashConfig ignores the order of keys and nothing else', () => {
  const hash = hashConfig({ a: 1, b: { c: [1, 2], d: null } });
  expect(hashConfig({ b: { d: null, c: [1, 2] }, a: 1 })).toBe(hash);
  expect(hashConfig({ b: { d: null, c: [2, 1] }, a: 1 })).not.toBe(hash);
  expect(hashConfig({ a: { 2: 1, b: 1 } })).not.toBe(
    hashConfig({
      a: [
        ['2', 1],
        ['b', 1],
      ],
    }),
  );
});
