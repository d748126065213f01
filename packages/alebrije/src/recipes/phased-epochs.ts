/** The epochs of a training in phases, and how they follow the epochs that a user asks for. */

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * Epochs of each phase that add up to the total: a longer training lengthens the last phase, a
 * shorter one shortens all in proportion, none to nothing.
 * @param phases at least one epoch each
 * @param total at least as many epochs as there are phases
 */
export function fitPhases(phases: readonly number[], total: number): number[] {
  const planned = sum(phases);
  const last = phases.length - 1;
  if (total >= planned) return phases.with(last, phases[last]! + total - planned);
  let end = 0;
  return phases.map((_, index) => {
    const begin = end;
    const proportional = Math.round((total * sum(phases.slice(0, index + 1))) / planned);
    end = Math.max(begin + 1, Math.min(proportional, total - (last - index)));
    return end - begin;
  });
}
