import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { openJudge } from '../../src/runs/judge/judge.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { decodeSafetensors } from '../../src/train/files/safetensors.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { halvesDataset as dataset, halves, NAMES, SIDE } from './halves.ts';

/** A folder that lives as long as the tests of the file. */
function testFolder(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Test images as a model would show them. */
const shown = (): HostTensor =>
  hostFloats(
    [100, 1, SIDE, SIDE],
    Float32Array.from(dataset.test.values.data, (v) => v / 255),
  );

let runtime: Runtime;
let cache: string;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
  cache = testFolder();
});
afterAll(() => runtime.dispose());
beforeEach(() => {
  vi.stubEnv('ALEBRIJE_CACHE', cache);
});

const files = () => fs.readdirSync(join(cache, 'judges')).sort();

describe('a judge of attributes', () => {
  test('tells several at once, from images of any frame, and is trained once', async () => {
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    const judge = await openJudge(dataset, 'attributes', runtime, { onProgress });
    expect(judge).toMatchObject({ kind: 'attributes', names: NAMES, testExamples: 100 });
    for (const accuracy of judge.accuracies) expect(accuracy).toBeGreaterThan(0.9);
    expect(judge.accuracy).toBeCloseTo((judge.accuracies[0]! + judge.accuracies[1]!) / 2, 10);
    expect(shares.at(-1)).toBe(1);

    const { data } = await judge.probabilities(shown(), [1, SIDE, SIDE]);
    const right = dataset.test.attributes!.values.filter(
      (has, at) => (data[at]! > 0.5 ? 1 : 0) === has,
    );
    expect(right.length / 200).toBeCloseTo(judge.accuracy, 10);

    const again = await openJudge(dataset, 'attributes', runtime, {
      onProgress: () => expect.fail('it is in the cache'),
    });
    expect(again.accuracies).toEqual(judge.accuracies);
    expect(judge.name).toMatch(/^judge-\d+:[0-9a-f]{8}$/);
    expect(again.name).toBe(judge.name);
    expect((await again.probabilities(shown(), [1, SIDE, SIDE])).data).toEqual(data);

    // A margin of two pixels, as a model for 12x12 images adds it.
    const framed = new Float32Array(100 * 144);
    for (const [at, value] of shown().data.entries()) {
      const [x, y] = [at % SIDE, Math.floor(at / SIDE) % SIDE];
      framed[Math.floor(at / 64) * 144 + (y + 2) * 12 + x + 2] = value;
    }
    const cut = await judge.probabilities(hostFloats([100, 144], framed), [1, 12, 12]);
    expect(cut.data).toEqual(data);
  });
});

describe('a judge of classes', () => {
  test('gives probabilities that sum to 1; a damaged file is not used', async () => {
    const judge = await openJudge(dataset, 'classes', runtime);
    expect(judge).toMatchObject({ kind: 'classes', names: ['dark', 'bright'] });
    expect(judge.accuracy).toBeGreaterThan(0.9);
    const { data, shape } = await judge.probabilities(shown(), [1, SIDE, SIDE]);
    expect(shape).toEqual([100, 2]);
    for (let row = 0; row < 100; row++)
      expect(data[2 * row]! + data[2 * row + 1]!).toBeCloseTo(1, 5);

    const file = join(cache, 'judges', files().find((name) => name.startsWith('classes'))!);
    const seen = await judge.features(shown(), [1, SIDE, SIDE]);
    expect(seen.shape).toEqual([100, 128]);
    expect((await judge.features(shown(), [1, SIDE, SIDE])).data).toEqual(seen.data);
    // Its answers are a linear layer and a softmax away from what it sees: nothing was left out.
    const { tensors } = decodeSafetensors(fs.readFileSync(file), file);
    const kernel = tensors['params.judge.answers.kernel']!.data;
    const bias = tensors['params.judge.answers.bias']!.data;
    for (let row = 0; row < 100; row += 9) {
      const logit = (label: number) => {
        let sum = bias[label]!;
        for (let i = 0; i < 128; i++) sum += seen.data[128 * row + i]! * kernel[2 * i + label]!;
        return sum;
      };
      expect(data[2 * row]!).toBeCloseTo(1 / (1 + Math.exp(logit(1) - logit(0))), 5);
    }

    const bytes = fs.readFileSync(file);
    fs.writeFileSync(file, bytes.subarray(0, bytes.length - 8));
    const opened = openJudge(dataset, 'classes', runtime, { signal: AbortSignal.abort() });
    await expect(opened).rejects.toThrow(/abort/);
  });
});

test('other images get a judge of their own', async () => {
  const before = files();
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  const other = { ...dataset, train: halves(5, 200) };
  const opened = openJudge(other, 'classes', runtime, { signal: controller.signal });
  await expect(opened).rejects.toThrow('enough');
  expect(files()).toEqual(before);
});

test('data without classes or attributes are refused in one line', async () => {
  const { attributes: _, labels: __, ...plain } = dataset.train;
  const opened = openJudge({ ...dataset, train: plain }, 'attributes', runtime);
  await expect(opened).rejects.toThrow(UserError);
  await expect(opened).rejects.toThrow(/halves has no images with attributes/);
  const classless = openJudge({ ...dataset, train: plain }, 'classes', runtime);
  await expect(classless).rejects.toThrow(/halves has no images with classes/);
});
