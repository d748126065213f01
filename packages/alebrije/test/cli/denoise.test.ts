/** `alebrije denoise` on held-out images and on images of the user's own. */

import fs from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../src/runs/open-model.ts';
import { denoisingSection } from '../../src/runs/report/denoising-section.ts';
import { BACKEND, pictureFacts, trainRun } from '../runs/trained-runs.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { runInProcess } from './command-line.ts';

let denoiser: string;
let plain: string;
let points: string;
beforeAll(async () => {
  denoiser = await trainRun('gaussian-denoising-ae');
  plain = await trainRun('conv-ae', { maxSteps: 2 });
  points = await trainRun('pca-ae', { maxSteps: 2 });
});

/** The one object of a command that succeeds, and what it told besides. */
async function answer(...argv: string[]) {
  const outcome = await runInProcess(['denoise', ...argv, '--backend', BACKEND, '--json']);
  expect(outcome).toMatchObject({ code: 0 });
  return { json: JSON.parse(outcome.stdout), notes: outcome.stderr };
}

/** A PNG of one grey value. */
function writePng(file: string, size: number, grey: number): string {
  const sheet = createCanvas(size, size);
  const context = sheet.getContext('2d');
  context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
  context.fillRect(0, 0, size, size);
  fs.writeFileSync(file, sheet.encodeSync('png'));
  return file;
}

describe('held-out images', () => {
  it('get the noise that the run was trained on, at three levels around it', async () => {
    const { json } = await answer(denoiser);
    expect(json).toMatchObject({
      run: denoiser,
      picture: join(denoiser, 'samples', 'denoise.png'),
      noise: 'gaussian',
      trained: { name: 'gaussian', level: 0.2 },
      count: 10,
      examples: 100,
    });
    const levels = json.levels as { level: number; before: number; after: number }[];
    expect(levels.map(({ level }) => level)).toEqual([0.1, 0.2, 0.3]);
    for (const { level, before, after } of levels) {
      // 78,400 draws: the relative standard error of their variance is 0.005.
      expect(Math.abs(before / level ** 2 - 1)).toBeLessThan(0.03);
      expect(after).toBeGreaterThan(json.clean);
    }
    // Strong noise falls to about the error that the small model makes anyway.
    expect(levels[2]!.after).toBeLessThan(levels[2]!.before);
    const facts = await pictureFacts(fs.readFileSync(json.picture));
    // Originals and three pairs of rows with ten tiles of 84.
    expect(facts.width).toBeGreaterThan(850);
    expect(facts.height).toBeGreaterThan(7 * 84);
    expect(facts.ink).toBeGreaterThan(0.3);
  });

  it('get any noise at any levels, the same for the same seed', async () => {
    const argv = [denoiser, '--noise', 'salt-pepper', '--level', '0.1', '--level', '0.9'];
    const { json, notes } = await answer(...argv, '--seed', '5', '--count', '3');
    expect(json.levels.map(({ level }: { level: number }) => level)).toEqual([0.1, 0.9]);
    expect(json.count).toBe(3);
    expect(notes).toMatch(/was trained on gaussian noise, not on salt-pepper/);
    const again = await answer(...argv, '--seed', '5', '--count', '3');
    expect(again.json).toEqual(json);
    const other = await answer(...argv, '--seed', '6', '--count', '3');
    expect(other.json.levels[0].before).not.toBe(json.levels[0].before);
    for (const noise of ['masking', 'dropout']) {
      const { json: masked } = await answer(denoiser, '--noise', noise, '--level', '0.5');
      expect(masked.levels[0].before).toBeGreaterThan(masked.clean / 2);
    }
  });

  it('go through any model of images, with a warning if it never learned to denoise', async () => {
    const { json, notes } = await answer(plain, '--level', '0.3');
    expect(json).toMatchObject({ noise: 'gaussian', trained: null });
    expect(notes).toMatch(/^conv-ae was not trained to denoise; denoising-ae, .*masked.* are$/m);
  });

  it('are the section of a report on recipes that denoise', async () => {
    const model = await openModel(denoiser, { backend: BACKEND });
    try {
      const section = await denoisingSection(model);
      expect(section!.figures).toHaveLength(1);
      expect(section!.paragraphs!.join(' ')).toContain('a draw from a Gaussian was added');
      const { corruption: _, ...views } = model.system.views;
      expect(
        await denoisingSection({ ...model, system: { ...model.system, views } }),
      ).toBeUndefined();
    } finally {
      await model.dispose();
    }
  });
});

describe('images of the user', () => {
  it('are denoised as they are, and written under their names', async () => {
    const folder = temporaryFolder();
    writePng(join(folder, 'b.png'), 28, 10);
    writePng(join(folder, 'a.png'), 56, 250);
    const saved = join(folder, 'clean');
    const out = join(folder, 'seen.png');
    const { json, notes } = await answer(
      denoiser,
      ...['--images', folder, '--save', saved, '--out', out],
    );
    expect(notes).toMatch(/1 of 2 images were scaled to 28x28/);
    expect(json).toMatchObject({ picture: out, count: 2, images: 2 });
    expect(json.files).toEqual([join(saved, 'a.png'), join(saved, 'b.png')]);
    const image = await loadImage(join(saved, 'b.png'));
    expect([image.width, image.height]).toEqual([28, 28]);
    expect((await pictureFacts(fs.readFileSync(out))).ink).toBeGreaterThan(0.05);
  });

  it('are corrupted first if a level is given', async () => {
    const file = writePng(join(temporaryFolder(), 'grey.png'), 28, 128);
    const { json } = await answer(denoiser, '--images', file, '--level', '0.4');
    expect(json).toMatchObject({ count: 1, examples: 1 });
    expect(json.levels[0].before).toBeCloseTo(0.16, 1);
  });

  it('may be in colour where the model is not', async () => {
    const { json } = await answer(
      plain,
      '--images',
      writePng(join(temporaryFolder(), 'c.png'), 28, 9),
    );
    expect(json.images).toBe(1);
  });
});

describe('wrong usage', () => {
  it.each<[string, () => string[], RegExp]>([
    ['no such noise', () => [denoiser, '--noise', 'rain'], /no noise "rain"; there are gaussian, /],
    ['no such share', () => [denoiser, '--noise', 'masking', '--level', '2'], /from 0 to 1/],
    ['no deviation', () => [denoiser, '--level', '-0.1'], /--level -0\.1 is no level of gaussian/],
    ['no number', () => [denoiser, '--level', 'high'], /'high' is invalid\. Give a number/],
    ['no images', () => [denoiser, '--images', '/no/where'], /no file or folder \/no\/where/],
    ['nothing to save', () => [denoiser, '--save', 'x'], /give them with --images/],
    [
      'saved with noise',
      () => [denoiser, '--images', 'x', '--save', 'x', '--level', '1'],
      /leave out --noise and --level/,
    ],
    ['points', () => [points], /points of 3 numbers/],
  ])('%s is refused in one line', async (_, argv, message) => {
    const { code, stdout, stderr } = await runInProcess([
      'denoise',
      ...argv(),
      '--backend',
      BACKEND,
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^error: /);
    expect(stderr).toMatch(message);
  });
});
