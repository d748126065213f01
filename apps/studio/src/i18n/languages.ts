/** The studio's languages, and which of them is used. */

export const LANGUAGES = {
  en: 'English',
  es: 'Español',
} as const;

export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = 'alebrije-language';

function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);
}

/** The one chosen before, else the first of the browser's that there is, else English. */
export function initialLanguage(): Language {
  const remembered = readStored();
  if (isLanguage(remembered)) return remembered;
  const preferred = navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage);
  return preferred ?? 'en';
}

/** As the user's region writes the language: 1,234.5 in Mexico, 1.234,5 in Spain. */
export function regionOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    // Storage can be forbidden; then the choice lasts as long as the page.
    return null;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // As above.
  }
}
