/** How often the examples of a group are drawn. */

/** By name: for each training example 1 if it belongs to the group, else 0. */
export type ExampleGroups = Readonly<Record<string, Uint8Array>>;

/** Of each group its share among the examples drawn, as `<name>Share`. */
export function groupShares(
  groups: ExampleGroups = {},
  batches: readonly Int32Array[],
): Record<string, number> {
  const drawn = batches.reduce((sum, batch) => sum + batch.length, 0);
  return Object.fromEntries(
    Object.entries(groups).map(([name, members]) => {
      let count = 0;
      for (const batch of batches) for (const index of batch) count += members[index]!;
      return [`${name}Share`, count / drawn];
    }),
  );
}
