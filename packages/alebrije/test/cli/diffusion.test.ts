/** The commands of diffusion models. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { trainedDiffusion } from '../runs/diffusion-runs.ts';
import { writeMask } from '../runs/masks.ts';
import { BACKEND, trainRun } from '../runs/trained-runs.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runInProcess } from './command-line.ts';

let run: string;
let points: string;
let other: string;
beforeAll(async () => {
  run = (await trainedDiffusion('ddpm')).run.path;
  points = (await trainedDiffusion('swiss-roll-ddpm')).run.path;
  other = await trainRun('conv-ae', { maxSteps: 2 });
});

/** The one object of a command that succeeds. */
async function answer(...argv: string[]) {
  const outcome = await runInProcess([...argv, '--backend', BACKEND, '--json']);
  expect(outcome).toMatchObject({ code: 0 });
  return JSON.parse(outcome.stdout);
}

/** The first four bytes of a file. */
const startOf = (file: string) => fs.readFileSync(file).subarray(0, 4).toString('latin1');

it('sample takes a solver, and makes a film of the way', async () => {
  const argv = ['sample', run, '--solver', 'ddpm', '--steps', '3', '--count', '4', '--film'];
  const json = await answer(...argv);
  expect(json).toEqual({
    run,
    picture: join(run, 'samples', 'sample.png'),
    film: join(run, 'samples', 'sample.gif'),
    solver: 'ddpm',
    count: 4,
    seed: 1,
    steps: 3,
    evaluations: 3,
  });
  expect(startOf(json.picture)).toBe('\x89PNG');
  expect(startOf(json.film)).toBe('GIF8');
});

it('inpaint fills what a mask leaves open, or what lies around the middle', async () => {
  const mask = await writeMask(join(temporaryFolder(), 'mask.png'), (x) => x > 13);
  const few = ['--steps', '2', '--count', '2'];
  const filled = await answer('inpaint', run, '3', '--mask', mask, '--resample', '3', ...few);
  expect(filled).toMatchObject({
    picture: join(run, 'samples', 'inpaint.png'),
    image: '3',
    solver: 'ddim, η = 1',
    count: 2,
    known: 0.5,
    resample: 3,
    evaluations: 6,
  });
  const around = await answer('inpaint', run, mask, '--outpaint', '7', ...few);
  expect(around.picture).toBe(join(run, 'samples', 'outpaint.png'));
  expect(around.known).toBeCloseTo(0.25, 6);
});

it('vary takes several strengths', async () => {
  const strengths = ['--strength', '0.5', '--strength', '1'];
  const json = await answer('vary', run, '0', ...strengths, '--steps', '4', '--count', '2');
  expect(json).toMatchObject({ image: '0', strengths: [0.5, 1], count: 2, steps: 4 });
  expect(startOf(json.picture)).toBe('\x89PNG');
});

it('diffusion draws the pictures that are asked for', async () => {
  const { pictures } = await answer('diffusion', run, '--only', 'noising', '--only', 'schedule');
  expect(pictures).toEqual({
    noising: join(run, 'samples', 'diffusion-noising.png'),
    schedule: join(run, 'samples', 'diffusion-schedule.png'),
  });
  for (const file of Object.values<string>(pictures)) expect(startOf(file)).toBe('\x89PNG');
  const ofPoints = await answer('diffusion', points, '--only', 'field');
  expect(Object.keys(ofPoints.pictures)).toEqual(['field']);
});

it.each([
  [() => ['diffusion', run, '--only', 'field'], /no picture "field" of this run; there are sched/],
  [() => ['diffusion', other], /diffusion is for diffusion models, and this run is none/],
  [() => ['inpaint', other, '0', '--outpaint', '3'], /inpaint is for diffusion models/],
  [() => ['vary', other, '0'], /vary is for diffusion models/],
  [() => ['sample', other, '--solver', 'ddim'], /--solver is for diffusion models/],
  [() => ['sample', other, '--film'], /--film is for diffusion models/],
  [() => ['sample', run, '--truncation', '0.5'], /truncation is for models that decode codes/],
  [() => ['sample', other, '--truncation', '1'], /this run has no such prior/],
  [() => ['sample', other, '--truncation', '1.1'], /Give a number from 0 to 1/],
  [() => ['sample', run, '--steps', '0'], /Give a whole number from 1/],
  [() => ['sample', run, '--eta', '-1'], /Give a number from 0/],
  [() => ['vary', run, '0', '--strength', '0'], /Give a number above 0/],
  [() => ['vary', points, '0'], /vary shows images/],
  [() => ['sample', run, '--solver', 'karras'], /there is no solver "karras"; there are ddpm,/],
])('says in one line what is wrong: %#', async (argv, message) => {
  const { code, stdout, stderr } = await runInProcess([...argv(), '--backend', BACKEND]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(message);
});
