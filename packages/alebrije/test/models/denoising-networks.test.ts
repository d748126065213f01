/** The networks that denoise: what they consist of, what they take, and what they refuse. */

import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Shape, Tree } from '../../src/graph/types.ts';
import { denoisingMlp, smallMlp } from '../../src/models/denoising-mlp.ts';
import {
  type DenoisingUnetConfig,
  denoisingUnet,
  largeUnet,
  smallUnet,
} from '../../src/models/denoising-unet.ts';
import { summarize } from '../../src/nn/summary.ts';
import { key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import { type Tensor, tensorOf } from '../../src/tensor/tensor.ts';
import { trace } from '../../src/tensor/trace.ts';
import { flattenTree } from '../../src/tensor/tree.ts';
import type { GoldenRecord } from '../fixtures/golden/load-golden.ts';
import { evaluate, inDoublePrecision } from '../nn/evaluation.ts';
import { arrayOf, expectAll, goldenDenoiser, treeOf } from './golden-model.ts';

const tiny = { widths: [4, 8], sinusoids: 6, embeddingSize: 5, groupSize: 2, heads: 2 };

const context = { training: true, place: randomRoot };

describe('the U-Net', () => {
  const unet = denoisingUnet();

  test('has the parameters that its configuration promises', () => {
    const { total, nonTrainable, layers } = summarize(unet, [1, 28, 28]);
    expect([total, nonTrainable]).toEqual([272_353, 0]);
    expect(layers.find(({ name }) => name === 'attention.attention')?.outputShape).toEqual([
      49, 64,
    ]);
  });

  test('begins by predicting no noise', () => {
    const small = denoisingUnet(tiny);
    const { params } = small.init(key(1), [1, 4, 4]);
    const { predicted } = evaluate({ params: inDoublePrecision(params) }, (inputs) => ({
      predicted: small.apply(
        { params: inputs.params as Tree<Tensor>, state: {} },
        tensorOf(
          Array.from({ length: 32 }, (_, i) => Math.sin(i)),
          [2, 1, 4, 4],
        ),
        { ...context, inputs: { steps: tensorOf([1, 9]) } },
      ).output,
    }));
    expect(predicted!.shape).toEqual([2, 1, 4, 4]);
    expect(predicted!.data.every((value) => value === 0)).toBe(true);
  });

  test('is larger with more blocks, attention and a class', () => {
    expect(summarize(denoisingUnet(largeUnet), [1, 28, 28]).total).toBe(5_128_769);
    expect(summarize(denoisingUnet({ ...smallUnet, classes: 10 }), [1, 28, 28]).total).toBe(
      272_353 + 11 * 128,
    );
  });

  test('drops activations while training only', () => {
    const dropping = denoisingUnet({ ...tiny, dropoutRate: 0.5 });
    const draws = (training: boolean) =>
      trace({ params: dropping.init(key(1), [1, 4, 4]).params }, (inputs) => ({
        y: dropping.apply(
          { params: inputs.params as Tree<Tensor>, state: {} },
          tensorOf(new Array<number>(16).fill(0.5), [1, 1, 4, 4]),
          { ...context, training, inputs: { steps: tensorOf([1]) } },
        ).output,
      })).inputs.filter(({ attributes }) => attributes.random).length;
    expect([draws(true), draws(false)]).toEqual([4, 0]);
  });

  test.each<[Partial<DenoisingUnetConfig>, number[], RegExp]>([
    [{}, [1, 30, 28], /multiples of 4, not 30x28/],
    [{ widths: [16, 24, 64] }, [1, 28, 28], /multiples of its groupSize 16, unlike 24/],
    [{ heads: 3 }, [1, 28, 28], /multiples of its 3 heads, unlike 64/],
    [{ heads: 32, attention: [0] }, [1, 28, 28], /multiples of its 32 heads, unlike 16/],
  ])('refuses what does not divide: %o of %o', (changes, input, message) => {
    const refused = () => denoisingUnet({ ...smallUnet, ...changes }).init(key(1), input);
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(message);
  });

  test('says which side input is missing', () => {
    const { params } = unet.init(key(1), [1, 4, 4]);
    expect(() =>
      trace({ params }, (inputs) => ({
        y: unet.apply(
          { params: inputs.params as Tree<Tensor>, state: {} },
          tensorOf(new Array<number>(16).fill(0), [1, 1, 4, 4]),
          context,
        ).output,
      })),
    ).toThrow(/'steps'/);
  });
});

describe('the network for vectors', () => {
  test('has the parameters that its configuration promises', () => {
    expect(summarize(denoisingMlp(smallMlp), [2]).total).toBe(132_994);
  });

  test('begins by predicting zeros', () => {
    const network = denoisingMlp({ width: 4, blocks: 2, sinusoids: 4, embeddingSize: 3 });
    const { params } = network.init(key(1), [2]);
    const { y } = evaluate({ params: inDoublePrecision(params) }, (inputs) => ({
      y: network.apply(
        { params: inputs.params as Tree<Tensor>, state: {} },
        tensorOf([1, 2, 3, 4], [2, 2]),
        { ...context, inputs: { steps: tensorOf([1, 9]) } },
      ).output,
    }));
    expect(Array.from(y!.data)).toEqual([0, 0, 0, 0]);
  });
});

describe('with every option, the output is that of PyTorch', () => {
  test.each([
    ['unet', denoisingUnet],
    ['mlp', denoisingMlp],
  ])('%s', (name, build) => {
    const { config, inputs, outputs } = goldenDenoiser(name);
    const network = build(config as never);
    const params = treeOf(inputs, 'params');
    const x = arrayOf(inputs, 'x');
    const shapesOf = (tree: Tree<{ readonly shape: Shape }>) =>
      Object.fromEntries(flattenTree(tree).map(([path, { shape }]) => [path, shape]));
    expect(shapesOf(params)).toEqual(shapesOf(network.init(key(1), x.shape.slice(1)).params));
    const given = arrayOf(inputs, 'labels');
    const data = Int32Array.from(given.data);
    const labels = { dtype: 'int32' as const, shape: given.shape, data };
    const sides = { steps: arrayOf(inputs, 'steps'), labels };
    const made = evaluate({ params, x, ...sides }, (tensors) => ({
      output: network.apply(
        { params: tensors.params as Tree<Tensor>, state: {} },
        tensors.x as Tensor,
        {
          ...context,
          inputs: { steps: tensors.steps as Tensor, labels: tensors.labels as Tensor },
        },
      ).output,
    }));
    expectAll(made, outputs as GoldenRecord);
  });
});
