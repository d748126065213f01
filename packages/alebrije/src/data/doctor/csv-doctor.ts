/** What is wrong with a CSV file of vectors. */

import { columnStatistics } from '../csv-dataset.ts';
import { type CsvTable, readCsv } from '../csv-file.ts';
import { FEWEST_EXAMPLES } from '../images/image-dataset.ts';
import { type Diagnosis, type Finding, fault, findSparsity, listed, warning } from './finding.ts';

/** Standard deviations and means beyond this are hard on networks that expect about 1. */
const LARGEST_SCALE = 10;
const SMALLEST_SCALE = 0.01;

/** @throws UserError if it cannot be read at all */
export async function diagnoseCsv(path: string): Promise<Diagnosis> {
  const table = await readCsv(path);
  const { count, columns, classNames } = table;
  const findings = [
    ...findFaults(table),
    ...findSparsity(count, FEWEST_EXAMPLES, classSizes(table)),
    ...findRepeatedRows(table),
    ...findUnevenColumns(table),
  ];
  const classes = classNames ? `, ${classNames.length} classes` : '';
  return {
    summary: `rows: ${count}, columns: ${columns.length}${classes}`,
    findings,
  };
}

function findFaults({ faults }: CsvTable): Finding[] {
  if (faults.length === 0) return [];
  const lines = faults.map(({ line, message }) => `line ${line}: ${message}`);
  return [fault('unusableRows', { listed: listed(lines) })];
}

function classSizes({ labels, classNames }: CsvTable): ReadonlyMap<string, number> {
  const sizes = new Map(classNames?.map((name) => [name, 0]));
  for (const label of labels ?? []) {
    const name = classNames![label]!;
    sizes.set(name, sizes.get(name)! + 1);
  }
  return sizes;
}

function findRepeatedRows({ values, columns, count }: CsvTable): Finding[] {
  const seen = new Set<string>();
  let repeated = 0;
  for (let row = 0; row < count; row++) {
    const text = values.subarray(row * columns.length, (row + 1) * columns.length).join();
    if (seen.has(text)) repeated += 1;
    seen.add(text);
  }
  return repeated === 0 ? [] : [warning('repeatedRows', { count: repeated })];
}

function findUnevenColumns(table: CsvTable): Finding[] {
  if (table.count === 0) return [];
  const statistics = columnStatistics(table);
  const constant = statistics.filter(({ deviation }) => deviation === 0);
  const uneven = statistics.filter(
    ({ mean, deviation }) =>
      deviation > LARGEST_SCALE ||
      Math.abs(mean) > LARGEST_SCALE ||
      (deviation > 0 && deviation < SMALLEST_SCALE),
  );
  const findings: Finding[] = [];
  if (constant.length > 0) {
    const names = constant.map(({ name }) => name);
    findings.push(warning('constantColumns', { listed: listed(names) }));
  }
  if (uneven.length > 0) {
    const described = uneven.map(
      ({ name, mean, deviation }) =>
        `${name} (mean ${mean.toPrecision(3)}, standard deviation ${deviation.toPrecision(3)})`,
    );
    findings.push(warning('unevenColumns', { listed: listed(described) }));
  }
  return findings;
}
