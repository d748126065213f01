/** Nested records (parameters, state, batches): mapping, flattening to dotted paths, and back. */

import type { Tree } from '../graph/types.ts';

/** Tells a leaf from a branch: leaves are class instances, arrays or records marked by `isLeaf`. */
type IsLeaf<T> = (value: T | Tree<T>) => value is T;

const hasType = (value: object): boolean =>
  'dtype' in value && 'shape' in value && Array.isArray(value.shape);

/**
 * The default: a leaf is whatever carries an element type and a shape (Tensor, HostTensor, TensorType),
 * or can be read from a device. A branch may have a leaf named `type`.
 */
function isTyped<T>(value: T | Tree<T>): value is T {
  if (typeof value !== 'object' || value === null) return true;
  return hasType(value) || ('read' in value && typeof value.read === 'function');
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

type Branch<T> = Map<string, T | Branch<T>>;

// Object.fromEntries makes own properties of all names, `__proto__` and `constructor` among them.
function recordOf<T>(branch: Branch<T>): Tree<T> {
  return Object.fromEntries(
    Array.from(branch, ([name, value]) => [name, value instanceof Map ? recordOf(value) : value]),
  );
}

/**
 * The inverse of flattenTree.
 * @throws Error if a path is given twice, or runs through another one's leaf
 */
export function unflattenTree<T>(leaves: Iterable<readonly [path: string, leaf: T]>): Tree<T> {
  const root: Branch<T> = new Map();
  for (const [path, leaf] of leaves) {
    const names = path.split('.');
    const last = names.pop()!;
    let branch = root;
    for (const name of names) {
      const next = branch.get(name) ?? new Map();
      if (!(next instanceof Map)) throw new Error(`${path} runs through a tensor named ${name}`);
      branch.set(name, next);
      branch = next;
    }
    if (branch.has(last)) throw new Error(`two entries are named ${path}`);
    branch.set(last, leaf);
  }
  return recordOf(root);
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
