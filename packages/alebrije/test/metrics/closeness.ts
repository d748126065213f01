import { expect } from 'vitest';

/** Every entry within `tolerance`, absolute or relative, whichever is larger. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const bound = tolerance * Math.max(1, Math.abs(expected[i]!));
    const distance = Math.abs(actual[i]! - expected[i]!);
    expect(distance, `entry ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(bound);
  }
}
