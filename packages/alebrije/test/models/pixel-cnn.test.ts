import { describe, expect, test } from 'vitest';
import {
  codeLogProbabilities,
  type PixelCnnConfig,
  pixelCnn,
  sampleCodes,
} from '../../src/models/pixel-cnn.ts';
import { type CausalMask, maskedConv } from '../../src/nn/masked-convolution.ts';
import { drawPermutation, drawUniform, key } from '../../src/tensor/key.ts';
import { randomRoot } from '../../src/tensor/random.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { gradientsOf } from '../../src/tensor/trace.ts';
import { branch } from '../../src/tensor/tree.ts';
import { array, evaluate, inDoublePrecision, normalArray, projection } from '../nn/evaluation.ts';

const HEIGHT = 4;
const WIDTH = 5;
const PLACES = HEIGHT * WIDTH;

const config: PixelCnnConfig = {
  codes: PLACES,
  embeddingSize: 3,
  channels: 6,
  blocks: 2,
  outputChannels: 5,
};

const context = { training: false, place: randomRoot };
const initial = (used: PixelCnnConfig) => {
  const { params } = pixelCnn(used).init(key(1), [HEIGHT, WIDTH]);
  return { prior: inDoublePrecision(params) };
};

const int32 = (data: ArrayLike<number>, shape: readonly number[]) => ({
  dtype: 'int32' as const,
  shape,
  data: Int32Array.from(data),
});

/** A mask of what each place depends on: [place][other]. */
type Dependence = (place: number) => boolean[];

const isBefore = (other: number, place: number, itself: boolean) =>
  itself ? other <= place : other < place;

function expectCausal(dependsOn: Dependence, itself: boolean): void {
  for (let place = 0; place < PLACES; place++) {
    const seen = dependsOn(place);
    for (const [other, is] of seen.entries()) {
      if (!isBefore(other, place, itself))
        expect({ place, other, is }).toMatchObject({ is: false });
    }
    // What it may see it does see: the place just before, and the one above.
    if (place % WIDTH > 0) expect(seen[place - 1]).toBe(true);
    if (place >= WIDTH) expect(seen[place - WIDTH]).toBe(true);
    if (itself) expect(seen[place]).toBe(true);
  }
}

describe.each<[CausalMask, boolean]>([
  ['A', false],
  ['B', true],
])('a convolution of mask %s', (mask, itself) => {
  test.each([3, 7])('of size %i sees no place after its own', (size) => {
    const layer = maskedConv(2, size, mask);
    const { params } = layer.init(key(2), [3, HEIGHT, WIDTH]);
    const inputs = {
      params: inDoublePrecision(params),
      x: normalArray(key(3), [1, 3, HEIGHT, WIDTH]),
    };
    expectCausal((place) => {
      const { x } = evaluate(inputs, (tensors) => {
        const variables = { params: branch(tensors, 'params'), state: {} };
        const { output } = layer.apply(variables, tensors.x as Tensor, context);
        const own = output.flatten(2).slice(2, place, place + 1);
        const loss = projection(own, normalArray(key(4), own.shape));
        return gradientsOf(loss, { x: tensors.x! });
      });
      return Array.from({ length: PLACES }, (_, other) =>
        [0, 1, 2].some((channel) => x!.data[channel * PLACES + other] !== 0),
      );
    }, itself);
  });
});

test('no logit depends on its own code or a later one', () => {
  // Every place has a code of its own, so the gradient of a code's embedding is that of its place.
  const order = drawPermutation(key(5), PLACES);
  const inputs = { params: initial(config), codes: int32(order, [1, HEIGHT, WIDTH]) };
  expectCausal((place) => {
    const result = evaluate(inputs, ({ params, codes }) => {
      const variables = { params: params as never, state: {} };
      const { output } = pixelCnn(config).apply(
        { params: branch(variables.params, 'prior'), state: {} },
        codes as Tensor,
        context,
      );
      const own = output.flatten(2).slice(2, place, place + 1);
      const loss = projection(own, normalArray(key(6), own.shape));
      return gradientsOf(loss, {
        embedding: branch(branch(variables.params, 'prior'), 'embedding'),
      });
    });
    const { data } = result['embedding.embeddings']!;
    return Array.from(order, (code) =>
      [0, 1, 2].some((entry) => data[code * config.embeddingSize + entry] !== 0),
    );
  }, false);
});

test('log-probabilities are those of a distribution', () => {
  const codes = int32(drawPermutation(key(7), PLACES), [1, HEIGHT, WIDTH]);
  const { l, sums } = evaluate({ params: initial(config), codes }, (inputs) => {
    const variables = { params: branch(inputs, 'params'), state: {} };
    const { logProbabilities } = codeLogProbabilities(
      config,
      variables,
      inputs.codes as Tensor,
      context,
    );
    const { output } = pixelCnn(config).apply(
      { params: branch(variables.params, 'prior'), state: {} },
      inputs.codes as Tensor,
      context,
    );
    const picked = output.softmax(1).takeAlongAxis((inputs.codes as Tensor).expandDims(1), 1);
    return { l: logProbabilities, sums: picked.log().squeeze(1) };
  });
  expect(l!.shape).toEqual([1, HEIGHT, WIDTH]);
  for (const [index, value] of l!.data.entries()) expect(value).toBeCloseTo(sums!.data[index]!, 9);
});

/** The first code whose cumulative probability exceeds the draw. */
function inverse(probabilities: readonly number[], draw: number): number {
  let cumulative = 0;
  for (const [code, probability] of probabilities.entries()) {
    cumulative += probability;
    if (cumulative > draw) return code;
  }
  return probabilities.length - 1;
}

test.each([
  ['', config],
  [', told the class', { ...config, classes: 3 }],
])('what is drawn place by place is what the whole network says%s', (_, used) => {
  const count = 3;
  const draws = drawUniform(key(8), count * PLACES);
  const inputs = {
    params: initial(used),
    draws: array(draws, [count, PLACES]),
    labels: int32([2, 0, 1], [count]),
  };
  const { codes, probabilities } = evaluate(inputs, (tensors) => {
    const variables = { params: branch(tensors, 'params'), state: {} };
    const told = { ...context, inputs: { labels: tensors.labels as Tensor } };
    const drawn = sampleCodes(used, variables, tensors.draws as Tensor, [HEIGHT, WIDTH], told);
    const { output } = pixelCnn(used).apply(
      { params: branch(variables.params, 'prior'), state: {} },
      drawn,
      told,
    );
    return { codes: drawn, probabilities: output.softmax(1) };
  });
  expect(codes!.shape).toEqual([count, HEIGHT, WIDTH]);
  const expected = Array.from(draws, (draw, index) => {
    const [row, place] = [Math.floor(index / PLACES), index % PLACES];
    const own = Array.from(
      { length: used.codes },
      (_, code) => probabilities!.data[(row * used.codes + code) * PLACES + place]!,
    );
    return inverse(own, draw);
  });
  expect(Array.from(codes!.data)).toEqual(expected);
  expect(new Set(expected).size).toBeGreaterThan(5);
});

test('the class changes what is likely', () => {
  const used = { ...config, classes: 2 };
  const inputs = {
    params: initial(used),
    codes: int32(drawPermutation(key(9), PLACES), [1, HEIGHT, WIDTH]),
  };
  const logits = (label: number) =>
    evaluate({ ...inputs, labels: int32([label], [1]) }, (tensors) => ({
      y: pixelCnn(used).apply(
        { params: branch(branch(tensors, 'params'), 'prior'), state: {} },
        tensors.codes as Tensor,
        { ...context, inputs: { labels: tensors.labels as Tensor } },
      ).output,
    })).y!.data;
  expect(logits(0)).not.toEqual(logits(1));
});
