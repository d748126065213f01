/** Settings as the parameters of a link, and back. Only what differs from the beginning is written. */

import {
  fitNumber,
  initialSettings,
  type LabSettings,
  SETTINGS,
  type Setting,
  type SettingName,
  settingNames,
} from './settings.ts';

type Value = LabSettings[SettingName];

function textOf(value: Value): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'object' ? value.join('.') : String(value);
}

/** The value that a text stands for, or nothing if the setting cannot have it. */
function readValue(setting: Setting, text: string): Value | undefined {
  switch (setting.kind) {
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) return undefined;
      return fitNumber(setting, value) === value ? value : undefined;
    }
    case 'choice':
      return setting.choices.find((choice) => choice === text) as Value | undefined;
    case 'set': {
      const parts = text === '' ? [] : text.split('.');
      const isKnown = parts.every((part) => setting.choices.includes(part));
      return isKnown
        ? (setting.choices.filter((choice) => parts.includes(choice)) as Value)
        : undefined;
    }
    case 'flag':
      return text === '1' ? true : text === '0' ? false : undefined;
    case 'text':
      return [...text].length <= setting.longest ? text : undefined;
  }
}

export function settingParameters(settings: LabSettings): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of settingNames) {
    const text = textOf(settings[name]);
    if (text !== textOf(initialSettings[name])) parameters.set(name, text);
  }
  return parameters;
}

export interface ReadSettings {
  readonly settings: LabSettings;
  /** Names of parameters that no setting has, or whose value it cannot have; their settings are the initial ones. */
  readonly refused: readonly string[];
}

/** @param ignored names of parameters that are no settings */
export function readSettings(
  parameters: URLSearchParams,
  ignored: readonly string[] = [],
): ReadSettings {
  const read: Partial<Record<SettingName, Value>> = {};
  const refused: string[] = [];
  for (const [name, text] of parameters) {
    if (ignored.includes(name)) continue;
    const value = Object.hasOwn(SETTINGS, name)
      ? readValue(SETTINGS[name as SettingName], text)
      : undefined;
    if (value === undefined) refused.push(name);
    else read[name as SettingName] = value;
  }
  return { settings: { ...initialSettings, ...read } as LabSettings, refused };
}
