/** The rare group of a dataset: who belongs to it, its error, its share of what is drawn. */

import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Examples } from '../../src/data/dataset.ts';
import { rareMembers } from '../../src/data/rare-group.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';
import type { EvaluationData } from '../../src/runs/evaluation-data.ts';
import { groupErrors } from '../../src/runs/rare-group-measurements.ts';
import { startRun } from '../../src/runs/train-run.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { BACKEND } from './trained-runs.ts';

const names = ['smiling', 'glasses', 'hat'];
const rareGroup = { attributes: ['hat', 'glasses'], share: 0.02 };

/** Four examples of two numbers, of which the second and the last have both attributes. */
const examples: Examples = {
  values: hostFloats([4, 2], new Float32Array(8)),
  attributes: { names, values: Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1) },
};

test('its members have all of its attributes', () => {
  expect([...rareMembers({ rareGroup }, examples)!]).toEqual([0, 1, 0, 1]);
  expect(rareMembers({}, examples)).toBeUndefined();
  expect(rareMembers({ rareGroup }, { values: examples.values })).toBeUndefined();
});

/** Only what the errors are measured from. */
function evaluationOf(some: Examples, group?: typeof rareGroup): EvaluationData {
  const prepared = hostFloats([4, 2], Float32Array.of(1, 1, 1, 1, 0, 0, 0, 0));
  const reconstruction = hostFloats([4, 2], Float32Array.of(1, 1, 0.5, 1, 0, 0.2, 1, 1));
  const dataset = { ...(group && { rareGroup: group }) };
  return {
    model: { data: { dataset } },
    examples: some,
    dataSize: 2,
    prepared: async () => prepared,
    reconstruction: async () => reconstruction,
    meanPrediction: async () => hostFloats([4, 2], new Float32Array(8).fill(0.5)),
  } as unknown as EvaluationData;
}

test('the errors of the group and of all others are means over their own examples', async () => {
  const data = evaluationOf(examples, rareGroup);
  const rare = await groupErrors.rareError.measure(data);
  // 0.25 / 2 and 2 / 2.
  expect(rare).toMatchObject({ value: 0.5625, floor: 0.25, samples: 2 });
  expect(rare.standardError).toBeCloseTo((1 - 0.125) / 2, 12);
  const others = await groupErrors.otherError.measure(data);
  expect(others.value).toBeCloseTo(0.01, 7);
  expect(others).toMatchObject({ floor: 0.25, samples: 2 });
});

test('data without the group, or nobody in it, cannot be measured', () => {
  const { obstacle } = groupErrors.rareError;
  expect(obstacle(evaluationOf(examples, rareGroup))).toBeUndefined();
  expect(obstacle(evaluationOf(examples))).toBe('the data have no rare group');
  const nobody = { names, values: new Uint8Array(12) };
  expect(obstacle(evaluationOf({ ...examples, attributes: nobody }, rareGroup))).toBe(
    'none of the examples belongs to the rare group',
  );
  const all = { names, values: new Uint8Array(12).fill(1) };
  expect(obstacle(evaluationOf({ ...examples, attributes: all }, rareGroup))).toBe(
    'all examples belong to the rare group',
  );
});

test('a training on data with a rare group tells its share of the examples drawn', async () => {
  const recipe = findRecipe('debiasing-vae');
  const settings = ['examples=20', 'batchSize=10', 'epochs=2', 'codeSize=2'];
  const runsFolder = fs.mkdtempSync(join(tmpdir(), 'alebrije-test-'));
  afterAll(() => fs.rmSync(runsFolder, { recursive: true, force: true }));
  const folders = { runsFolder };
  const { run } = await startRun(recipe, configure(recipe, settings), folders, {
    backend: BACKEND,
  });
  const records = fs.readFileSync(run.metricsFile, 'utf8').trim().split('\n');
  const shares = records.map((record) => JSON.parse(record).rareShare as number);
  expect(shares).toHaveLength(2);
  for (const share of shares) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThan(1);
  }
});
