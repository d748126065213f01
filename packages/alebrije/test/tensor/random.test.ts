import { describe, expect, test } from 'vitest';
import { key } from '../../src/tensor/key.ts';
import { drawFeeds, normal, place, randomRoot, uniform } from '../../src/tensor/random.ts';
import { trace } from '../../src/tensor/trace.ts';

const at = (...names: (string | number)[]) => names.reduce(place, randomRoot);

describe('a place', () => {
  test('used twice in a graph is rejected', () => {
    const twice = () =>
      trace({}, () => ({ sum: normal(at('noise'), [2]).add(normal(at('noise'), [2])) }));
    expect(twice).toThrow('two inputs are named random/noise');
  });

  test('used for two kinds of draws is rejected as well', () => {
    const twice = () =>
      trace({}, () => ({ sum: normal(at('noise'), [2]).add(uniform(at('noise'), [2])) }));
    expect(twice).toThrow('two inputs are named random/noise');
  });

  test('is a path of names and indices', () => {
    expect(at('encoder', 3, 'noise').path).toBe('random/encoder/3/noise');
  });

  test('gives one draw for all uses of its tensor', () => {
    const graph = trace({}, () => {
      const noise = normal(at('noise'), [2]);
      return { twice: noise.add(noise) };
    });
    expect(graph.inputs).toHaveLength(1);
  });
});

describe('the draws of a graph', () => {
  const graph = trace({ x: { dtype: 'float32', shape: [2, 3] } }, ({ x }) => ({
    noisy: (x as ReturnType<typeof normal>).add(normal(at('a'), [2, 3])),
    dropped: uniform(at('b'), [2, 3]),
  }));
  const feeds = drawFeeds(graph, key(1));

  test('fill the random inputs and no others', () => {
    expect(Object.keys(feeds).sort()).toEqual(['random/a', 'random/b']);
    expect(feeds['random/a']).toMatchObject({ dtype: 'float32', shape: [2, 3] });
    expect(feeds['random/a']!.data).toHaveLength(6);
  });

  test('depend on the key and the place, not on the rest of the graph', () => {
    const alone = trace({}, () => ({ noise: normal(at('a'), [2, 3]) }));
    expect(drawFeeds(alone, key(1))['random/a']).toEqual(feeds['random/a']);
    expect(drawFeeds(alone, key(2))['random/a']).not.toEqual(feeds['random/a']);
    const elsewhere = trace({}, () => ({ noise: normal(at('c'), [2, 3]) }));
    expect(drawFeeds(elsewhere, key(1))['random/c']!.data).not.toEqual(feeds['random/a']!.data);
  });

  test('have the distribution that was asked for', () => {
    const wide = trace({}, () => ({
      normal: normal(at('n'), [100, 100]),
      uniform: uniform(at('u'), [100, 100]),
    }));
    const { 'random/n': n, 'random/u': u } = drawFeeds(wide, key(7));
    const moments = (data: ArrayLike<number>) => {
      const values = Array.from(data);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return [mean, variance] as const;
    };
    // Five standard errors of 10,000 draws.
    const [normalMean, normalVariance] = moments(n!.data);
    expect(Math.abs(normalMean)).toBeLessThan(0.05);
    expect(Math.abs(normalVariance - 1)).toBeLessThan(0.07);
    const [uniformMean, uniformVariance] = moments(u!.data);
    expect(Math.abs(uniformMean - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(uniformVariance - 1 / 12)).toBeLessThan(0.004);
    expect(Math.min(...u!.data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...u!.data)).toBeLessThan(1);
  });
});
