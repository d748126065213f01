/** Nested records (parameters, state, batches): mapping, flattening to dotted paths, and back. */

import type { Tree } from '../graph/types.ts';

/** Tells a leaf from a branch: leaves are class instances, arrays or records marked by `isLeaf`. */
type IsLeaf<T> = (value: T | Tree<T>) => value is T;

const hasType = (value: object): boolean =>
  'dtype' in value && 'shape' in value && Array.isArray(value.shape);

/** The default: a leaf is whatever carries an element type and a shape (Tensor, HostTensor, TensorType). */
function isTyped<T>(value: T | Tree<T>): value is T {
  if (typeof value !== 'object' || value === null) return true;
  return hasType(value) || ('type' in value && hasType(value.type as object));
}

/** Leaves in the order of the record's keys, each with its path. */
export function flattenTree<T>(
  tree: Tree<T>,
  isLeaf: IsLeaf<T> = isTyped,
  prefix = '',
): [path: string, leaf: T][] {
  return Object.entries(tree).flatMap(([name, value]): [string, T][] =>
    isLeaf(value)
      ? [[`${prefix}${name}`, value]]
      : flattenTree(value as Tree<T>, isLeaf, `${prefix}${name}.`),
  );
}

/** The inverse of flattenTree. */
export function unflattenTree<T>(leaves: Iterable<readonly [path: string, leaf: T]>): Tree<T> {
  const root: Record<string, unknown> = {};
  for (const [path, leaf] of leaves) {
    const names = path.split('.');
    let branch = root;
    for (const name of names.slice(0, -1)) {
      branch[name] ??= {};
      branch = branch[name] as Record<string, unknown>;
    }
    branch[names.at(-1)!] = leaf;
  }
  return root as Tree<T>;
}

/** Applies a function to every leaf; keeps the structure, empty branches included. */
export function mapTree<T, R>(
  tree: Tree<T>,
  map: (leaf: T, path: string) => R,
  isLeaf: IsLeaf<T> = isTyped,
  prefix = '',
): Tree<R> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      name,
      isLeaf(value)
        ? map(value, `${prefix}${name}`)
        : mapTree(value as Tree<T>, map, isLeaf, `${prefix}${name}.`),
    ]),
  );
}

/** The branch of that name, or an empty one: a layer without parameters has none. */
export function branch<T>(tree: Tree<T>, name: string): Tree<T> {
  return (tree[name] ?? {}) as Tree<T>;
}

/** @throws Error if the tree has no leaf of that name */
export function leaf<T>(tree: Tree<T>, name: string): T {
  const value = tree[name];
  if (value === undefined) {
    throw new Error(`no tensor named ${name} among ${Object.keys(tree).join(', ') || 'none'}`);
  }
  return value as T;
}
