/** What there is to train. */

import { Hono } from 'hono';
import { z } from 'zod';
import type { Recipe } from '../../recipes/recipe.ts';
import { recipes } from '../../recipes/registry.ts';
import type { RecipeInfo } from '../contract/runs.ts';

function describe(recipe: Recipe): RecipeInfo {
  const { name, title, family, row, description, source, defaults, codecs, expected } = recipe;
  return {
    name,
    title,
    family,
    row,
    description,
    source,
    data: defaults.data,
    defaults: { ...defaults },
    schema: z.toJSONSchema(recipe.schema, { io: 'input', unrepresentable: 'any' }),
    ...(codecs && { codecs }),
    expected,
  };
}

export function recipeRoutes() {
  let described: readonly RecipeInfo[] | undefined;
  return new Hono().get('/', (context) => {
    described ??= recipes.map(describe);
    return context.json(described);
  });
}
