/** One field of the form: its words, its value and what is wrong with it. */

import { useTranslation } from 'react-i18next';
import { regionOf } from '../../i18n/languages.ts';
import { isSame, valueAt } from '../../settings/changes.ts';
import { useSettingWords } from '../../settings/setting-words.ts';
import { useForm } from './form-context.ts';

export interface FieldState {
  readonly label: string;
  readonly description: string | undefined;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly isChanged: boolean;
  /** The recipe's own value, in words. */
  readonly original: string;
  /** In words what an empty field means. */
  readonly empty: string;
  readonly set: (value: unknown) => void;
  readonly reset: () => void;
}

export function useField(path: string): FieldState {
  const { t, i18n } = useTranslation('newRun');
  const { values, defaults, issues, refusals, set } = useForm();
  const words = useSettingWords();
  const value = valueAt(values, path);
  const original = valueAt(defaults, path);
  const issue = issues.get(path);
  const bound = issue?.bound?.toLocaleString(regionOf(i18n.language));
  return {
    label: words.label(path),
    description: words.help(path),
    value,
    error: issue ? t(`issues.${issue.kind}`, { bound }) : refusals.get(path),
    isChanged: original !== undefined && !isSame(value, original),
    original: words.value(original, path),
    empty: words.empty(path),
    set: (next) => set(path, next),
    reset: () => set(path, original),
  };
}
