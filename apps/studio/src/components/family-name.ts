import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The family of a recipe in words; one that the page does not know keeps its name. */
export function useFamilyName(): (family: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (family: string) => {
      const key = `family.${family}`;
      return i18n.exists(key, { ns: 'shell' }) ? t(key as 'family.autoencoder') : family;
    },
    [t, i18n],
  );
}
