/** The form of a new run, made from the recipes' schemas: what it accepts, and what it sends. */

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkEntries } from '../../../../apps/studio/src/pages/new-run/check.ts';
import { initialVariant, readEntries } from '../../../../apps/studio/src/pages/new-run/fields.ts';
import {
  changedSettings,
  pathOfMessage,
  trainCommand,
  type Values,
  withValue,
} from '../../../../apps/studio/src/settings/changes.ts';
import type { Recipe } from '../../src/recipes/recipe.ts';
import { findRecipe, recipes } from '../../src/recipes/registry.ts';
import { configure } from '../../src/runs/config.ts';

const entriesOf = ({ schema }: Recipe) => readEntries(z.toJSONSchema(schema, { io: 'input' }));

const defaultsOf = ({ defaults }: Recipe): Values => JSON.parse(JSON.stringify(defaults));

/** As the server hands settings to the command line. */
const settingTexts = (settings: Readonly<Record<string, unknown>>) =>
  Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);

/** What a run is configured with when these values stand in the form. */
function configured(recipe: Recipe, values: Values): unknown {
  return configure(recipe, settingTexts(changedSettings(defaultsOf(recipe), values)));
}

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))('%s', (_, recipe) => {
  test('its own configuration is right, and nothing of it is sent', () => {
    const values = defaultsOf(recipe);
    expect(entriesOf(recipe).map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(values)),
    );
    // What another run has to name has no default.
    const issues = [...checkEntries(entriesOf(recipe), values)].filter(
      ([path]) => path !== 'codec',
    );
    expect(issues).toEqual([]);
    expect(changedSettings(values, values)).toEqual({});
  });

  test('what is changed arrives as it stands in the form', () => {
    let values = defaultsOf(recipe);
    for (const [path, value] of [
      ['seed', 7],
      ['batchSize', 33],
      ['clipNorm', 0.5],
      ['optimizer.learningRate', 0.0625],
    ] as const) {
      values = withValue(values, path, value);
    }
    expect(configured(recipe, values)).toEqual(values);
  });
});

describe('an optimizer', () => {
  const recipe = findRecipe('conv-vae');
  const field = entriesOf(recipe).find(({ name }) => name === 'optimizer')!.field;
  const variants = field.kind === 'variants' ? field.variants : [];

  test('is one of five kinds', () => {
    expect(variants.map(({ name }) => name)).toEqual(['sgd', 'rmsprop', 'adam', 'adamW', 'nadam']);
  });

  test.each(variants.map((variant) => [variant.name, variant] as const))(
    'of the kind %s begins with its own defaults',
    (_, variant) => {
      const values = withValue(defaultsOf(recipe), 'optimizer', initialVariant(variant));
      expect(checkEntries(entriesOf(recipe), values).size).toBe(0);
      expect(configured(recipe, values)).toEqual(values);
    },
  );
});

describe('settings that are nested, optional or of several forms', () => {
  test('a warm-up is added and taken out', () => {
    const recipe = findRecipe('dense-vae');
    const values = withValue(defaultsOf(recipe), 'schedule.warmUp', { steps: 10, first: 0 });
    expect(changedSettings(defaultsOf(recipe), values)).toEqual({
      schedule: { name: 'constant', warmUp: { steps: 10, first: 0 } },
    });
    expect(configured(recipe, values)).toEqual(values);
    const without = withValue(values, 'schedule.warmUp', undefined);
    expect(changedSettings(defaultsOf(recipe), without)).toEqual({});
  });

  test.each([
    ['conv-vae', 'validation', 300],
    ['conv-vae', 'classes', [0, 'Bag']],
    ['conv-vae', 'imageChannels', 3],
    ['stacked-ae', 'hidden', [64, 16]],
    ['gaussian-denoising-ae', 'noise.level', [0.1, 0.3]],
    ['dcgan', 'penalty', { name: 'r1', weight: 10 }],
    ['ddpm', 'sampler.solver', { name: 'ddpm', variance: 'large' }],
    ['ddpm', 'network', 'large'],
  ])('%s with %s', (name, path, value) => {
    const recipe = findRecipe(name);
    const values = withValue(defaultsOf(recipe), path, value);
    expect([...checkEntries(entriesOf(recipe), values)]).toEqual([]);
    expect(configured(recipe, values)).toEqual(values);
  });
});

describe('what is wrong', () => {
  test.each([
    ['epochs', 0, 'above'],
    ['epochs', 2.5, 'integer'],
    ['epochs', '', 'required'],
    ['epochs', '-', 'number'],
    ['seed', -1, 'atLeast'],
    ['imageSize', 600, 'atMost'],
    ['averageDecay', 1.5, 'atMost'],
    ['optimizer.beta1', 1, 'below'],
    ['optimizer', { name: 'newton' }, 'choice'],
    ['classes', [], 'listLeast'],
    ['klWeight', -1, 'atLeast'],
  ])('%s cannot be %j', (path, value, kind) => {
    const recipe = findRecipe('conv-vae');
    const values = withValue(defaultsOf(recipe), path, value);
    expect(checkEntries(entriesOf(recipe), values).get(path)).toMatchObject({ kind });
    // The form is no stricter than the recipe.
    expect(recipe.schema.safeParse(values).success).toBe(false);
  });

  test('is found in what the server answers', () => {
    const values = defaultsOf(findRecipe('conv-vae'));
    const message = 'optimizer.learningRate cannot be -1: Too small: expected number to be >=0';
    expect(pathOfMessage(message, values)).toBe('optimizer.learningRate');
    expect(pathOfMessage('there are already 8 trainings', values)).toBeUndefined();
  });
});

test('the command line says the same', () => {
  const settings = {
    epochs: 3,
    'optimizer.learningRate': 0.01,
    classes: [0, 'Bag'],
    data: 'moons',
  };
  expect(trainCommand('conv-vae', settings, 'mine')).toBe(
    `npx alebrije train conv-vae --set epochs=3 --set optimizer.learningRate=0.01 --set 'classes=[0,"Bag"]' --set data=moons --out runs/mine`,
  );
});
