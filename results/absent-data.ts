/** Trainings whose data are not on this machine and cannot be made: they are left out of the page. */

import { DATASETS } from '../packages/alebrije/src/data/entries.ts';
import type { Training } from './training.ts';

/** By the training's name: what its data are and how they are had. */
export type AbsentData = ReadonlyMap<string, { readonly data: string; readonly mend: string }>;

/** Its embedded subset stands in for it where the list is tried, and else it is asked for by itself. */
const WITH_STAND_IN = 'fashion-mnist';

function dataOf({ recipe, settings }: Training): string {
  const chosen = settings.findLast((setting) => setting.startsWith('data='));
  return chosen?.slice('data='.length) ?? recipe.defaults.data;
}

export async function absentData(trainings: Iterable<Training>): Promise<AbsentData> {
  const absent = new Map<string, { data: string; mend: string }>();
  for (const training of trainings) {
    const data = dataOf(training);
    const entry = DATASETS.find(({ name }) => name === data);
    if (data === WITH_STAND_IN || !entry?.isPresent || entry.prepare) continue;
    if (await entry.isPresent()) continue;
    absent.set(training.name, { data, mend: entry.mend ?? '' });
  }
  return absent;
}

/** A line for the page. @param page its name */
export function absenceText(
  page: string,
  name: string,
  { data, mend }: { data: string; mend: string },
): string {
  return `\`${name}\` is left out: its data, ${data}, were not on the machine. To train it, ${mend}; then \`npm run results -- ${page} --only ${name}\`.`;
}
