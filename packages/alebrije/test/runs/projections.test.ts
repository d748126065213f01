import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenModel } from '../../src/runs/open-model.ts';
import { distancesPicture } from '../../src/runs/pictures/code-distances.ts';
import { measureProjection, projectCodes } from '../../src/runs/projections.ts';
import { distancesSection, layoutSection } from '../../src/runs/report/geometry-sections.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { runInProcess } from '../cli/command-line.ts';
import { BACKEND, pictureFacts, trainedModel } from './trained-runs.ts';

let clothes: OpenModel;
let flat: OpenModel;
let points: OpenModel;
beforeAll(async () => {
  clothes = await trainedModel('stacked-ae');
  flat = await trainedModel('stacked-ae', ['codeSize=2', 'epochs=1']);
  points = await trainedModel('pca-ae');
});

const command = (...argv: string[]) => runInProcess([...argv, '--json', '--backend', BACKEND]);

/** The same model with codes of the caller's. */
function withCodes(model: OpenModel, codeOf: (index: number) => number): OpenModel {
  const { codeSize } = model.system.views;
  const encode = async ({ shape }: { shape: readonly number[] }) =>
    hostFloats(
      [shape[0]!, codeSize],
      Float32Array.from({ length: shape[0]! * codeSize }, (_, index) => codeOf(index)),
    );
  return { ...model, session: { ...model.session, encode } };
}

describe('laying codes out', () => {
  for (const method of ['pca', 'tsne', 'umap'] as const) {
    it(`by ${method} answers with one object and writes the picture`, async () => {
      const { code, stdout } = await command('project', clothes.run.path, '--method', method);
      expect(code).toBe(0);
      const answer = JSON.parse(stdout);
      const picture = join(clothes.run.path, 'samples', `project-${method}.png`);
      expect(answer).toMatchObject({ run: clothes.run.path, picture, method, dims: 2, count: 100 });
      expect(answer.trustworthiness).toBeGreaterThan(method === 'pca' ? 0.8 : 0.9);
      expect(answer.trustworthiness).toBeLessThanOrEqual(1);
      expect(answer.knnAccuracy).toBeGreaterThan(0.25);
      expect(answer.knnAccuracyCodes).toBeGreaterThan(0.25);
      expect(answer.seconds).toBeGreaterThan(0);
      expect('varianceShare' in answer).toBe(method === 'pca');
      expect((await pictureFacts(fs.readFileSync(picture))).ink).toBeGreaterThan(0.03);
    });
  }

  it('goes to space, and to a file of its own', async () => {
    const options = ['--method', 'pca', '--dims', '3', '--count', '60'];
    const { stdout } = await command('project', clothes.run.path, ...options);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ dims: 3, count: 60 });
    expect(answer.picture).toContain('project-pca-3d.png');
    expect((await pictureFacts(fs.readFileSync(answer.picture))).ink).toBeGreaterThan(0.02);
  });

  it('is the same for the same seed', async () => {
    const positionsOf = async (seed: number) =>
      (await projectCodes(clothes, { method: 'umap', dims: 2, count: 60, seed })).positions.data;
    const first = await positionsOf(3);
    expect(await positionsOf(3)).toEqual(first);
    expect(await positionsOf(4)).not.toEqual(first);
  });

  it('trusts the codes themselves fully', async () => {
    const projection = await projectCodes(clothes, { method: 'pca', dims: 2 });
    const itself = { ...projection, positions: projection.codes };
    const quality = await measureProjection(clothes, itself);
    expect(quality.trustworthiness).toBe(1);
    expect(quality.knnAccuracy).toBe(quality.knnAccuracyCodes);
  });

  it('shows progress, and stops where it is told to', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const running = projectCodes(clothes, {
      method: 'tsne',
      dims: 2,
      signal: controller.signal,
      onProgress(step) {
        seen.push(step);
        if (step === 5) controller.abort();
      },
    });
    await expect(running).rejects.toThrow(/abort/);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('comparing distances', () => {
  it('answers with one object and writes the picture', async () => {
    const { code, stdout } = await command('distances', clothes.run.path);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    const picture = join(clothes.run.path, 'samples', 'distances.png');
    expect(answer).toMatchObject({ picture, count: 100, codeSize: 30, pairs: 4950 });
    for (const map of ['codes', 'pca', 'random']) {
      expect(answer[`${map}Stress`]).toBeGreaterThan(0);
      expect(answer[`${map}Stress`]).toBeLessThan(0.6);
      for (const correlation of ['Pearson', 'Spearman']) {
        expect(answer[`${map}${correlation}`]).toBeGreaterThan(0.5);
        expect(answer[`${map}${correlation}`]).toBeLessThan(1);
      }
      expect(answer[`${map}RatioLow`]).toBeLessThan(1);
      expect(answer[`${map}RatioHigh`]).toBeGreaterThan(1);
    }
    expect(answer.pcaStress).toBeLessThan(answer.randomStress);
    expect(answer.boundLow).toBeLessThan(answer.randomRatioLow);
    expect(answer.boundHigh).toBeGreaterThan(answer.randomRatioHigh);
    expect((await pictureFacts(fs.readFileSync(picture))).ink).toBeGreaterThan(0.03);
  });

  it('draws another random projection for another seed, and none other', async () => {
    const [first, again, other] = [
      await distancesPicture(points, { count: 40, seed: 1 }),
      await distancesPicture(points, { count: 40, seed: 1 }),
      await distancesPicture(points, { count: 40, seed: 2 }),
    ];
    expect(again.numbers).toEqual(first.numbers);
    expect(other.numbers.randomStress).not.toBe(first.numbers.randomStress);
    expect(other.numbers.codesStress).toBe(first.numbers.codesStress);
  });
});

describe('wrong usage', () => {
  const refused: [string, () => string[], RegExp][] = [
    ['four dimensions', () => ['project', clothes.run.path, '--dims', '4'], /2, 3/],
    ['no method', () => ['project', clothes.run.path, '--method', 'lda'], /pca, tsne, umap/],
    ['no run', () => ['project', '/nowhere'], /there is no run \/nowhere/],
    ['codes in a plane', () => ['project', flat.run.path], /codes of 2 numbers .* scatter/],
    ['points in a plane', () => ['project', points.run.path, '--dims', '3'], /codes of 2 numbers/],
    ['too many', () => ['project', clothes.run.path, '--count', '101'], /more than the 100/],
    ['too few', () => ['project', clothes.run.path, '--count', '49'], /at least 50 .* not 49/],
    ['too many pairs', () => ['distances', clothes.run.path, '--count', '101'], /than the 100/],
    ['too few pairs', () => ['distances', clothes.run.path, '--count', '5'], /20 to 2,000/],
  ];
  for (const [name, argv, message] of refused) {
    it(`${name}: one line, exit code 2`, async () => {
      const { code, stdout } = await command(...argv());
      expect(code).toBe(2);
      const { error } = JSON.parse(stdout) as { error: string };
      expect(error).toMatch(message);
      expect(error).not.toContain('\n');
    });
  }
});

describe('the sections of a report', () => {
  it('say what was measured', async () => {
    const layout = await layoutSection(clothes)!;
    expect(layout.paragraphs!.join(' ')).toMatch(/Trustworthiness, here 0\.9\d\d/);
    expect(layout.figures).toHaveLength(1);
    const distances = await distancesSection(clothes);
    expect(distances.paragraphs!.join(' ')).toMatch(/of PCA with as many numbers \d/);
    expect(layoutSection(flat)).toBeUndefined();
  });

  it('say why there is no picture', async () => {
    const collapsed = await distancesSection(withCodes(clothes, () => 1));
    expect(collapsed.figures).toBeUndefined();
    expect(collapsed.paragraphs).toEqual([
      expect.stringMatching(/^There is no picture of this run: the codes .* have no distances/),
    ]);
    const diverged = await layoutSection(withCodes(clothes, () => Number.NaN))!;
    expect(diverged.paragraphs!.join(' ')).toMatch(/not finite/);
  });

  it('lay out codes that are all equal, too', async () => {
    const section = await layoutSection(withCodes(clothes, () => 1))!;
    expect(section.figures).toHaveLength(1);
  });
});
