import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TensorType, Tree } from '../../src/graph/types.ts';
import { constant } from '../../src/tensor/tensor.ts';
import { branch, flattenTree, leaf, mapTree, unflattenTree } from '../../src/tensor/tree.ts';

const type = (...shape: number[]): TensorType => ({ dtype: 'float32', shape });

// Names that a plain object has already, and those that the leaves are told apart by.
const awkward = ['__proto__', 'constructor', 'prototype', 'toString', 'type', 'dtype', 'read', '0'];
const names = fc.oneof(
  fc.string({ maxLength: 4 }).filter((name) => !name.includes('.')),
  fc.constantFrom(...awkward),
);
const leaves = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }).map((s) => type(...s));

// Object.fromEntries, for `__proto__` as a name; branches are not empty, for they have no path.
const record = <T>(values: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(names, values), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 4,
    })
    .map((entries) => Object.fromEntries(entries));

const { tree: trees } = fc.letrec<{ tree: Tree<TensorType> }>((tie) => ({
  tree: record(fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaves, tie('tree'))),
}));

describe('flattening and back', () => {
  test('gives the tree', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const flat = flattenTree(tree);
        expect(unflattenTree(flat)).toEqual(tree);
        expect(flattenTree(unflattenTree(flat))).toEqual(flat);
      }),
    );
  });

  test('changes no prototype', () => {
    unflattenTree([
      ['__proto__.polluted', 1],
      ['constructor.prototype.polluted', 1],
    ]);
    expect('polluted' in {}).toBe(false);
  });

  test('gives paths in the order of the record', () => {
    const tree = { b: { kernel: type(2, 3), bias: type(3) }, a: type() };
    expect(flattenTree<TensorType>(tree).map(([path]) => path)).toEqual([
      'b.kernel',
      'b.bias',
      'a',
    ]);
  });

  test.each([
    [['a', 'a.b'], 'a.b runs through a tensor named a'],
    [['a.b', 'a'], 'two entries are named a'],
    [['a.b', 'a.b'], 'two entries are named a.b'],
  ])('refuses %j', (paths, problem) => {
    expect(() => unflattenTree(paths.map((path) => [path, 1]))).toThrow(problem);
  });
});

describe('mapping', () => {
  test('keeps structure, order and empty branches, and tells the path', () => {
    const tree = { encoder: { kernel: type(2), none: {} }, scale: type() };
    expect(mapTree<TensorType, string>(tree, ({ shape }, path) => `${path}:${shape}`)).toEqual({
      encoder: { kernel: 'encoder.kernel:2', none: {} },
      scale: 'scale:',
    });
  });

  test('visits what flattening visits', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const visited: [string, TensorType][] = [];
        const same = mapTree(tree, (value, path) => {
          visited.push([path, value]);
          return value;
        });
        expect(visited).toEqual(flattenTree(tree));
        expect(same).toEqual(tree);
      }),
    );
  });
});

describe('a leaf', () => {
  test('is a tensor, a host array, a type, something on a device, or no object', () => {
    const device = { type: type(2), read: async () => undefined, dispose: () => undefined };
    const values = {
      tensor: constant(1),
      host: { ...type(1), data: new Float32Array(1) },
      device,
      number: 3,
      nothing: null,
    };
    expect(flattenTree<unknown>(values as Tree<unknown>).map(([path]) => path)).toEqual(
      Object.keys(values),
    );
  });

  test('may be named type', () => {
    expect(flattenTree<TensorType>({ layer: { type: type(2) } })).toEqual([
      ['layer.type', type(2)],
    ]);
  });

  test('is found by its name, or its absence is explained', () => {
    expect(leaf({ kernel: type(2) }, 'kernel')).toEqual(type(2));
    expect(() => leaf({ kernel: type(2) }, 'bias')).toThrow('no tensor named bias among kernel');
    expect(() => leaf({}, 'bias')).toThrow('among none');
    expect(branch({ layer: { kernel: type(2) } }, 'layer')).toEqual({ kernel: type(2) });
    expect(branch({}, 'activation')).toEqual({});
  });
});
