/** The datasets as a list for people and programs. */

import type { DatasetEntry } from '../data/registry.ts';
import { formatCount, formatTable } from './table.ts';

export function datasetList(entries: readonly DatasetEntry[]): {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
} {
  const rows = entries.map(({ name, shape, sizes, description }) => [
    name,
    sizes.map(formatCount).join(' + '),
    shape.join(' x '),
    description,
  ]);
  return {
    json: {
      datasets: entries.map(({ name, description, kind, shape, sizes, licence }) => {
        const [train, test] = sizes;
        return { name, description, kind, shape, sizes: { train, test }, licence };
      }),
    },
    text: formatTable(['dataset', 'examples', 'shape', 'description'], rows),
  };
}
