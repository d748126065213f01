/** The lab's models at work, as its workers run them, on the processor. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labData } from '../../../../apps/studio/src/pages/lab/engine/datasets.ts';
import type { Frame, Question } from '../../../../apps/studio/src/pages/lab/engine/protocol.ts';
import { arraysOf } from '../../../../apps/studio/src/pages/lab/engine/protocol.ts';
import {
  type ServeModel,
  serveModel,
} from '../../../../apps/studio/src/pages/lab/engine/serve-model.ts';
import {
  initialSettings,
  type LabSettings,
  MODELS,
  type ModelName,
} from '../../../../apps/studio/src/pages/lab/engine/settings.ts';
import {
  FIELD_SIDE,
  LINE_CODES,
  type Look,
  SAMPLES,
  SQUARE_CODES,
  SURFACE_SIDE,
} from '../../../../apps/studio/src/pages/lab/engine/views/pictures.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';

const POINTS = 200;
const small: LabSettings = { ...initialSettings, points: POINTS, width: '32', batch: '64' };
const everything: Look = {
  show: ['grid', 'field', 'surface', 'samples', 'gradients'],
  level: 0.3,
  effort: 'all',
};

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime?.dispose());

/** A worker's side in this thread. */
const serve = (): ServeModel => serveModel(async () => runtime);

async function frameOf(server: ServeModel, question: Question): Promise<Frame> {
  const answer = await server(question);
  if (answer.kind === 'failure') throw new Error(answer.message);
  return answer.frame;
}

function pointsOf(settings: LabSettings): Float32Array {
  return labData({ choice: settings, drawing: [] })!.points;
}

const begin = (model: ModelName, settings = small): Question => ({
  kind: 'begin',
  model,
  settings,
  points: pointsOf(settings),
  look: everything,
});

const advance = (iterations: number, settings = small, points?: Float32Array): Question => ({
  kind: 'advance',
  iterations,
  milliseconds: Number.POSITIVE_INFINITY,
  settings,
  look: everything,
  points,
});

/** One column of a frame's metrics. */
function column({ metrics: { names, values } }: Frame, name: string): number[] {
  const at = names.indexOf(name);
  expect(at).toBeGreaterThanOrEqual(0);
  return [...values].filter((_, index) => index % names.length === at);
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(MODELS)('%s', (model) => {
  test('learns: what it lowers falls, or its samples come nearer', async () => {
    const server = serve();
    const first = await frameOf(server, begin(model));
    expect(first.step).toBe(0);
    const frame = await frameOf(server, advance(200));
    expect(frame.step).toBe(200);
    const losses = column(frame, 'loss');
    expect(losses).toHaveLength(200);
    expect(losses.every(Number.isFinite)).toBe(true);
    if (model === 'gan') {
      // A game has no loss that falls; what counts is where the samples lie.
      expect(frame.pictures.distance![0]).toBeLessThan(0.6 * first.pictures.distance![0]!);
    } else expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 5)));
  });

  test('the same seed gives the same losses, in whatever portions', async () => {
    const [one, other] = [serve(), serve()];
    await frameOf(one, begin(model));
    await frameOf(other, begin(model));
    const whole = await frameOf(one, advance(12));
    const parts: number[] = [];
    for (const iterations of [1, 5, 6]) {
      parts.push(...column(await frameOf(other, advance(iterations)), 'loss'));
    }
    expect(parts).toEqual(column(whole, 'loss'));
    const reseeded = serve();
    await frameOf(reseeded, begin(model, { ...small, seed: 2 }));
    expect(column(await frameOf(reseeded, advance(12)), 'loss')).not.toEqual(parts);
  });

  test('its arrays can be handed over, and it goes on', async () => {
    const server = serve();
    await frameOf(server, begin(model));
    const frame = await frameOf(server, advance(1));
    const moved = structuredClone(frame, { transfer: arraysOf(frame) });
    expect(Object.values(moved.pictures).every(({ length }) => length > 0)).toBe(true);
    expect(Object.values(frame.pictures).every(({ length }) => length === 0)).toBe(true);
    expect((await frameOf(server, advance(1))).step).toBe(2);
  });
});

test.each([
  ['1', LINE_CODES],
  ['2', SQUARE_CODES ** 2],
] as const)(
  'an autoencoder with %s number as code shows its codes and their grid',
  async (code, cells) => {
    const server = serve();
    const settings: LabSettings = { ...small, 'ae.code': code };
    const { pictures } = await frameOf(server, begin('ae', settings));
    const size = Number(code);
    expect(pictures.reconstructions).toHaveLength(2 * POINTS);
    expect(pictures.codes).toHaveLength(size * POINTS);
    expect(pictures.deviations).toBeUndefined();
    expect(pictures.grid).toHaveLength(2 * cells);
    expect(pictures.gridRange).toHaveLength(2 * size);
    expect(pictures.field).toHaveLength(2 * FIELD_SIDE ** 2);
    expect(pictures.samples).toHaveLength(2 * SAMPLES);
    // The grid begins and ends with codes of points.
    const codes = pictures.codes!.filter((_, i) => i % size === 0);
    expect(pictures.gridRange![0]).toBe(Math.min(...codes));
    expect(pictures.gridRange![1]).toBe(Math.max(...codes));
  },
);

test('an arrow of an autoencoder’s field leads to the reconstruction of its place', async () => {
  const server = serve();
  const corner = new Float32Array(2 * POINTS).fill(-2);
  await frameOf(server, { ...begin('ae'), points: corner } as Question);
  const { pictures } = await frameOf(server, advance(3));
  const { field, reconstructions } = pictures;
  expect(-2 + field![0]!).toBeCloseTo(reconstructions![0]!, 4);
  expect(-2 + field![1]!).toBeCloseTo(reconstructions![1]!, 4);
});

test('a VAE shows the deviations of its codes; a large β makes them those of N(0, I), at once', async () => {
  const server = serve();
  await frameOf(server, begin('vae'));
  const informed = await frameOf(server, advance(150));
  expect(mean([...informed.pictures.deviations!])).toBeLessThan(0.6);
  const dear = { ...small, 'vae.beta': 100 };
  const collapsed = await frameOf(server, advance(150, dear));
  expect(mean([...collapsed.pictures.deviations!])).toBeGreaterThan(0.9);
  expect(column(collapsed, 'klWeight').at(-1)).toBe(100);
});

test('the learning rate counts from the next step on', async () => {
  const server = serve();
  await frameOf(server, begin('ae'));
  const before = await frameOf(server, advance(5));
  const still = { ...small, 'ae.rate': 0 };
  const after = await frameOf(server, advance(5, still));
  expect(after.pictures.reconstructions).toEqual(before.pictures.reconstructions);
});

test.each(['non-saturating', 'minimax', 'least-squares', 'hinge', 'wasserstein'] as const)(
  'a GAN with the %s loss shows its verdict, and arrows that lower the loss',
  async (loss) => {
    const server = serve();
    const settings: LabSettings = { ...small, 'gan.loss': loss };
    await frameOf(server, begin('gan', settings));
    const { pictures } = await frameOf(server, advance(30, settings));
    const { surface, samples, gradients } = pictures;
    expect(surface).toHaveLength(SURFACE_SIDE ** 2);
    expect(Math.min(...surface!)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...surface!)).toBeLessThanOrEqual(1);
    expect(gradients).toHaveLength(2 * SAMPLES);
    // Where samples follow their arrows a little, the discriminator thinks more of them.
    const cell = 4 / (SURFACE_SIDE - 1);
    const shadeAt = (x: number, y: number) => {
      const [column, row] = [Math.round((x + 2) / cell), Math.round((y + 2) / cell)];
      return surface![row * SURFACE_SIDE + column];
    };
    const gains: number[] = [];
    for (let i = 0; i < 2 * SAMPLES; i += 2) {
      const length = Math.hypot(gradients![i]!, gradients![i + 1]!);
      if (length === 0) continue;
      const at = (far: number) =>
        shadeAt(
          samples![i]! + (far * gradients![i]!) / length,
          samples![i + 1]! + (far * gradients![i + 1]!) / length,
        );
      const [here, there] = [at(0), at(3 * cell)];
      if (here !== undefined && there !== undefined) gains.push(there - here);
    }
    expect(gains.length).toBeGreaterThan(SAMPLES / 2);
    expect(mean(gains)).toBeGreaterThan(0);
  },
);

test.each(['ddim', 'ddpm', 'dpm++2m', 'heun'] as const)(
  'a diffusion shows samples of %s on their way from noise to data',
  async (solver) => {
    const server = serve();
    const settings: LabSettings = { ...small, 'diffusion.solver': solver, 'diffusion.steps': 8 };
    const { pictures } = await frameOf(server, begin('diffusion', settings));
    const { paths, pathLevels, samples, field } = pictures;
    expect(pathLevels).toHaveLength(9);
    expect(pathLevels!.at(-1)).toBe(0);
    expect(paths).toHaveLength(9 * 2 * SAMPLES);
    expect(paths!.slice(-2 * SAMPLES)).toEqual(samples);
    const start = [...paths!.subarray(0, 2 * SAMPLES)];
    expect(mean(start.map((value) => value ** 2))).toBeCloseTo(1, 0);
    expect(field).toHaveLength(2 * FIELD_SIDE ** 2);
  },
);

test('far from the data, a trained diffusion’s field leads towards them', async () => {
  const server = serve();
  await frameOf(server, begin('diffusion'));
  const { pictures } = await frameOf(server, advance(200));
  const { field } = pictures;
  // The lower left and the upper right corner.
  expect(field![0]! + field![1]!).toBeGreaterThan(0);
  expect(field!.at(-2)! + field!.at(-1)!).toBeLessThan(0);
});

test('other points are learned from the next step on, and compared with at once', async () => {
  const server = serve();
  await frameOf(server, begin('ae'));
  const rings = pointsOf({ ...small, data: 'rings' });
  const { pictures, step } = await frameOf(server, advance(0, small, rings));
  expect(step).toBe(0);
  const other = serve();
  await frameOf(other, begin('ae'));
  const before = await frameOf(other, advance(0));
  expect(pictures.reconstructions).not.toEqual(before.pictures.reconstructions);
  const one = column(await frameOf(server, advance(3)), 'loss');
  const another = column(await frameOf(other, advance(3)), 'loss');
  expect(one).not.toEqual(another);
});

test('what is not shown is not computed, and what has not changed not again', async () => {
  const server = serve();
  await frameOf(server, begin('diffusion'));
  const bare: Question = {
    kind: 'advance',
    iterations: 0,
    milliseconds: 100,
    settings: small,
    look: { show: [], level: 0.5, effort: 'all' },
  };
  expect((await frameOf(server, bare)).pictures).toEqual({});
});

test('numbers that grow beyond all bounds are told as such', async () => {
  const server = serve();
  await frameOf(server, begin('gan', { ...small, 'gan.loss': 'wasserstein' }));
  const wild = { ...small, 'gan.loss': 'wasserstein', 'gan.rate': 1e9 } as const;
  const answer = await server(advance(60, wild));
  expect(answer).toMatchObject({ kind: 'failure', diverged: true });
  // It can begin anew.
  expect((await frameOf(server, begin('gan'))).step).toBe(0);
});

test('a question without a model is answered with a failure', async () => {
  expect(await serve()(advance(1))).toMatchObject({
    kind: 'failure',
    message: 'no model has begun',
    diverged: false,
  });
});
