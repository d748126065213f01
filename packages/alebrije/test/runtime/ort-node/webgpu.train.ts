/**
 * What `npm test` has no time for without a graphics card: every case of every op, PyTorch's values,
 * where operators run, longer trainings.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optimize } from '../../../src/graph/passes.ts';
import type { Graph } from '../../../src/graph/types.ts';
import { type Recipe, recipes } from '../../../src/recipes/index.ts';
import { fold, key } from '../../../src/tensor/key.ts';
import { stepGraph } from '../../../src/train/step-program.ts';
import { variableLayouts } from '../../../src/train/variables.ts';
import type { Subject } from '../../contract/check.ts';
import {
  goldenLossChecks,
  goldenOpChecks,
  goldenSecondOrderChecks,
} from '../../contract/golden-checks.ts';
import { caseGraphs, opChecks } from '../../contract/op-checks.ts';
import { skipReason, webgpu } from '../../contract/subjects.ts';
import { transposedConvolutionChecks } from '../../contract/transposed-convolution.ts';
import { loadLosses, loadOps, loadSecondOrder } from '../../fixtures/golden/load-golden.ts';
import { operatorsOffDevice } from './operators-off-device.ts';
import { examplesFor, testLosses } from './webgpu-losses.ts';

/** Only so are bytes and truth values copied to an output. */
const COPIES = /^Identity\((uint8|bool)/;

/** The graphs of a recipe's optimizer steps, with outputs that are no inputs. */
async function stepsOf(recipe: Recipe, batchSize: number): Promise<Graph[]> {
  const values = await examplesFor({ recipe: recipe.name, batchSize, batches: 1 });
  const shape = values.shape.slice(1);
  const kind = shape.length === 3 ? 'image' : 'vector';
  const system = recipe.build(
    { ...recipe.defaults, batchSize },
    { kind, shape, trainingCount: 1, totalSteps: 1 },
  );
  const layouts = variableLayouts(system.init(fold(key(1), 'init')));
  return system.steps.map((definition) => {
    const step = { system, definition, layouts, data: { values }, batchSize };
    const { outputs, ...graph } = optimize(stepGraph(step));
    return { ...graph, outputs: outputs.map(({ name, node }) => ({ name: `new ${name}`, node })) };
  });
}

describe.skipIf(webgpu.obstacle !== undefined)(`on webgpu${skipReason(webgpu)}`, () => {
  describe('the contract', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await webgpu.open();
    });
    afterAll(() => subject?.runtime.dispose());

    test.each(opChecks)('$name', ({ run }) => run(subject));
    test.each(goldenOpChecks(loadOps()))('PyTorch: $name', ({ run }) => run(subject));
    test.each(goldenSecondOrderChecks(loadSecondOrder()))('PyTorch: $name', ({ run }) =>
      run(subject),
    );
    test.each(goldenLossChecks(loadLosses()))('PyTorch: $name', ({ run }) => run(subject));
    test.each(transposedConvolutionChecks)('$name', ({ run }) => run(subject));
  });

  test.each(caseGraphs)('$name runs on the device', async ({ graph }) => {
    const outside = await operatorsOffDevice(graph);
    expect(outside.filter((operator) => !COPIES.test(operator))).toEqual([]);
  });

  test.each(recipes)('a step of $name runs on the device', async (recipe) => {
    for (const graph of await stepsOf(recipe, 2)) {
      expect(await operatorsOffDevice(graph)).toEqual([]);
    }
  });
});

// With few examples, which the network learns by heart, differences in rounding grow much faster.
testLosses([
  { recipe: 'conv-ae', batchSize: 8, batches: 4, steps: 50 },
  ...recipes.map(({ name }) => ({ recipe: name, batchSize: 4, batches: 4, steps: 6 })),
]);
