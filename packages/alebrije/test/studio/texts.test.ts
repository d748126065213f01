/** Every text of the page in both languages, and in Spanish what the server says in English. */

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as english from '../../../../apps/studio/src/i18n/en/index.ts';
import * as spanish from '../../../../apps/studio/src/i18n/es/index.ts';
import {
  type Entry,
  type Field,
  readEntries,
} from '../../../../apps/studio/src/pages/new-run/fields.ts';
import { DATA_FINDING_TEXTS } from '../../src/data/doctor/finding-texts.ts';
import { DATASETS } from '../../src/data/entries.ts';
import { recipes } from '../../src/recipes/registry.ts';
import { FINDING_TEXTS } from '../../src/train/finding-texts.ts';

/** Namespaces that only say in Spanish what the server says in English. */
const SERVED = ['recipes', 'datasets', 'findings', 'errors'];

/** 'runs.count_one' → the text. */
function flatTexts(texts: unknown, prefix = ''): Map<string, string> {
  if (typeof texts === 'string') return new Map([[prefix, texts]]);
  return new Map(
    Object.entries(texts as Record<string, unknown>).flatMap(([key, inner]) => [
      ...flatTexts(inner, prefix === '' ? key : `${prefix}.${key}`),
    ]),
  );
}

const own = (texts: object) =>
  flatTexts(Object.fromEntries(Object.entries(texts).filter(([name]) => !SERVED.includes(name))));
const texts = { en: own(english), es: own(spanish) };

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

describe('texts', () => {
  test('both languages have the same keys', () => {
    expect([...texts.es.keys()].sort()).toEqual([...texts.en.keys()].sort());
    expect(texts.en.size).toBeGreaterThan(300);
  });

  test('none is empty, and a translation fills in the same values', () => {
    for (const [key, text] of texts.en) {
      const translated = texts.es.get(key)!;
      expect(text.trim(), key).not.toBe('');
      expect(translated.trim(), key).not.toBe('');
      expect(new Set(placeholders(translated)), key).toEqual(new Set(placeholders(text)));
    }
  });

  test('what is counted has a singular and a plural', () => {
    for (const key of texts.en.keys()) {
      if (key.endsWith('_one'))
        expect(texts.en.has(key.replace(/_one$/, '_other')), key).toBe(true);
    }
  });
});

describe('in Spanish', () => {
  test.each(recipes.map(({ name }) => name))(
    'the recipe %s has a title and a description',
    (name) => {
      expect(spanish.recipes[name]).toMatchObject({
        title: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\S/),
      });
    },
  );

  test('there is no recipe that the catalogue does not have', () => {
    const names = recipes.map(({ name }) => name);
    expect(Object.keys(spanish.recipes).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(DATASETS.map(({ name, licence, mend }) => ({ name, licence, mend })))(
    'the dataset $name is described',
    ({ name, licence, mend }) => {
      const { descriptions, licences, notes } = spanish.datasets;
      expect(descriptions[name]).toMatch(/\S/);
      if (/\b(the|none|only|free|needed)\b/.test(licence)) expect(licences[licence]).toMatch(/\S/);
      if (mend !== undefined) expect(notes[name]).toMatch(/\S/);
    },
  );

  test.each([
    ['training', FINDING_TEXTS],
    ['data', DATA_FINDING_TEXTS],
  ] as const)('the doctor of %s says all that it says in English', (group, said) => {
    const own = flatTexts(spanish.findings[group]);
    const served = flatTexts(said);
    expect([...own.keys()].sort()).toEqual([...served.keys()].sort());
    for (const [key, text] of served) {
      expect(new Set(placeholders(own.get(key)!)), key).toEqual(new Set(placeholders(text)));
      expect(own.get(key), key).not.toBe(text);
    }
  });
});

/** Names of all settings, nested ones too, and their values that are words. */
function namesOf(entries: readonly Entry[]): { settings: string[]; words: string[] } {
  const found = entries.map(({ name, field }) => {
    const inner = insideOf(field);
    return { settings: [name, ...inner.settings], words: inner.words };
  });
  return {
    settings: found.flatMap(({ settings }) => settings),
    words: found.flatMap(({ words }) => words),
  };
}

function insideOf(field: Field): { settings: string[]; words: string[] } {
  switch (field.kind) {
    case 'choice':
      return { settings: [], words: field.values.filter((value) => typeof value === 'string') };
    case 'object':
      return namesOf(field.entries);
    case 'variants': {
      const names = field.variants.map(({ name }) => name);
      const inner = field.variants.map(({ entries }) => namesOf(entries));
      return {
        settings: ['name', ...inner.flatMap(({ settings }) => settings)],
        words: [...names, ...inner.flatMap(({ words }) => words)],
      };
    }
    case 'either': {
      const inner = field.forms.map(insideOf);
      return {
        settings: inner.flatMap(({ settings }) => settings),
        words: inner.flatMap(({ words }) => words),
      };
    }
    case 'nullable':
      return insideOf(field.inner);
    default:
      return { settings: [], words: [] };
  }
}

describe('settings', () => {
  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    'those of %s have names, and so have their values',
    (_, { schema }) => {
      const { settings, words } = namesOf(readEntries(z.toJSONSchema(schema, { io: 'input' })));
      const { labels, values } = english.settings;
      expect(settings.filter((name) => !(name in labels))).toEqual([]);
      expect(words.filter((word) => !(word in values))).toEqual([]);
    },
  );
});
