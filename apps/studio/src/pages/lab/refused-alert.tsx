/** Which parts of a link could not be read, in the words that the page has for them. */

import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MODELS, type SettingName, settingNames } from './engine/settings.ts';

/** More names, and longer ones that no setting has, are left out. */
const MOST_NAMES = 6;
const MOST_LETTERS = 24;

/** What the page calls a part of a link; its name in the link where it has no such part. */
function useWords(): (name: string) => string {
  const { t, i18n } = useTranslation('lab');
  const modelOf = (name: string) => MODELS.find((model) => model === name.split('.')[0]);
  return (name) => {
    if (name === 'drawing') return t('controls.drawing');
    if (!settingNames.includes(name as SettingName)) return name.slice(0, MOST_LETTERS);
    const model = modelOf(name);
    const path = `settings.${name}.label`;
    const word = i18n.exists(path, { ns: 'lab' }) ? t(path as 'title') : undefined;
    if (!model) return word ?? name;
    const own = name.endsWith('.show') ? t('show.label') : word;
    return [t(`models.${model}.name`), ...(own ? [own] : [])].join(': ');
  };
}

export function RefusedAlert({ refused }: { readonly refused: readonly string[] }) {
  const { t } = useTranslation('lab');
  const [isRead, setIsRead] = useState(false);
  const wordOf = useWords();
  if (isRead || refused.length === 0) return null;
  const words = [...new Set(refused.map(wordOf))];
  const names = words.slice(0, MOST_NAMES).join(', ');
  return (
    <Alert
      color="orange"
      mb="md"
      withCloseButton
      closeButtonLabel={t('controls.dismiss')}
      onClose={() => setIsRead(true)}
    >
      {t('controls.refused', { names: words.length > MOST_NAMES ? `${names} …` : names })}
    </Alert>
  );
}
