/** The commands of the latent space, on runs trained for a few steps. */

import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../../src/explore/figures/index.ts';
import { asCodes, codeAt, differenceOfMeans, dot } from '../../src/explore/latent/index.ts';
import { linearReadouts } from '../../src/metrics/linear-readout.ts';
import { countFlips, flipped, measureFlips } from '../../src/runs/attributes/flips.ts';
import { namedVectors } from '../../src/runs/attributes/vectors.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { type ArithmeticOptions, arithmeticPicture } from '../../src/runs/pictures/arithmetic.ts';
import { attributesPicture } from '../../src/runs/pictures/attributes.ts';
import { densityPicture } from '../../src/runs/pictures/code-density.ts';
import { traversalPicture } from '../../src/runs/pictures/traversal.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { runInProcess } from '../cli/command-line.ts';
import { BACKEND, pictureFacts, trainRun } from './trained-runs.ts';

let clothes: string;
let plain: string;
let faces: OpenModel;

beforeAll(async () => {
  clothes = await trainRun('dense-vae', { settings: ['codeSize=2', 'epochs=1'] });
  plain = await trainRun('stacked-ae', { settings: ['epochs=1'] });
  const folder = await trainRun('faces-vae');
  faces = await openModel(folder, { backend: BACKEND });
});
afterAll(() => faces.dispose());

/** Runs a command that must succeed; its answer, with the picture looked at. */
async function answer(...argv: string[]) {
  const { code, stdout, stderr } = await runInProcess([...argv, '--backend', BACKEND, '--json']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const json = JSON.parse(stdout);
  expect((await pictureFacts(fs.readFileSync(json.picture))).ink).toBeGreaterThan(0.02);
  return json;
}

async function refusal(...argv: string[]) {
  const { code, stderr } = await runInProcess([...argv, '--backend', BACKEND]);
  expect(code).toBe(2);
  return stderr.trim().split('\n').at(-1)!;
}

function isGif(file: string): boolean {
  return fs.readFileSync(file).subarray(0, 6).toString('latin1') === 'GIF89a';
}

describe('alebrije traverse', () => {
  it('orders the numbers of a code by KL divergence', async () => {
    const json = await answer('traverse', clothes, '--steps', '5', '--range', '2');
    expect(json).toMatchObject({ dimensions: 2, steps: 5, range: 2, example: 0 });
    const [first, second] = json.order;
    expect([first.dimension, second.dimension].sort()).toEqual([0, 1]);
    expect(first.kl).toBeGreaterThanOrEqual(second.kl);
  });

  it('orders those of a plain autoencoder by variance', async () => {
    const json = await answer('traverse', plain, '--dims', '3', '--steps', '3', '--example', '7');
    expect(json).toMatchObject({ dimensions: 3, example: 7 });
    const variances = json.order.map(({ variance }: { variance: number }) => variance);
    expect(variances).toEqual(variances.toSorted((a: number, b: number) => b - a));
  });

  it('says what is wrong', async () => {
    expect(await refusal('traverse', clothes, '--dims', '3')).toMatch(/more than the 2 numbers/);
    expect(await refusal('traverse', clothes, '--example', '100')).toMatch(/give 0 to 99/);
  });
});

describe('films', () => {
  it('are written beside the picture, or where --film says', async () => {
    const beside = await answer('interpolate', clothes, '--from', '0', '--to', '1', '--film');
    expect(beside.film).toBe(join(clothes, 'samples', 'interpolate.gif'));
    const file = join(clothes, 'mine.gif');
    const argv = ['morph', clothes, '0', '3', '--steps', '3', '--spherical', '--film', file];
    expect(await answer(...argv)).toMatchObject({ from: '0', to: '3', steps: 3, film: file });
    expect([beside.film, file].every(isGif)).toBe(true);
  });

  it('are refused where they could not be written or made', async () => {
    expect(await refusal('morph', clothes, '0', '1', '--film', 'a.mp4')).toMatch(/end in \.gif/);
    expect(await refusal('morph', clothes, '0', '1', '--film', '/no/a.gif')).toMatch(/no folder/);
    expect(await refusal('interpolate', clothes, '--hole', '--film')).toMatch(/leave .*--film out/);
  });
});

describe('alebrije film', () => {
  const filmOf = async (...argv: string[]) => {
    const { code, stdout, stderr } = await runInProcess(['film', ...argv, '--json']);
    return { code, json: code === 0 ? JSON.parse(stdout) : undefined, stderr: stderr.trim() };
  };

  it('needs pictures of epochs, of the kind that is asked for', async () => {
    expect(await filmOf(plain)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no pictures of its epochs/),
    });
    for (const epoch of [2, 10, 1]) {
      const name = `epoch-${String(epoch).padStart(4, '0')}-samples.png`;
      const image = { data: new Float32Array(16), count: 1, channels: 1, height: 4, width: 4 };
      fs.writeFileSync(join(clothes, 'samples', name), await encodePng(image));
    }
    const { json } = await filmOf(clothes);
    expect(json).toMatchObject({ kind: 'samples', epochs: [1, 2, 10] });
    expect(json.film).toBe(join(clothes, 'samples', 'film.gif'));
    expect(isGif(json.film)).toBe(true);
    const few = await filmOf(clothes, '--every', '2');
    expect(few.json.epochs).toEqual([1, 10]);
    const wrong = await Promise.all([
      filmOf(clothes, '--of', 'codes'),
      filmOf(clothes, '--out', 'a.png'),
    ]);
    expect(wrong.map(({ code }) => code)).toEqual([2, 2]);
    expect(wrong[0]!.stderr).toMatch(/it drew samples$/m);
    expect(wrong[1]!.stderr).toMatch(/end in \.gif/);
  });
});

describe('alebrije morph', () => {
  it('takes images of the user’s own', async () => {
    const { values } = faces.data.validation;
    const pixels = Float32Array.from(values.data.subarray(0, 3072), (value) => value / 255);
    const image = { data: pixels, count: 1, channels: 3, height: 32, width: 32 };
    const file = join(faces.run.path, 'mine.png');
    fs.writeFileSync(file, await encodePng(image));
    const json = await answer('morph', faces.run.path, file, '2', '--steps', '2');
    expect(json).toMatchObject({ from: file, to: '2', steps: 2 });
  });

  it('says what is wrong', async () => {
    expect(await refusal('morph', clothes, '0', '100')).toMatch(/no validation example 100/);
    expect(await refusal('morph', clothes, '0', 'x.png')).toMatch(/no file or folder x\.png/);
    expect(await refusal('morph', plain, '0', '1', '--spherical')).toMatch(/no prior/);
  });
});

describe('alebrije histograms', () => {
  it('takes codes with and without a posterior', async () => {
    const drawn = await answer('histograms', clothes);
    expect(drawn).toMatchObject({ count: 100, kl: expect.any(Number) });
    const points = await answer('histograms', plain);
    expect(points.kl).toBeUndefined();
    expect(points.unlikeNormal).toBeGreaterThan(0);
  });
});

describe('alebrije density', () => {
  it('maps codes of two numbers, and finds those of the data denser than far ones', async () => {
    const json = await answer('density', clothes, '--count', '60');
    expect(json).toMatchObject({ count: 60, seed: 1, inHoles: expect.any(Number) });
    expect(json.densities).toHaveLength(60);
    const mean = json.densities.reduce((sum: number, value: number) => sum + value, 0) / 60;
    expect(json.logDensity).toBeCloseTo(mean, 10);
    expect(json.priorLogDensity).toBeLessThan(0);
  });

  it('takes a kernel for each code where codes are points', async () => {
    const model = await openModel(plain, { backend: BACKEND });
    const { png, numbers } = await densityPicture(model, { columns: 4 });
    await model.dispose();
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
    expect(numbers.priorLogDensity).toBeUndefined();
    expect(numbers.inHoles).toBeLessThan(numbers.priorInHoles!);
  });

  it('says what is wrong', async () => {
    expect(await refusal('density', clothes, '--count', '101')).toMatch(/from 10 to 100/);
  });
});

describe('vectors of attributes', () => {
  it('move their own readout by the distance of the means', async () => {
    for (const method of ['means', 'classifier'] as const) {
      const { kind, names, vector } = await namedVectors(faces, method);
      expect(kind).toBe('attributes');
      expect(names).toContain('glasses');
      const { train } = faces.data;
      const codes = await faces.session.encode(train.values);
      const { values } = train.attributes!;
      const place = names.indexOf('hat');
      const own = linearReadouts(codes, values, names.length)[place]!;
      const has = Array.from({ length: 40 }, (_, row) => values[row * names.length + place]!);
      const distance = dot(differenceOfMeans(codes, has), own);
      expect(dot(vector(place), own) / distance).toBeCloseTo(1, 4);
    }
  });

  it('of classes lead from the mean of all to that of the class', async () => {
    const model = await openModel(clothes, { backend: BACKEND });
    const { kind, names, vector } = await namedVectors(model);
    const { train } = model.data;
    const codes = await model.session.encode(train.values);
    await model.dispose();
    expect(kind).toBe('classes');
    const coat = names.indexOf('Coat');
    const rows = [...train.labels!.keys()];
    const mean = (some: readonly number[]) =>
      some.reduce((sum, row) => sum + codeAt(codes, row)[0]!, 0) / some.length;
    const coats = rows.filter((row) => train.labels![row] === coat);
    expect(vector(coat)[0]).toBeCloseTo(mean(coats) - mean(rows), 5);
  });
});

describe('alebrije arithmetic', () => {
  it('adds and subtracts attributes at strengths', async () => {
    const terms = ['--add', 'smiling:1.5', '--subtract', 'Glasses'];
    const { names, values } = faces.data.validation.attributes!;
    const has = (row: number, name: string) => values[row * names.length + names.indexOf(name)];
    const both = [...Array(8).keys()].filter((row) => !has(row, 'smiling') && has(row, 'glasses'));
    const json = await answer('arithmetic', faces.run.path, ...terms, '--count', '7');
    expect(json.terms).toEqual([
      { name: 'smiling', strength: 1.5 },
      { name: 'glasses', strength: -1 },
    ]);
    expect(json).toMatchObject({ count: 7, changed: both.length, method: 'means' });
  });

  it('takes classes where there are no attributes', async () => {
    const terms = ['--add', 'coat', '--subtract', 'Pullover', '--method', 'classifier'];
    const json = await answer('arithmetic', clothes, ...terms, '--count', '4');
    expect(json).toMatchObject({ count: 4, changed: 4, method: 'classifier' });
  });

  it('names what there is', async () => {
    const refused = (options: ArithmeticOptions) =>
      expect(arithmeticPicture(faces, options)).rejects;
    await refused({}).toThrow(/give --add or --subtract .*smiling/);
    await refused({ add: ['bald'] }).toThrow(/no attributes called "bald"; there are smiling, /);
    await refused({ add: ['hat:-1'] }).toThrow(/above 0.*hat:1\.5/);
    await refused({ add: ['hat'], subtract: ['hat'] }).toThrow(/hat is given twice/);
    await refused({ add: ['hat'], count: 1e4 }).toThrow(/--count 10000/);
    expect(await refusal('arithmetic', clothes, '--add', 'Hat')).toMatch(/there are .*Coat/);
  });
});

describe('flips of attributes before a judge', () => {
  const names = ['a', 'b', 'c'];

  it('are counted, and what they change besides', () => {
    const before = [true, false, true, false, false, false, false, true, true, true, true, false];
    const after = [false, false, true, true, false, false, false, true, false, true, false, false];
    expect(countFlips(names, 0, before, after)).toEqual({
      name: 'a',
      added: 1 / 2,
      removed: 1 / 2,
      kept: 3 / 4,
      leastKept: 3 / 4,
      leastKeptName: 'b',
    });
  });

  it('add where the attribute is absent, and subtract where it is there', () => {
    const codes = asCodes([
      [0, 0],
      [5, 5],
    ]);
    const changed = flipped(codes, [1, 2], (row) => row === 1, 2);
    expect([...changed.data]).toEqual([2, 4, 3, 1]);
  });

  it('are measured with the judge’s own answers', async () => {
    // Dark and bright images: a judge that needs no training.
    const { names: faceNames } = faces.data.validation.attributes!;
    const judge = {
      names: faceNames,
      accuracies: faceNames.map(() => 1),
      probabilities: async ({
        data,
        shape,
      }: {
        data: ArrayLike<number>;
        shape: readonly number[];
      }) => {
        const size = data.length / shape[0]!;
        const rows = Array.from({ length: shape[0]! }, (_, row) => {
          let sum = 0;
          for (let at = 0; at < size; at++) sum += data[row * size + at]!;
          return sum / size;
        });
        return hostFloats(
          [rows.length, faceNames.length],
          Float32Array.from(rows.flatMap((mean) => faceNames.map(() => mean))),
        );
      },
    };
    const flips = await measureFlips(faces, { judge, count: 8, strength: 1 });
    expect(flips.map(({ name }) => name)).toEqual(faceNames);
    // All answers of this judge are one, so what one attribute changes all do.
    for (const { added, removed, kept } of flips) {
      const shares = [added, removed].filter((share) => !Number.isNaN(share));
      for (const share of shares) expect(share).toBeLessThanOrEqual(1);
      if (shares.every((share) => share === 0)) expect(kept).toBe(1);
      else expect(kept).toBeLessThan(1);
    }
  });

  it('are drawn', async () => {
    const { png, numbers } = await attributesPicture(faces, { strength: 1 });
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
    expect(numbers).toEqual({ count: 8, strength: 1 });
  });

  it('need attributes', async () => {
    expect(await refusal('attributes', clothes)).toMatch(/has no attributes/);
  });
});

it('the latent space is that of images', async () => {
  const points = await trainRun('pca-ae', { settings: ['epochs=1'] });
  const model = await openModel(points, { backend: BACKEND });
  await expect(traversalPicture(model)).rejects.toThrow(/points of 3 numbers/);
  await expect(densityPicture(model)).rejects.toThrow(/points of 3 numbers/);
  await expect(arithmeticPicture(model, {})).rejects.toThrow(/points of 3 numbers/);
  await model.dispose();
});
