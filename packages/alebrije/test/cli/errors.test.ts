/** What a user does wrong costs one line and exit code 2. */

import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS, commandName } from '../../src/cli/program.ts';
import { type Outcome, runCommand, runInProcess, sharedFolder } from './command-line.ts';

const folder = sharedFolder();
beforeAll(() => process.chdir(folder));

function expectOneLine({ code, stdout, stderr }: Outcome, pattern: RegExp): void {
  expect(stderr).toMatch(/^error: .+\n$/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(pattern);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

describe('as a process', () => {
  it.each([
    [['train', 'conv-a'], /"conv-a"; there are .*conv-ae, /],
    [['train', 'conv-ae', '--set', 'optimizer.rate=1'], /"optimizer\.rate"; .*learningRate/],
    [['train', 'conv-ae', '--set', 'batchSize=-1'], /batchSize cannot be -1/],
    [['train', 'conv-ae', '--data', 'fashion'], /"fashion"; there are fashion-mnist, /],
    [['train', 'swiss-roll-ae', '--backend', 'tpu'], /'tpu'.*available here: cpu, /],
    [['train', 'conv-ae', '--resume', '--out', '.'], /is not a run: it has no config\.json/],
    [['evaluate', '.'], /is not a run: it has no config\.json/],
    [['report', 'nowhere'], /there is no run .*nowhere: check the path/],
  ])('%j', async (argv, pattern) => {
    expectOneLine(await runCommand(argv, folder), pattern);
    expect(fs.existsSync(join(folder, 'runs'))).toBe(false);
  });
});

describe('of usage', () => {
  it.each([
    [['trian', 'conv-ae'], /unknown command 'trian' \(Did you mean train\?\); there are list, /],
    [['help', 'trian'], /no such command; there are list, /],
    [['train'], /missing required argument 'recipe'; usage: alebrije train .*<recipe>/],
    [['train', 'conv-ae', 'conv-vae'], /too many arguments.*; usage: /],
    [['train', 'conv-ae', '--epoch', '3'], /'--epoch' \(Did you mean --epochs\?\); there are /],
    [['train', 'conv-ae', '--epochs'], /'--epochs <count>' argument missing; usage: /],
    [['train', 'conv-ae', '--epochs', '-1'], /'-1' is invalid. Give a whole number from 1/],
    [['train', 'conv-ae', '--steps', '2.5'], /'2\.5' is invalid/],
    [['train', 'conv-ae', '--seed', '1e400'], /'1e400' is invalid/],
    [['train', 'conv-ae', '--checkpoint-every', '0'], /Give a number above 0/],
    [['train', 'conv-ae', '--set', 'epochs'], /"epochs" is no setting: write path=value/],
    [['train', 'conv-ae', '--set', 'optimizer.name=adan'], /optimizer/],
    [['train', 'conv-ae', '--resume'], /no run of 'conv-ae' in runs/],
    [['train', 'conv-ae', '--resume', '--out', 'nowhere'], /there is no run .*nowhere/],
    [['train', 'conv-ae', '--resume', '--seed', '2', '--out', '.'], /--seed cannot be given/],
    [['summary', 'conv-ae', '--data', 'nope'], /no dataset "nope"; there are /],
    [['list', 'planets'], /'planets'.*recipes, datasets, metrics/],
    [['datasets', 'imprt'], /no command 'datasets imprt'; there are list, doctor, import/],
    [['datasets', 'import', 'imagenet'], /"imagenet" cannot be downloaded/],
  ])('%j', async (argv, pattern) => {
    expectOneLine(await runInProcess(argv), pattern);
  });

  it('is the one object under --json', async () => {
    const { code, stdout, stderr } = await runInProcess(['summary', 'nope', '--json']);
    expect(code).toBe(2);
    const { error, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({});
    expect(stderr).toBe(`error: ${error}\n`);
  });
});

it('the numbers running away is a failure that names its place, not a wrong usage', async () => {
  const argv = ['train', 'swiss-roll-ae', '--set', 'optimizer.learningRate=1e30', '--steps', '9'];
  const { code, stderr } = await runCommand([...argv, '--out', 'diverged'], folder);
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: .*not finite.*learningRate/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

it('every command describes itself as the list of commands does', async () => {
  for (const entry of COMMANDS) {
    const name = commandName(entry);
    const { stdout } = await runInProcess([name, '--help']);
    expect(stdout.split('\n\n')[1]?.replaceAll(/\s+/g, ' ')).toBe(entry.description);
    expect(stdout).toContain('--json');
  }
});

/** Neither downloads nor servers: those commands do not end by themselves. */
const words = [
  ...COMMANDS.map(commandName).filter((name) => name !== 'studio'),
  ...['swiss-roll-ae', 'pca-ae', 'conv-vae', 'moons', 'doctor', 'recipes', 'help', '.', ''],
  ...['--json', '--help', '--version', '--epochs', '--steps', '--set', '--out', '--runs', '--seed'],
  ...['--resume', '--backend', '--data', '--no-report', '--', '-x', '-1', '0', '3', '1e9', 'NaN'],
  ...['optimizer.name=sgd', 'batchSize=0', 'a.b=c', '=', 'examples=-5', '__proto__=1', 'ñ\n{}'],
];

it('whatever is typed, no stack is shown and the exit code is one of those promised', async () => {
  const argument = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(fc.array(argument, { maxLength: 6 }), async (typed) => {
      // Whatever trains by chance is over soon.
      const isTraining = typed.includes('train') && !typed.includes('--');
      const argv = isTraining ? [...typed, '--steps', '1', '--set', 'examples=2000'] : typed;
      const { code, stdout, stderr } = await runInProcess(argv);
      expect([0, 1, 2]).toContain(code);
      expect(stderr).not.toMatch(/^\s+at /m);
      if (code !== 0) expect(stderr).toMatch(/^error: \S.*\n$/m);
      const end = argv.indexOf('--');
      if (argv.slice(0, end === -1 ? argv.length : end).includes('--json')) {
        expect(Object.keys(JSON.parse(stdout)).length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 40 },
  );
});
