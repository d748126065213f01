/** The examples of a dataset's rare group. */

import { type Dataset, type Examples, exampleCount } from './dataset.ts';

/**
 * For each example 1 if it has all attributes of the dataset's rare group, else 0; nothing if the dataset
 * has no such group.
 */
export function rareMembers(
  { rareGroup }: Pick<Dataset, 'rareGroup'>,
  examples: Examples,
): Uint8Array | undefined {
  const { attributes } = examples;
  if (!rareGroup || !attributes) return undefined;
  const { names, values } = attributes;
  const columns = rareGroup.attributes.map((name) => names.indexOf(name));
  const members = new Uint8Array(exampleCount(examples));
  for (let example = 0; example < members.length; example++) {
    const row = example * names.length;
    members[example] = columns.every((column) => values[row + column] === 1) ? 1 : 0;
  }
  return members;
}
