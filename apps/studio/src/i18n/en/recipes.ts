export interface RecipeText {
  readonly title: string;
  readonly description: string;
}

/** None: the server's titles and descriptions are English. */
export const recipes: Record<string, RecipeText> = {};
