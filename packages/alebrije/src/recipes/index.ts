/** All recipes, and how to define one. */

export { defineRecipe, type Recipe, trainingDefaults, trainingSchema } from './recipe.ts';
export { findRecipe, recipes } from './registry.ts';
