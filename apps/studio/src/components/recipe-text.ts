/** Titles and descriptions of recipes in the user's language; the server's own are English. */

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecipeText } from '../i18n/en/recipes.ts';

interface RecipeWords {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
}

export function useRecipeText(): (recipe: RecipeWords) => RecipeText {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    ({ name, title, description = '' }: RecipeWords) => {
      const own: unknown = i18n.getResource(language, 'recipes', name);
      return own === undefined ? { title, description } : (own as RecipeText);
    },
    [i18n, language],
  );
}
