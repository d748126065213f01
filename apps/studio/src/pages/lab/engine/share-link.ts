/** The whole set-up of the lab as the fragment of an address: settings by name, and the drawn points. */

import { type Drawing, readDrawing, writeDrawing } from './drawn-points.ts';
import { readSettings, settingParameters } from './setting-text.ts';
import type { LabSettings } from './settings.ts';

const DRAWING = 'drawing';

export interface SetUp {
  readonly settings: LabSettings;
  readonly drawing: Drawing;
}

/** Without '#'; empty for the lab as it is at first. */
export async function writeFragment({ settings, drawing }: SetUp): Promise<string> {
  const parameters = settingParameters(settings);
  if (drawing.length > 0) parameters.set(DRAWING, await writeDrawing(drawing));
  return parameters.toString();
}

export interface ReadSetUp extends SetUp {
  /** Names of what could not be read and is as at first. */
  readonly refused: readonly string[];
}

/** @param fragment with '#' or without */
export async function readFragment(fragment: string): Promise<ReadSetUp> {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const { settings, refused } = readSettings(parameters, [DRAWING]);
  const text = parameters.get(DRAWING);
  if (text === null) return { settings, drawing: [], refused };
  try {
    return { settings, drawing: await readDrawing(text), refused };
  } catch {
    return { settings, drawing: [], refused: [...refused, DRAWING] };
  }
}
