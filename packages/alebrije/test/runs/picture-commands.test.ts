import fs from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext, RegisterCommand } from '../../src/cli/command.ts';
import { registerCompare } from '../../src/cli/commands/compare.ts';
import { registerInterpolate } from '../../src/cli/commands/interpolate.ts';
import { registerManifold } from '../../src/cli/commands/manifold.ts';
import { registerReconstruct } from '../../src/cli/commands/reconstruct.ts';
import { registerReport } from '../../src/cli/commands/report.ts';
import { registerSample } from '../../src/cli/commands/sample.ts';
import { registerScatter } from '../../src/cli/commands/scatter.ts';
import { UserError } from '../../src/errors.ts';
import { BACKEND, pictureFacts, trainRun } from './trained-runs.ts';

interface Answer {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Runs one command on a run; answers as the command line would under --json and without. */
async function answerOf(register: RegisterCommand, ...argv: string[]): Promise<Answer> {
  const answers: Answer[] = [];
  const context: CommandContext = {
    note: () => undefined,
    answer: (json, text) => answers.push({ json, text }),
    signal: new AbortController().signal,
    exitCode: 0,
  };
  const program = new Command().exitOverride();
  register(program, context);
  const command = program.commands[0]!;
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync([command.name(), ...argv, '--backend', BACKEND], { from: 'user' });
  expect(answers).toHaveLength(1);
  return answers[0]!;
}

let images: string;
let points: string;

beforeAll(async () => {
  images = await trainRun('dense-vae');
  points = await trainRun('pca-ae');
});

describe('commands that draw', () => {
  const cases: [string, RegisterCommand, string[], Record<string, unknown>][] = [
    ['sample', registerSample, ['--count', '9', '--seed', '3'], { count: 9, seed: 3 }],
    ['reconstruct', registerReconstruct, ['--count', '5'], { count: 5, validationExamples: 100 }],
    ['scatter', registerScatter, [], { count: 100 }],
    ['scatter-holes', registerScatter, ['--holes'], { drawn: 200 }],
    ['manifold', registerManifold, ['--grid', '4'], { grid: 4 }],
    [
      'manifold-holes',
      registerManifold,
      ['--grid', '4', '--holes'],
      { grid: 4, varianceShare: expect.any(Number) },
    ],
    ['interpolate-hole', registerInterpolate, ['--hole', '--steps', '3'], { steps: 3 }],
    [
      'interpolate',
      registerInterpolate,
      ['--from', '2', '--to', '0', '--steps', '5', '--spherical'],
      { pairs: 1, steps: 5, from: 2, to: 0 },
    ],
  ];
  for (const [name, register, options, numbers] of cases) {
    it(`${name} writes into the run's samples and answers with the numbers`, async () => {
      const { json, text } = await answerOf(register, images, ...options);
      const file = join(images, 'samples', `${name}.png`);
      expect(json).toMatchObject({ run: images, picture: file, ...numbers });
      expect(text).toContain(`picture: ${file}`);
      expect((await pictureFacts(fs.readFileSync(file))).ink).toBeGreaterThan(0.02);
    });
  }

  it('write where --out says, and use the checkpoint asked for', async () => {
    const out = join(images, 'mine.PNG');
    const { json } = await answerOf(registerScatter, images, '--out', out, '--checkpoint', 'best');
    expect(json.picture).toBe(out);
    expect(fs.statSync(out).size).toBeGreaterThan(1000);
  });

  it('draw points too', async () => {
    const { json } = await answerOf(registerSample, points, '--count', '20');
    expect(json).toMatchObject({ count: 20 });
  });

  it('compare answers with one row per run, and one picture', async () => {
    const other = `${images}-again`;
    fs.cpSync(images, other, { recursive: true });
    const { json, text } = await answerOf(registerCompare, images, other, '--limit', '20');
    const picture = join(images, 'samples', 'compare.png');
    expect(json).toMatchObject({ picture, examples: 20, runs: [{ run: images }, { run: other }] });
    expect(text).toContain('dense-vae-1');
    expect(text).toContain('PCA mse');
    expect(fs.statSync(picture).size).toBeGreaterThan(1000);
  });

  it('report writes one page', async () => {
    const { json } = await answerOf(registerReport, points);
    expect(json.report).toBe(join(points, 'report.html'));
    expect(fs.readFileSync(join(points, 'report.html'), 'utf8')).toContain('Linear autoencoder');
  });
});

describe('wrong usage', () => {
  const refused: [string, RegisterCommand, () => string[], RegExp][] = [
    ['no run', registerSample, () => ['/nowhere'], /there is no run \/nowhere/],
    ['no PNG', registerScatter, () => [images, '--out', 'a.jpg'], /a\.jpg must end in \.png/],
    ['no folder', registerScatter, () => [images, '--out', '/no/where.png'], /no folder \/no/],
    [
      'a chosen way through a hole',
      registerInterpolate,
      () => [images, '--hole', '--from', '1', '--to', '2'],
      /--hole looks for its own way/,
    ],
    ['a class', registerSample, () => [images, '--class', '1'], /model is not told classes/],
    [
      'a class and a way',
      registerInterpolate,
      () => [images, '--across-classes', '--steps', '3'],
      /--across-classes keeps the code/,
    ],
    ['half a way', registerInterpolate, () => [images, '--from', '1'], /give both, or neither/],
    [
      'no example',
      registerInterpolate,
      () => [images, '--from', '1', '--to', '500'],
      /no validation example 500: give 0 to 99/,
    ],
    ['points', registerManifold, () => [points], /points of 3 numbers/],
    ['too many', registerReconstruct, () => [images, '--count', '101'], /there are 100/],
  ];
  for (const [name, register, argv, message] of refused) {
    it(`${name} is refused in one line`, async () => {
      const error = await answerOf(register, ...argv()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain('\n');
    });
  }

  it('of options is refused before anything is opened', async () => {
    await expect(answerOf(registerSample, '/nowhere', '--count', '0')).rejects.toThrow(
      /whole number from 1/,
    );
    await expect(answerOf(registerScatter, images, '--checkpoint', 'first')).rejects.toThrow(
      /best, last/,
    );
  });
});
