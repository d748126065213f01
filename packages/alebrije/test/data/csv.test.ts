import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsvDataset } from '../../src/data/csv-dataset.ts';
import { readCsv } from '../../src/data/csv-file.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';

function csvFile(text: string): string {
  const path = join(temporaryFolder(), 'points.csv');
  fs.writeFileSync(path, text);
  return path;
}

describe('readCsv', () => {
  test('numbers of any size come back, with a header or without', async () => {
    const row = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 3,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (rows, isHeaded) => {
          const lines = [...(isHeaded ? ['x,y,z'] : []), ...rows.map((cells) => cells.join(','))];
          const { values, columns, count, faults } = await readCsv(csvFile(lines.join('\n')));
          expect([...values]).toEqual(rows.flat().map((value) => Math.fround(value) + 0));
          expect(columns).toEqual(isHeaded ? ['x', 'y', 'z'] : ['1', '2', '3']);
          expect([count, faults]).toEqual([rows.length, []]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['commas', '1,2\n3,4\n'],
    ['semicolons', '1;2\r\n3;4'],
    ['tabs and a byte-order mark', '\ufeff1\t2\n\n3\t4\n\n'],
    ['spaces and quotes', ' 1 , "2"\n"3", 4'],
  ])('%s separate cells', async (_, text) => {
    expect([...(await readCsv(csvFile(text))).values]).toEqual([1, 2, 3, 4]);
  });

  test('a column of text is the class, and so is one that is called so', async () => {
    const text = await readCsv(csvFile('x,kind,y\n1,b,2\n3,a,4\n5,b,6'));
    expect(text.classNames).toEqual(['a', 'b']);
    expect(text.labels).toEqual(Int32Array.of(1, 0, 1));
    expect(text.columns).toEqual(['x', 'y']);
    expect([...text.values]).toEqual([1, 2, 3, 4, 5, 6]);
    const named = await readCsv(csvFile('x,Label\n0.5,10\n0.5,9\n'));
    expect([named.classNames, named.columns]).toEqual([['9', '10'], ['x']]);
    const bare = await readCsv(csvFile('0.5,cat\n0.25,dog\n'));
    expect([bare.classNames, bare.count]).toEqual([['cat', 'dog'], 2]);
  });

  test('rows that cannot be used are told by their lines, the others kept', async () => {
    const text = 'x,y\n1,2\n3,nan\n,4\n5\n6,7,8\nsix,1\n1e400,2\n9,10\n';
    const { values, faults } = await readCsv(csvFile(text));
    expect([...values]).toEqual([1, 2, 9, 10]);
    expect(faults).toEqual([
      { line: 3, message: '"nan" in y is no number' },
      { line: 4, message: '"" in x is no number' },
      { line: 5, message: 'it has 1 cells, the first row has 2' },
      { line: 6, message: 'it has 3 cells, the first row has 2' },
      { line: 7, message: '"six" in x is no number' },
      { line: 8, message: '"1e400" in x is no number' },
    ]);
  });

  test.each([
    ['an empty file', '', /is empty/],
    ['two columns of text', 'a,b,c\n1,x,y\n', /text in more than one column \(b, c\)/],
    ['nothing but a class', 'label\na\nb\n', /no column of numbers/],
    [
      'names instead of classes',
      `x,who\n${Array.from({ length: 1001 }, (_, i) => `1,n${i}`).join('\n')}`,
      /1001 different texts/,
    ],
    ['an open quote', '"1,2\n3,4', /is no CSV file that can be read/],
  ])('%s is a user error', async (_, text, message) => {
    await expect(readCsv(csvFile(text))).rejects.toThrow(message);
    await expect(readCsv(csvFile(text))).rejects.toThrow(UserError);
  });

  test('a missing file is a user error', async () => {
    await expect(readCsv('/nowhere/points.csv')).rejects.toThrow('cannot be read');
  });
});

describe('readCsvDataset', () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i},${100 * i},${i % 2 ? 'odd' : 'even'}`);
  const text = ['x,y,parity', ...rows].join('\n');

  test('has every row once, with its class, in an order of its own; the last tenth tests', async () => {
    const { train, test: tested, classNames, kind } = await readCsvDataset(csvFile(text), 'mine');
    expect([kind, classNames]).toEqual(['vector', ['even', 'odd']]);
    expect([train.values.shape, tested.values.shape]).toEqual([
      [27, 2],
      [3, 2],
    ]);
    const seen = [train, tested].flatMap(({ values, labels }) =>
      [...labels!].map((label, row) => {
        const [x, y] = values.data.subarray(2 * row, 2 * row + 2);
        expect([label, y]).toEqual([x! % 2, 100 * x!]);
        return x!;
      }),
    );
    expect(seen).not.toEqual([...seen].sort((a, b) => a - b));
    expect(seen.sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
  });

  test('standardised, every column has mean 0 and standard deviation 1, a constant one is 0', async () => {
    const path = csvFile(rows.map((_, i) => `${i},${1000 + 5 * i},7`).join('\n'));
    const { train, test: tested } = await readCsvDataset(path, 'mine', { standardise: true });
    const all = [...train.values.data, ...tested.values.data];
    for (const column of [0, 1]) {
      const values = all.filter((_, at) => at % 3 === column);
      const mean = values.reduce((sum, value) => sum + value, 0) / 30;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 30;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 5);
    }
    expect(all.filter((_, at) => at % 3 === 2).every((value) => value === 0)).toBe(true);
  });

  test('a faulty row, or too few rows, are refused with what to do', async () => {
    await expect(readCsvDataset(csvFile(`${text}\n1,,odd\n1,x,odd`), 'mine')).rejects.toThrow(
      /points\.csv line 32: "" in y is no number \(and 1 more\).*datasets doctor/,
    );
    await expect(readCsvDataset(csvFile('1,2\n3,4'), 'mine')).rejects.toThrow('has 2 rows; 10 are');
  });
});
