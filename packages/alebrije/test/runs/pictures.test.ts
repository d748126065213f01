import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { OpenModel } from '../../src/runs/open-model.ts';
import { codePlane } from '../../src/runs/pictures/code-plane.ts';
import { shareInHoles, shownCodes } from '../../src/runs/pictures/codes.ts';
import {
  drawnCodesPicture,
  epochPictures,
  histogramPicture,
  historyPicture,
  historySvg,
  holeWayPicture,
  interpolationPicture,
  manifoldPicture,
  type Picture,
  reconstructionPicture,
  samplePicture,
  scatterPicture,
} from '../../src/runs/pictures/index.ts';
import { hostFloats } from '../../src/train/model-session.ts';
import { phasesOf } from '../../src/train/phases.ts';
import { pictureFacts, trainedModel, trainRun } from './trained-runs.ts';

/** Decodes the picture; one that only holds its heading has far less ink than this. */
async function expectDrawn({ png, numbers }: Picture, least = 0.02) {
  const facts = await pictureFacts(png);
  expect(facts.ink).toBeGreaterThan(least);
  for (const value of Object.values(numbers)) expect(Number.isFinite(value)).toBe(true);
  return facts;
}

describe('a convolutional VAE of images with codes of two numbers', () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await trainedModel('conv-vae');
  });

  it('shows ten images above their reconstructions', async () => {
    const picture = await reconstructionPicture(model);
    const { width, height } = await expectDrawn(picture, 0.3);
    expect(width).toBeGreaterThan(900);
    expect(height).toBeLessThan(400);
    expect(picture.numbers.count).toBe(10);
    expect(picture.numbers.mse).toBeGreaterThan(0.01);
    expect(picture.numbers.mse).toBeLessThan(0.25);
  });

  it('draws more images in more rows, but not more than there are', async () => {
    const [ten, twenty] = await Promise.all(
      [10, 20].map(async (count) =>
        pictureFacts((await reconstructionPicture(model, { count })).png),
      ),
    );
    expect(twenty!.height).toBeGreaterThan(1.5 * ten!.height);
    await expect(reconstructionPicture(model, { count: 101 })).rejects.toThrow(UserError);
  });

  it('draws samples that depend on the seed alone', async () => {
    const picture = await samplePicture(model, { count: 16, seed: 5 });
    await expectDrawn(picture, 0.3);
    expect(picture.numbers).toMatchObject({ count: 16, seed: 5 });
    expect(picture.numbers.inHoles).toBeGreaterThanOrEqual(0);
    expect(picture.numbers.inHoles).toBeLessThanOrEqual(1);
    const again = await samplePicture(model, { count: 16, seed: 5 });
    expect(Buffer.from(again.png).equals(picture.png)).toBe(true);
    const other = await samplePicture(model, { count: 16, seed: 6 });
    expect(Buffer.from(other.png).equals(picture.png)).toBe(false);
  });

  it('draws samples nearer to the centre of the prior, at last all alike', async () => {
    const usual = await samplePicture(model, { count: 9, seed: 5 });
    const whole = await samplePicture(model, { count: 9, seed: 5, truncation: 1 });
    expect(whole.numbers).toEqual({ ...usual.numbers, truncation: 1 });
    const none = await samplePicture(model, { count: 9, seed: 5, truncation: 0 });
    expect(none.numbers.inHoles).toBe(Math.round(none.numbers.inHoles!));
    const other = await samplePicture(model, { count: 9, seed: 6, truncation: 0 });
    expect(Buffer.from(none.png).equals(usual.png)).toBe(false);
    expect(other.numbers).toEqual({ ...none.numbers, seed: 6 });
  });

  it('finds drawn codes far from all others in holes, and those of the data not', async () => {
    const far = hostFloats([3, 2], Float32Array.of(90, 90, -90, 90, 0, -90));
    expect(await shareInHoles(model, far)).toBe(1);
    const { mean } = await model.session.posterior(model.data.train.values);
    expect(await shareInHoles(model, mean)).toBeLessThan(0.2);
  });

  it('scatters every code, at its own numbers', async () => {
    const picture = await scatterPicture(model);
    await expectDrawn(picture);
    expect(picture.numbers).toMatchObject({ count: 100, varianceShare: 1 });
    const plane = await codePlane(model);
    const { data } = await shownCodes(model);
    expect([plane.x[7], plane.y[7]]).toEqual([data[14], data[15]]);
    expect([...plane.codesAt([1, 2], [3, 4]).data]).toEqual([1, 3, 2, 4]);
  });

  it('decodes the plane, with and without the codes', async () => {
    const plain = await manifoldPicture(model, { grid: 5, codes: false });
    const overlaid = await manifoldPicture(model, { grid: 5 });
    const { width } = await expectDrawn(plain, 0.3);
    expect((await expectDrawn(overlaid, 0.3)).width).toBeGreaterThan(width);
    const { xLow, xHigh, yLow, yHigh } = plain.numbers;
    expect(plain.numbers.grid).toBe(5);
    expect(xHigh!).toBeGreaterThan(xLow!);
    expect(yHigh!).toBeGreaterThan(yLow!);
  });

  it('shows where codes are drawn from, and which of them fall into holes', async () => {
    const drawn = await drawnCodesPicture(model);
    await expectDrawn(drawn);
    expect(drawn.numbers.drawn).toBe(200);
    const map = await manifoldPicture(model, { grid: 5, holes: true });
    await expectDrawn(map, 0.3);
    // From the prior, whatever the codes.
    expect(map.numbers).toMatchObject({ xLow: -2.5, xHigh: 2.5, yLow: -2.5, yHigh: 2.5 });
    expect(map.numbers.inHoles).toBeGreaterThanOrEqual(0);
    expect(map.numbers.inHoles).toBeLessThanOrEqual(1);
  });

  it('interpolates along lines and arcs', async () => {
    const straight = await interpolationPicture(model);
    await expectDrawn(straight, 0.2);
    expect(straight.numbers).toEqual({ pairs: 4, steps: 11 });
    const arc = await interpolationPicture(model, { pairs: [[0, 1]], steps: 4, spherical: true });
    await expectDrawn(arc, 0.1);
    expect(arc.numbers).toEqual({ pairs: 1, steps: 4 });
    await expect(interpolationPicture(model, { pairs: [[0, 100]] })).rejects.toThrow(
      /no validation example 100: give 0 to 99/,
    );
  });

  it('draws the history, one panel for each part of the loss', async () => {
    const picture = await historyPicture(model);
    await expectDrawn(picture, 0.005);
    expect(picture.numbers).toMatchObject({ epoch: 2 });
    const svg = await historySvg(model);
    for (const part of ['Loss', 'Reconstruction, weighted', 'KL divergence, weighted']) {
      expect(svg).toContain(part);
    }
    expect(svg).toContain('best possible 0.1854');
    expect(svg).not.toMatch(/gradient|seconds/i);
  });

  it('draws histograms of the codes against the prior', async () => {
    const picture = await histogramPicture(model);
    await expectDrawn(picture);
    const { history } = model.progress;
    // The validation loss averages the same KL divergence.
    expect(picture.numbers.kl).toBeCloseTo(history.at(-1)!.valKl!, 3);
    expect(picture.numbers.count).toBe(100);
    const { meanDistance = 0, largestDistance = 0, unlikeNormal } = picture.numbers;
    expect(meanDistance).toBeGreaterThan(0);
    expect(largestDistance).toBeGreaterThanOrEqual(meanDistance);
    expect([0, 1, 2]).toContain(unlikeNormal);
  });
});

describe('a plain autoencoder of images', () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await trainedModel('stacked-ae');
  });

  it('draws codes from the box, most of which lie in holes', async () => {
    const picture = await samplePicture(model);
    await expectDrawn(picture, 0.2);
    expect(picture.numbers).toMatchObject({ count: 64, seed: 1 });
    expect(picture.numbers.inHoles).toBeGreaterThan(0.5);
  });

  it('projects its 30 numbers on two principal components through the mean', async () => {
    const picture = await scatterPicture(model);
    await expectDrawn(picture);
    expect(picture.numbers.varianceShare).toBeGreaterThan(0.2);
    expect(picture.numbers.varianceShare).toBeLessThan(1);
    const plane = await codePlane(model);
    expect(plane.note).toContain('30 numbers');
    const code = plane.codesAt([plane.x[0]!], [plane.y[0]!]);
    const { data } = await shownCodes(model);
    const own = data.subarray(0, 30);
    const length = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
    const difference = Array.from(own, (value, axis) => value - code.data[axis]!);
    // The code in the plane is the nearest one to its own, and not that itself.
    expect(length(difference)).toBeGreaterThan(0);
    const shifted = plane.codesAt([plane.x[0]! + 0.1], [plane.y[0]! - 0.1]);
    expect(length(Array.from(own, (value, axis) => value - shifted.data[axis]!))).toBeGreaterThan(
      length(difference),
    );
    await expectDrawn(await manifoldPicture(model, { grid: 4 }), 0.3);
  });

  it('finds the way through the emptiest place, and shows where it lies', async () => {
    const picture = await holeWayPicture(model, { steps: 6 });
    const { width, height } = await expectDrawn(picture);
    expect(height).toBeGreaterThan(0.9 * width);
    const { from, to, steps, emptiest, inHoles } = picture.numbers;
    expect(from).not.toBe(to);
    expect(steps).toBe(6);
    expect(emptiest!).toBeGreaterThan(0.5);
    // A way that is nowhere in a hole is at most as far as that from training codes.
    expect(inHoles! > 0).toBe(emptiest! > 1);
  });

  it('knows no arc', async () => {
    await expect(interpolationPicture(model, { spherical: true })).rejects.toThrow(
      /--spherical needs codes whose prior/,
    );
  });
});

describe('an autoencoder of points in the plane', () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await trainedModel('swiss-roll-ae');
  });

  it('shows that codes from N(0, I) miss the roll, and reconstructions do not', async () => {
    const picture = await samplePicture(model, { count: 500 });
    const { width } = await expectDrawn(picture);
    expect(width).toBeGreaterThan(1200);
    const { sampleDistance, reconstructionDistance } = picture.numbers;
    expect(sampleDistance!).toBeGreaterThan(3 * reconstructionDistance!);
  });

  it('shows points beside their reconstructions', async () => {
    const picture = await reconstructionPicture(model);
    await expectDrawn(picture);
    expect(picture.numbers.count).toBe(400);
    expect(picture.numbers.mse).toBeLessThan(0.05);
  });

  it('draws N(0, I) codes beside those of the roll, and a way that leaves the roll', async () => {
    const drawn = await drawnCodesPicture(model);
    await expectDrawn(drawn);
    expect(drawn.numbers.inHoles!).toBeGreaterThan(0.5);
    const way = await holeWayPicture(model);
    await expectDrawn(way);
    expect(way.numbers.emptiest!).toBeGreaterThan(1);
  });

  it('has no images to decode', async () => {
    await expect(manifoldPicture(model)).rejects.toThrow(/points of 2 numbers/);
    await expect(interpolationPicture(model)).rejects.toThrow(/points of 2 numbers/);
  });
});

describe('a linear autoencoder of points in space', () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await trainedModel('pca-ae');
  });

  it('shows the training points, as twelve held-out ones are too few', async () => {
    const picture = await reconstructionPicture(model);
    await expectDrawn(picture, 0.005);
    expect(picture.numbers.count).toBe(60);
    expect((await scatterPicture(model)).numbers.count).toBe(60);
  });

  it('has reconstructions alone after an epoch, as there is no prior', async () => {
    const [phase] = phasesOf(model.system);
    const names = Object.keys(await epochPictures(model.session, model.data, phase!));
    expect(names).toEqual(['reconstructions']);
  });

  it('draws codes in space, and a way among them', async () => {
    await expectDrawn(await drawnCodesPicture(model), 0.01);
    await expectDrawn(await holeWayPicture(model), 0.005);
    await expectDrawn(await samplePicture(model, { count: 50 }), 0.005);
  });
});

describe('pictures after each epoch', () => {
  it('are written by the training, comparable between epochs', async () => {
    const folder = await trainRun('dense-vae', { pictures: epochPictures });
    const names = fs.readdirSync(join(folder, 'samples')).sort();
    expect(names).toEqual(
      [1, 2, 3].flatMap((epoch) => [
        `epoch-000${epoch}-reconstructions.png`,
        `epoch-000${epoch}-samples.png`,
      ]),
    );
    const [first, , last] = await Promise.all(
      names
        .filter((name) => name.includes('samples'))
        .map((name) => pictureFacts(fs.readFileSync(join(folder, 'samples', name)))),
    );
    expect([first!.width, first!.height]).toEqual([last!.width, last!.height]);
    expect(last!.ink).toBeGreaterThan(0.3);
  });
});
