import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import {
  type MetricsRecord,
  openMetricsLog,
  readMetrics,
} from '../../../src/train/files/metrics-log.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

function writeAll(path: string, records: readonly MetricsRecord[], step = 0): void {
  const log = openMetricsLog(path, step);
  for (const record of records) log.append(record);
  log.close();
}

const steps = (path: string) => readMetrics(path).map(({ step }) => step);

test('records come back as they were, also NaN and infinities', () => {
  const path = join(temporaryFolder(), 'metrics.jsonl');
  const records: MetricsRecord[] = [
    { step: 1, epoch: 1, loss: 0.1, phase: 'warm-up', improved: true, valLoss: null },
    { step: 2, loss: NaN, kl: Infinity, gain: -Infinity },
  ];
  writeAll(path, records);
  expect(readMetrics(path)).toEqual(records);
  expect(fs.readFileSync(path, 'utf8').split('\n')[1]).toBe(
    '{"step":2,"loss":null,"kl":null,"gain":null,' +
      '"nonFinite":{"loss":"NaN","kl":"Infinity","gain":"-Infinity"}}',
  );
});

test('each line can be read before the log is closed', () => {
  const path = join(temporaryFolder(), 'metrics.jsonl');
  const log = openMetricsLog(path, 0);
  log.append({ step: 1 });
  expect(steps(path)).toEqual([1]);
  log.close();
});

test('a missing file has no records', () => {
  expect(readMetrics(join(temporaryFolder(), 'metrics.jsonl'))).toEqual([]);
});

test('a resumed run goes on after the records up to its step', () => {
  const path = join(temporaryFolder(), 'metrics.jsonl');
  writeAll(path, [{ step: 1 }, { step: 2 }, { step: 2, valLoss: 1 }, { step: 3 }, { step: 4 }]);
  writeAll(path, [{ step: 3, loss: 9 }], 2);
  expect(readMetrics(path)).toEqual([
    { step: 1 },
    { step: 2 },
    { step: 2, valLoss: 1 },
    { step: 3, loss: 9 },
  ]);
});

test('cut at any byte, the whole lines are read and the next record follows them', () => {
  const folder = temporaryFolder();
  const whole = join(folder, 'whole');
  writeAll(whole, [{ step: 1, name: 'größe' }, { step: 2, loss: NaN }, { step: 3 }]);
  const bytes = fs.readFileSync(whole);
  fc.assert(
    fc.property(fc.nat(bytes.length), (length) => {
      const path = join(folder, 'cut');
      fs.writeFileSync(path, bytes.subarray(0, length));
      const lines = bytes.subarray(0, length).toString().split('\n').length - 1;
      expect(steps(path)).toEqual([1, 2, 3].slice(0, lines));
      writeAll(path, [{ step: 10 }], 5);
      expect(steps(path)).toEqual([...[1, 2, 3].slice(0, lines), 10]);
    }),
  );
});

test('damage elsewhere than in the last line is named by its line', () => {
  const path = join(temporaryFolder(), 'metrics.jsonl');
  for (const text of ['{"step":1}\n{"st\n{"step":3}\n', '{"step":1}\n{"loss":1}\n']) {
    fs.writeFileSync(path, text);
    const error = thrownBy(() => readMetrics(path));
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^line 2 of .*metrics\.jsonl is /);
    expect((error as Error).message).not.toContain('\n');
  }
});
