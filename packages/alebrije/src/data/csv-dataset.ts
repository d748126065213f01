/** A CSV file of vectors as a dataset. */

import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { drawPermutation, fold, key } from '../tensor/key.ts';
import { type CsvTable, readCsv } from './csv-file.ts';
import { type Dataset, splitLast } from './dataset.ts';
import { FEWEST_EXAMPLES } from './images/image-dataset.ts';
import { pickExamples } from './selection.ts';

export interface CsvOptions {
  /** Subtract each column's mean and divide by its standard deviation. */
  readonly standardise?: boolean;
}

/** Differs when the file is changed. */
export async function csvFingerprint(path: string, options: CsvOptions = {}): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return JSON.stringify([options, size, mtimeMs]);
}

/**
 * Rows in an order that is random but always the same; the last tenth are test examples.
 * @throws UserError if there are too few rows, or one is faulty
 */
export async function readCsvDataset(
  path: string,
  name: string,
  { standardise = false }: CsvOptions = {},
): Promise<Dataset> {
  const table = await readCsv(path);
  const [fault] = table.faults;
  if (fault) {
    const more = table.faults.length > 1 ? ` (and ${table.faults.length - 1} more)` : '';
    throw new UserError(
      `${path} line ${fault.line}: ${fault.message}${more}; \`alebrije datasets doctor ${path}\` lists them`,
    );
  }
  const { count, labels, classNames } = table;
  if (count < FEWEST_EXAMPLES) {
    throw new UserError(`${path} has ${count} rows; ${FEWEST_EXAMPLES} are the fewest`);
  }
  const data = standardise ? standardised(table) : table.values;
  const shuffled = pickExamples(
    {
      values: { dtype: 'float32', shape: [count, table.columns.length], data },
      ...(labels && { labels }),
    },
    drawPermutation(fold(key(0), 'rows'), count),
  );
  const [train, test] = splitLast(shuffled, Math.ceil(count / 10));
  return {
    name,
    kind: 'vector',
    train,
    test,
    ...(classNames && { classNames }),
    source: `${count} rows in ${path}${standardise ? ', standardised' : ''}`,
  };
}

/** Mean and standard deviation of each column. */
export function columnStatistics({ values, columns, count }: CsvTable) {
  return columns.map((name, column) => {
    let [sum, squares] = [0, 0];
    for (let at = column; at < values.length; at += columns.length) sum += values[at]!;
    const mean = sum / count;
    for (let at = column; at < values.length; at += columns.length) {
      squares += (values[at]! - mean) ** 2;
    }
    return { name, mean, deviation: Math.sqrt(squares / count) };
  });
}

function standardised(table: CsvTable): Float32Array {
  const statistics = columnStatistics(table);
  return table.values.map((value, at) => {
    const { mean, deviation } = statistics[at % statistics.length]!;
    return (value - mean) / (deviation || 1);
  });
}
