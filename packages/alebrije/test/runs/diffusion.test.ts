/** Diffusion models at work: samples by every solver, parts that are kept, and the pictures of their process. */

import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { encodeNetworks } from '../../src/runs/export.ts';
import type { OpenModel } from '../../src/runs/open-model.ts';
import { priorCodes } from '../../src/runs/pictures/codes.ts';
import { diffusionPictures } from '../../src/runs/pictures/diffusion-pictures.ts';
import {
  epochPictures,
  interpolationPicture,
  reconstructionPicture,
  samplePicture,
  traversalPicture,
} from '../../src/runs/pictures/index.ts';
import { inpaintPicture } from '../../src/runs/pictures/inpainting.ts';
import { pickRows } from '../../src/runs/pictures/picture.ts';
import { variationPicture } from '../../src/runs/pictures/variations.ts';
import { drawSamples } from '../../src/runs/prior-samples.ts';
import { reportContent } from '../../src/runs/report.ts';
import { SOLVER_NAMES, samplerSettings, spreadPlaces, stepsOf } from '../../src/runs/solvers.ts';
import { key } from '../../src/tensor/key.ts';
import { phasesOf } from '../../src/train/phases.ts';
import { compileGraph, feedsFor, uploadAll } from '../../src/train/resident.ts';
import { packNamed } from '../../src/train/variables.ts';
import { viewGraph } from '../../src/train/view-graph.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { trainedDiffusion } from './diffusion-runs.ts';
import { writeMask } from './masks.ts';
import { pictureFacts } from './trained-runs.ts';

let images: OpenModel;
let told: OpenModel;
let points: OpenModel;
beforeAll(async () => {
  images = await trainedDiffusion('ddpm');
  told = await trainedDiffusion('conditional-ddpm');
  points = await trainedDiffusion('swiss-roll-ddpm');
});

const denoisingOf = ({ system }: OpenModel) => system.views.denoising!;
const numbers = ({ data }: { readonly data: ArrayLike<number> }) => Array.from(data);

/** Four samples of one draw of noise. */
function sampled(model: OpenModel, options = {}, request = {}) {
  const settings = samplerSettings(model, options);
  return model.session.sample({
    steps: stepsOf(denoisingOf(model), settings),
    count: 4,
    key: key(3),
    guidanceScale: settings.guidanceScale,
    ...request,
  });
}

describe('step by step', () => {
  test('is what the unrolled view decodes, of one graph for each', async () => {
    const { session, system, layouts, runtime, variables } = images;
    const codes = priorCodes(system.views, 1, 4);
    const graph = viewGraph(layouts, { x: codes }, (v, { x }) => ({
      y: system.views.decode(v, x!),
    }));
    const compiled = await compileGraph(runtime, graph);
    const resident = uploadAll(runtime, packNamed(layouts, variables));
    const { y } = await compiled.program.run(feedsFor(compiled.graph, resident, { x: codes })).host;
    const stepped = numbers(await session.decode(codes));
    const apart = stepped.map((value, place) => Math.abs(value - y!.data[place]!));
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });

  test.each(SOLVER_NAMES)(
    '%s makes the same of the same key, and something else of another',
    async (solver) => {
      const once = numbers(await sampled(images, { solver }));
      expect(once.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
      expect(numbers(await sampled(images, { solver }))).toEqual(once);
      expect(numbers(await sampled(images, { solver }, { key: key(4) }))).not.toEqual(once);
    },
  );

  test('ddim and euler agree, ddpm and ddim with as much noise too', async () => {
    const close = async (a: object, b: object) => {
      const [first, second] = [
        numbers(await sampled(points, a)),
        numbers(await sampled(points, b)),
      ];
      first.forEach((value, place) => {
        expect(value).toBeCloseTo(second[place]!, 4);
      });
    };
    await close({ solver: 'ddim' }, { solver: 'euler' });
    await close({ solver: 'ddim', eta: 1 }, { solver: 'ddpm' });
  });

  test('fewer samples are the first of more, and every part has noise of its own', async () => {
    const many = numbers(await sampled(points, { solver: 'ddpm' }, { count: 2003 }));
    const few = numbers(await sampled(points, { solver: 'ddpm' }, { count: 2000 }));
    few.forEach((value, place) => {
      expect(value).toBeCloseTo(many[place]!, 5);
    });
    expect(many.slice(0, 6)).not.toEqual(many.slice(4000));
  });

  test('a guidance scale of 1 obeys the class, 0 forgets it, and more goes on', async () => {
    const labels = Int32Array.of(1, 8, 9, 2);
    const by = async (guidance: number, of: Int32Array | undefined = labels) =>
      numbers(await sampled(told, { guidance }, { labels: of }));
    const others = Int32Array.of(0, 0, 0, 0);
    expect(await by(0)).toEqual(await by(0, others));
    const plain = await sampled(told, { guidance: 1 });
    const forgotten = await by(0);
    numbers(plain).forEach((value, place) => {
      expect(value).toBeCloseTo(forgotten[place]!, 4);
    });
    // One evaluation instead of two, so a graph of its own.
    const nearly = await by(1.000001);
    (await by(1)).forEach((value, place) => {
      expect(value).toBeCloseTo(nearly[place]!, 3);
    });
    expect(await by(1)).not.toEqual(await by(1, others));
    expect(await by(4)).not.toEqual(await by(1));
  });

  test('what passes on the way is told, from noise to data', async () => {
    const start = { dtype: 'float32', shape: [1, 2], data: Float32Array.of(2, -1) } as const;
    const seen: number[][] = [];
    const samples = await sampled(
      points,
      {},
      {
        count: 1,
        start,
        watch: (index: number) => index !== 1,
        onStep: ({
          index,
          x,
          x0,
        }: {
          index: number;
          x: { data: ArrayLike<number> };
          x0: object;
        }) => {
          expect(x0).toMatchObject({ shape: [1, 2] });
          seen.push([index, ...numbers(x)]);
        },
      },
    );
    expect(seen.map(([index]) => index)).toEqual([0, 2, 3]);
    expect(seen[0]).toEqual([0, 2, -1]);
    expect(numbers(samples)).not.toEqual(seen[2]!.slice(1));
  });

  test('places are spread over all steps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 2, max: 50 }),
        (steps, most) => {
          const places = [...spreadPlaces(steps, most)];
          expect(places).toHaveLength(Math.min(steps, most));
          expect(places.every((place) => Number.isInteger(place) && place < steps)).toBe(true);
          expect(places[0]).toBe(0);
          if (steps > 1) expect(places.at(-1)).toBe(steps - 1);
        },
      ),
    );
  });
});

describe('noise', () => {
  test('is mixed with each example at its own level', async () => {
    const { session, data } = points;
    const values = pickRows(data.validation.values, [0, 1]);
    const clean = numbers(await session.prepare(values));
    const noise = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
    const levels = [
      { signal: 1, deviation: 0 },
      { signal: 0.6, deviation: 0.8 },
    ];
    const x = numbers(await session.diffuse(values, noise, levels));
    const expected = [clean[0]!, clean[1]!, 0.6 * clean[2]! + 2.4, 0.6 * clean[3]! + 3.2];
    x.forEach((value, place) => {
      expect(value).toBeCloseTo(expected[place]!, 5);
    });
  });

  test('of images is mixed with pixels from −1 to 1, which are shown from 0 to 1', async () => {
    const { session, data } = images;
    const values = pickRows(data.validation.values, [3]);
    const prepared = numbers(await session.prepare(values));
    const noise = { dtype: 'float32', shape: [1, 1, 28, 28], data: new Float32Array(784) } as const;
    const x = await session.diffuse(values, noise, [{ signal: 1, deviation: 0 }]);
    numbers(x).forEach((value, place) => {
      expect(value).toBeCloseTo(2 * prepared[place]! - 1, 5);
    });
    const shown = numbers(await session.showDiffused(x));
    shown.forEach((value, place) => {
      expect(value).toBeCloseTo(prepared[place]!, 5);
    });
  });
});

describe('inpainting', () => {
  const masked = () => writeMask(join(temporaryFolder(), 'mask.png'), (_, y) => y >= 10);

  test('keeps what is known, bit by bit, and fills the rest in several ways', async () => {
    const mask = await masked();
    const drawn = await inpaintPicture(images, { image: 4, mask, count: 3, steps: 4, resample: 2 });
    expect(drawn.numbers).toMatchObject({ count: 3, steps: 4, resample: 2, evaluations: 8 });
    expect(drawn.numbers.known).toBeCloseTo(10 / 28, 6);
    const [fills, original] = [numbers(drawn.fills), numbers(drawn.original)];
    expect(numbers(drawn.known)).toEqual(original.map((_, pixel) => (pixel < 280 ? 1 : 0)));
    for (const begin of [0, 784, 1568]) {
      expect(fills.slice(begin, begin + 280)).toEqual(original.slice(0, 280));
      expect(fills.slice(begin + 280, begin + 784)).not.toEqual(original.slice(280));
    }
    expect(fills.slice(280, 784)).not.toEqual(fills.slice(784 + 280, 1568));
    expect((await pictureFacts(drawn.png)).ink).toBeGreaterThan(0.1);
  });

  test('outpainting keeps the middle', async () => {
    const { known } = await inpaintPicture(images, {
      image: 0,
      outpaint: 9,
      steps: 2,
      resample: 1,
    });
    const rows = Array.from({ length: 28 }, (_, y) => numbers(known).slice(28 * y, 28 * y + 28));
    const middle = [...new Array(9).fill(0), ...new Array(10).fill(1), ...new Array(9).fill(0)];
    for (const [y, row] of rows.entries()) {
      expect(row).toEqual(y >= 9 && y < 19 ? middle : new Array(28).fill(0));
    }
  });

  test('takes images of the user’s own, and a class in place of theirs', async () => {
    const own = await writeMask(join(temporaryFolder(), 'own.png'), (x) => x > 10);
    const { fills, original } = await inpaintPicture(told, {
      image: own,
      outpaint: 5,
      class: 'Bag',
      steps: 2,
      count: 1,
    });
    expect(numbers(original).slice(0, 28)).toEqual([
      ...new Array(11).fill(0),
      ...new Array(17).fill(1),
    ]);
    expect(numbers(fills)).toHaveLength(784);
  });

  test('says what is wrong', async () => {
    const mask = await masked();
    const folder = temporaryFolder();
    const white = await writeMask(join(folder, 'white.png'), () => true);
    const black = await writeMask(join(folder, 'black.png'), () => false);
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{}, /give either --mask <file.png>, white there, or --outpaint/],
      [{ mask, outpaint: 3 }, /give either --mask/],
      [{ outpaint: 14 }, /leaves nothing of 28x28 pixels: give 1 to 13/],
      [{ mask: white }, /white everywhere/],
      [{ mask: black }, /nowhere white/],
      [{ mask, image: 20 }, /no validation example 20: give 0 to 19/],
      [{ mask, class: 'Bag' }, /is not told classes/],
    ];
    for (const [options, message] of wrong) {
      const asked = inpaintPicture(images, { image: 0, ...options });
      await expect(asked).rejects.toThrow(message);
      await expect(asked).rejects.toThrow(UserError);
    }
    await expect(inpaintPicture(points, { image: 0, outpaint: 1 })).rejects.toThrow(/shows images/);
  });
});

test('variations stay nearer to the image the less they are noised', async () => {
  const strengths = [0.1, 1];
  const options = { image: 2, strengths, steps: 10, count: 4 };
  const { variations, numbers: shown, png } = await variationPicture(images, options);
  expect(shown).toEqual({ count: 4, seed: images.config.seed, steps: 10 });
  const original = numbers(
    await images.session.prepare(pickRows(images.data.validation.values, [2])),
  );
  const distance = (row: number) =>
    original.reduce(
      (sum, value, pixel) => sum + (variations.data[row * 784 + pixel]! - value) ** 2,
      0,
    );
  for (const row of [0, 1, 2, 3]) expect(distance(row)).toBeLessThan(distance(row + 4));
  expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
  await expect(variationPicture(images, { image: 0, strengths: [1.2] })).rejects.toThrow(
    /above 0 and up to 1, not at 1.2/,
  );
});

describe('pictures', () => {
  test('of samples say how they were made, and can be films', async () => {
    const {
      numbers: shown,
      film,
      details,
    } = await samplePicture(images, {
      count: 9,
      solver: 'heun',
      steps: 3,
      film: true,
    });
    expect(shown).toEqual({ count: 9, seed: images.config.seed, steps: 3, evaluations: 5 });
    expect(details).toEqual({ solver: 'heun' });
    expect(Buffer.from(film!.subarray(0, 3)).toString()).toBe('GIF');
    const ofPoints = await samplePicture(points, { count: 50 });
    expect(ofPoints.numbers).toMatchObject({ count: 50, steps: 4, evaluations: 4 });
    expect(ofPoints.numbers.sampleDistance).toBeGreaterThan(0);
    const each = await samplePicture(told, { count: 1, guidance: 3 });
    expect(each.numbers).toMatchObject({ count: 10, guidanceScale: 3 });
    const one = await samplePicture(told, { count: 2, class: 'Bag' });
    expect(one.numbers).toMatchObject({ count: 2, guidanceScale: 4 });
  });

  test.each([
    [
      { solver: 'dpm' },
      /no solver "dpm"; there are ddpm, ddpm-large, ddim, dpm\+\+2m, euler, heun/,
    ],
    [
      { solver: 'ddpm', eta: 0.5 },
      /--eta is the noise that ddim adds, and ddpm has none to choose/,
    ],
    [{ eta: 1.5 }, /--eta lies from 0, no noise, to 1/],
    [{ steps: 101 }, /--steps goes from 1 to 100, not 101/],
    [{ guidance: 2 }, /is told none: leave it out/],
    [{ class: 'Bag' }, /is not told classes/],
    [{ truncation: 0.5 }, /truncation is for models that decode codes/],
    [{ film: true, count: 101 }, /--film shows at most 100 at once/],
  ])('refuse %j', async (options, message) => {
    await expect(samplePicture(images, options)).rejects.toThrow(message);
    await expect(samplePicture(images, options)).rejects.toThrow(UserError);
  });

  test('after an epoch are of the same noise, for images, classes and points', async () => {
    for (const model of [images, told, points]) {
      const [phase] = phasesOf(model.system);
      const drawn = await epochPictures(model.session, model.data, phase!);
      expect(Object.keys(drawn)).toEqual(['samples']);
      expect((await pictureFacts(drawn.samples!)).ink).toBeGreaterThan(0.002);
    }
  });

  // Each is drawn for the report.
  test('of the process suit what is diffused', () => {
    const ofImages = ['schedule', 'noising', 'denoising', 'solvers'];
    expect(Object.keys(diffusionPictures(images))).toEqual(ofImages);
    const ofPoints = ['schedule', 'noising', 'denoising', 'field', 'ways', 'solvers'];
    expect(Object.keys(diffusionPictures(points))).toEqual(ofPoints);
  });

  test('of the process take classes too', async () => {
    const { png, numbers: shown } = await diffusionPictures(told).denoising!(told, { steps: 2 });
    expect(shown).toMatchObject({ samples: 4, steps: 2 });
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.1);
  });

  test('between samples, and none of single numbers or of reconstructions', async () => {
    const { numbers: shown } = await interpolationPicture(images, { pairs: [[1, 2]], steps: 3 });
    expect(shown).toEqual({ pairs: 1, steps: 3 });
    await expect(traversalPicture(images)).rejects.toThrow(/no single number means anything/);
    await expect(reconstructionPicture(images)).rejects.toThrow(
      /makes data of noise and has no enc/,
    );
  });
});

test('samples are measured beside test examples', async () => {
  const { metrics } = await evaluateRun(points, { samples: 50 });
  expect(Object.keys(metrics)).toEqual(['precision', 'recall', 'density', 'coverage', 'swd']);
  expect(metrics.swd!.floor).toBeGreaterThan(0);
  expect(metrics.swd!.sampler).toBe('ddim, 4 steps');
  const drawn = await drawSamples(told, { count: 3, source: key(1) });
  expect(drawn.shape).toEqual([3, 1, 28, 28]);
  const other = await evaluateRun(points, {
    metrics: ['swd'],
    samples: 50,
    solver: { solver: 'ddpm', steps: 5 },
  });
  expect(other.metrics.swd!.sampler).toBe('ddpm, 5 steps');
  expect(other.metrics.swd!.floor).toBe(metrics.swd!.floor);
  expect(other.metrics.swd!.value).not.toBe(metrics.swd!.value);
  const refused = { metrics: ['swd'], solver: { solver: 'ddpm', eta: 1 } };
  await expect(evaluateRun(points, refused)).rejects.toThrow(/--eta is the noise that ddim adds/);
});

test('noise to data is exported as one network', () => {
  const [only, ...others] = encodeNetworks(points);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ file: 'generator.onnx', inputs: [{ shape: ['batch', 2] }] });
});

test.each([
  ['images', () => images, [3, 3, 2]],
  ['points', () => points, [5, 2]],
] as const)('the report shows the process, samples and uses, of %s', async (_, of, figures) => {
  const { sections, networks } = await reportContent(of());
  expect(networks.map(({ name }) => name)).toEqual(['denoiser']);
  const own = ['process', 'samples', 'uses'].slice(0, figures.length);
  expect(own.map((id) => sections.find((section) => section.id === id)!.figures!.length)).toEqual(
    figures,
  );
  expect(sections.find(({ id }) => id === 'model')!.paragraphs!.join(' ')).toContain(
    'takes noise off',
  );
});
