/** Colours that tell runs apart, in both schemes (theme.ts). */

const COUNT = 8;

export function runColour(place: number): string {
  return `var(--studio-run-${(place % COUNT) + 1})`;
}
