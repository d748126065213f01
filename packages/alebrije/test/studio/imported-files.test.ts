/** What of dropped files is imported. */

import { describe, expect, test } from 'vitest';
import { whatToImport } from '../../../../apps/studio/src/pages/data/imported-files.ts';

const fileOf = (name: string, bytes = 3) => {
  const file = new File(['abc'], name);
  return Object.defineProperty(file, 'size', { value: bytes });
};

const namesOf = (...names: string[]) => whatToImport(names.map((name) => fileOf(name)));

describe('dropped files', () => {
  test('one archive is taken as it is, whatever text lies beside it', () => {
    const archive = fileOf('Pets.ZIP');
    expect(whatToImport([archive])).toEqual({ archive });
    expect(whatToImport([fileOf('notes.txt'), archive])).toEqual({ archive });
  });

  test('of several files the images are taken', () => {
    const images = [fileOf('a.png'), fileOf('b.JPEG')];
    expect(whatToImport([...images, fileOf('notes.txt'), fileOf('old.zip')])).toEqual({ images });
  });

  test('what cannot be imported is refused by its reason', () => {
    expect(namesOf()).toEqual({ refused: 'wrongFile' });
    expect(namesOf('notes.txt', 'zip')).toEqual({ refused: 'wrongFile' });
    expect(namesOf('a.zip', 'b.zip')).toEqual({ refused: 'twoArchives' });
    expect(whatToImport([fileOf('a.zip', 2 ** 30)])).toEqual({ refused: 'tooLarge' });
    const halves = [fileOf('a.png', 2 ** 28), fileOf('b.png', 2 ** 28 + 1)];
    expect(whatToImport(halves)).toEqual({ refused: 'tooLarge' });
    const many = Array.from({ length: 100_001 }, () => fileOf('a.png'));
    expect(whatToImport(many)).toEqual({ refused: 'tooMany' });
  });
});
