/** Texts of the page: one namespace a page, each language loaded when it is used. */

import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type * as english from './en/index.ts';
import { initialLanguage, type Language, rememberLanguage } from './languages.ts';

/** Namespace → texts; English is the shape that every language has. */
export type Texts = typeof english;

const loaders: Record<Language, () => Promise<Texts>> = {
  en: () => import('./en/index.ts'),
  es: () => import('./es/index.ts'),
};

export const translations: i18n = createInstance();

async function load(language: Language): Promise<void> {
  const texts = await loaders[language]();
  for (const [namespace, bundle] of Object.entries(texts)) {
    translations.addResourceBundle(language, namespace, bundle);
  }
  document.documentElement.lang = language;
}

export async function startTranslations(): Promise<void> {
  const language = initialLanguage();
  await translations.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'shell',
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(language);
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  rememberLanguage(language);
  await translations.changeLanguage(language);
}
