/** When the lab's models go on: in step or each at its speed, and not at all when they must not. */

import { expect, test } from 'vitest';
import {
  createConductor,
  nextBurst,
} from '../../../../apps/studio/src/pages/lab/engine/conductor.ts';
import type { Answer, Question } from '../../../../apps/studio/src/pages/lab/engine/protocol.ts';
import {
  initialSettings,
  type LabSettings,
  type ModelName,
} from '../../../../apps/studio/src/pages/lab/engine/settings.ts';

interface Asked {
  readonly model: ModelName;
  readonly question: Question;
}

/** Workers that answer after a number of turns of the event loop, each model its own. */
function stage(turns: Partial<Record<ModelName, number>> = {}) {
  const asked: Asked[] = [];
  const open = new Set<ModelName>();
  const steps = new Map<ModelName, number>();
  const underWay = new Map<ModelName, number>();
  let mostAtOnce = 0;
  let failure: Answer | undefined;
  let time = 0;
  const waits: number[] = [];
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function answer(model: ModelName, question: Question): Promise<Answer> {
    asked.push({ model, question });
    underWay.set(model, (underWay.get(model) ?? 0) + 1);
    mostAtOnce = Math.max(mostAtOnce, underWay.get(model)!);
    for (let i = 0; i < (turns[model] ?? 1); i++) await turn();
    underWay.set(model, underWay.get(model)! - 1);
    if (failure) return failure;
    const before = question.kind === 'begin' ? 0 : (steps.get(model) ?? 0);
    const done = question.kind === 'begin' ? 0 : question.iterations;
    steps.set(model, before + done);
    const values = Float32Array.from({ length: done }, (_, i) => 1 / (before + i + 1));
    time += 10;
    return {
      kind: 'frame',
      frame: {
        step: before + done,
        metrics: { names: done > 0 ? ['loss'] : [], values },
        pictures: { samples: Float32Array.of(before + done, 0) },
        times: { training: 10 * done, looking: 5 },
      },
    };
  }

  const conductor = createConductor({
    connect(model) {
      open.add(model);
      return { ask: (question) => answer(model, question), close: () => open.delete(model) };
    },
    now: () => time,
    async wait(milliseconds) {
      waits.push(milliseconds);
      await turn();
    },
  });
  const points = Float32Array.of(0, 0, 1, 1);
  const use = (settings: Partial<LabSettings> = {}, given: Float32Array | undefined = points) =>
    conductor.use({ settings: { ...initialSettings, ...settings }, points: given });
  return {
    conductor,
    asked,
    open,
    waits,
    use,
    points,
    fail: (answered: Answer | undefined) => {
      failure = answered;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    stepOf: (model: ModelName) => conductor.stateOf(model).step,
    async until(condition: () => boolean) {
      for (let i = 0; i < 2000; i++) {
        if (condition()) return;
        await turn();
      }
      throw new Error('it did not come to that');
    },
    async settle() {
      for (let i = 0; i < 60; i++) await turn();
    },
  };
}

const ALL: readonly ModelName[] = ['ae', 'vae', 'gan', 'diffusion'];

test('each model begins and shows itself before anybody trains', async () => {
  const { use, until, asked, conductor } = stage();
  use();
  expect(conductor.stateOf('ae').status).toBe('starting');
  await until(() => ALL.every((model) => conductor.stateOf(model).status === 'ready'));
  expect(asked.map(({ model, question }) => [model, question.kind])).toEqual(
    ALL.map((model) => [model, 'begin']),
  );
});

test('in step, models are seen to go on together, however slow one is', async () => {
  const { use, until, stepOf, conductor } = stage({ ae: 1, diffusion: 9 });
  use();
  await until(() => ALL.every((model) => conductor.stateOf(model).status === 'ready'));
  const differences = new Set<number>();
  conductor.subscribe(() =>
    queueMicrotask(() => differences.add(new Set(ALL.map(stepOf)).size - 1)),
  );
  conductor.play();
  await until(() => stepOf('ae') > 40);
  conductor.pause();
  expect([...differences]).toEqual([0]);
});

test('in step, no model is ever a round ahead, however slow another is', async () => {
  const { use, until, stepOf, conductor } = stage({ ae: 1, diffusion: 9 });
  use();
  conductor.play();
  let widest = 0;
  conductor.subscribe(() => {
    const steps = ALL.map(stepOf);
    widest = Math.max(widest, Math.max(...steps) - Math.min(...steps));
  });
  await until(() => stepOf('diffusion') > 100);
  conductor.pause();
  expect(widest).toBeLessThanOrEqual(64);
  // The models of a round have all done as much once it has ended.
  await until(() => new Set(ALL.map(stepOf)).size === 1);
});

test('each at its own speed, the fast do not wait for the slow', async () => {
  const { use, until, stepOf, conductor } = stage({ ae: 1, diffusion: 12 });
  use({ pace: 'own' });
  conductor.play();
  await until(() => stepOf('diffusion') > 30);
  conductor.pause();
  expect(stepOf('ae')).toBeGreaterThan(3 * stepOf('diffusion'));
});

test('a worker is asked one question at a time, whatever happens meanwhile', async () => {
  const theStage = stage({ vae: 5 });
  const { use, until, stepOf, conductor } = theStage;
  use();
  conductor.play();
  for (const rate of [0.001, 0.002, 0.003]) use({ 'vae.rate': rate });
  conductor.stepOnce();
  conductor.play();
  use({ pace: 'own' });
  use({ width: '8' });
  await until(() => stepOf('vae') > 20);
  conductor.pause();
  await theStage.settle();
  expect(theStage.mostAtOnce).toBe(1);
});

test('pause stops the steps', async () => {
  const { use, until, settle, stepOf, conductor, asked } = stage();
  use();
  conductor.play();
  await until(() => stepOf('gan') > 10);
  conductor.pause();
  await settle();
  const steps = ALL.map(stepOf);
  const questions = asked.length;
  await settle();
  expect(ALL.map(stepOf)).toEqual(steps);
  expect(asked).toHaveLength(questions);
  conductor.play();
  await until(() => stepOf('gan') > steps[2]!);
});

test('a single step is one of every model, and then it waits', async () => {
  const { use, until, settle, stepOf, conductor } = stage();
  use();
  await until(() => conductor.stateOf('diffusion').status === 'ready');
  conductor.stepOnce();
  await settle();
  expect(ALL.map(stepOf)).toEqual([1, 1, 1, 1]);
  expect(conductor.isPlaying).toBe(false);
});

test('slow motion takes one step at a time, and waits in between', async () => {
  const { use, until, stepOf, conductor, asked, waits } = stage();
  use({ speed: '5' });
  conductor.play();
  await until(() => stepOf('ae') >= 4);
  conductor.pause();
  const trained = asked.filter(({ question }) => question.kind === 'advance');
  expect(
    trained.every(({ question }) => question.kind === 'advance' && question.iterations <= 1),
  ).toBe(true);
  expect(Math.max(...waits)).toBeLessThanOrEqual(200);
  expect(Math.max(...waits)).toBeGreaterThan(100);
});

test('a model that begins later catches up while the others wait', async () => {
  const { use, until, stepOf, conductor, open } = stage();
  use({ gan: false });
  conductor.play();
  await until(() => stepOf('ae') > 200);
  expect(open.has('gan')).toBe(false);
  use();
  let other = 0;
  conductor.subscribe(() => {
    if (stepOf('gan') > 0 && stepOf('gan') < 150) other = Math.max(other, stepOf('ae'));
  });
  await until(() => stepOf('gan') > 200);
  expect(other).toBeGreaterThan(150);
  expect(other).toBeLessThan(300);
  use({ gan: false });
  expect(open.has('gan')).toBe(false);
  expect(conductor.stateOf('gan').step).toBe(0);
});

test('a change restarts what it must, and answers of before are not believed', async () => {
  const { use, until, stepOf, conductor, asked } = stage({ vae: 6 });
  use();
  conductor.play();
  await until(() => stepOf('vae') > 10);
  use({ 'vae.code': '1' });
  expect(stepOf('vae')).toBe(0);
  const steps: number[] = [];
  conductor.subscribe((model) => {
    if (model === 'vae') steps.push(stepOf('vae'));
  });
  await until(() => stepOf('vae') > 0);
  expect(steps[0]).toBe(0);
  expect(stepOf('ae')).toBeGreaterThan(10);
  const beginnings = asked.filter(({ question }) => question.kind === 'begin');
  expect(beginnings.map(({ model }) => model)).toEqual([...ALL, 'vae']);
  expect(beginnings.at(-1)!.question.settings['vae.code']).toBe('1');
});

test('other points, as many as before, are learned without a new beginning', async () => {
  const { use, until, stepOf, conductor, asked, settle } = stage();
  use({ data: 'drawn' });
  conductor.play();
  await until(() => stepOf('ae') > 10);
  const others = Float32Array.of(5, 5, 6, 6);
  use({ data: 'drawn' }, others);
  await settle();
  conductor.pause();
  await settle();
  const given = asked.filter(
    ({ question }) => question.kind === 'advance' && question.points !== undefined,
  );
  expect(given.map(({ model }) => model).sort()).toEqual([...ALL].sort());
  expect(asked.filter(({ question }) => question.kind === 'begin')).toHaveLength(4);
  // More points are another data set.
  use({ data: 'drawn' }, new Float32Array(6));
  expect(stepOf('ae')).toBe(0);
});

test('without points nothing is asked for', async () => {
  const { use, until, settle, conductor, asked, stepOf } = stage();
  conductor.use({ settings: { ...initialSettings, data: 'drawn' }, points: undefined });
  conductor.play();
  await settle();
  expect(asked).toEqual([]);
  expect(conductor.stateOf('ae').status).toBe('waiting');
  // The first ones that are drawn set it going.
  use({ data: 'drawn' });
  await until(() => stepOf('ae') > 5);
});

test('a failure ends one model alone, until it begins anew', async () => {
  const { use, until, settle, conductor, fail, stepOf } = stage();
  use();
  conductor.play();
  await until(() => stepOf('ae') > 10);
  fail({ kind: 'failure', message: 'the loss is NaN', diverged: true });
  await until(() => ALL.every((model) => conductor.stateOf(model).status === 'failed'));
  expect(conductor.stateOf('gan').failure).toEqual({ message: 'the loss is NaN', diverged: true });
  fail(undefined);
  await settle();
  expect(conductor.stateOf('gan').status).toBe('failed');
  conductor.restartModel('gan');
  await until(() => stepOf('gan') > 10);
  expect(conductor.stateOf('ae').status).toBe('failed');
  conductor.restart();
  await until(() => ALL.every((model) => stepOf(model) > 10));
});

test('a worker that breaks is told, and a new beginning gets a new one', async () => {
  let connections = 0;
  const conductor = createConductor({
    connect() {
      connections += 1;
      const own = connections;
      return {
        ask: async () => {
          if (own <= 1) throw new Error('it could not be loaded');
          return {
            kind: 'frame',
            frame: {
              step: 0,
              metrics: { names: [], values: new Float32Array() },
              pictures: {},
              times: { training: 0, looking: 0 },
            },
          };
        },
        close: () => undefined,
      };
    },
  });
  const settings = { ...initialSettings, vae: false, gan: false, diffusion: false };
  conductor.use({ settings, points: new Float32Array(4) });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(conductor.stateOf('ae')).toMatchObject({
    status: 'failed',
    failure: { message: 'it could not be loaded', diverged: false },
  });
  conductor.restartModel('ae');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(conductor.stateOf('ae').status).toBe('ready');
});

test('the field’s level is shown while it is paused, and nobody else is asked', async () => {
  const { use, until, settle, conductor, asked } = stage();
  use();
  await until(() => conductor.stateOf('diffusion').status === 'ready');
  await settle();
  const before = asked.length;
  conductor.setLevel(0.7);
  conductor.setLevel(0.7);
  await settle();
  expect(asked.slice(before)).toMatchObject([
    { model: 'diffusion', question: { kind: 'advance', iterations: 0, look: { level: 0.7 } } },
  ]);
});

test('closing ends the workers', async () => {
  const { use, until, conductor, open } = stage();
  use();
  await until(() => open.size === 4);
  conductor.close();
  expect(open.size).toBe(0);
});

test('rounds grow and shrink towards a tenth of a second', () => {
  const after = (burst: number, training: number, looking = 20) =>
    nextBurst(burst, { training, looking });
  expect(after(1, 1)).toBe(2);
  expect(after(16, 60)).toBe(16);
  expect(after(16, 600)).toBe(8);
  expect(after(64, 1)).toBe(64);
  expect(after(1, 10_000)).toBe(1);
  // Whole runs of the library's chains.
  expect(after(16, 45) % 8).toBe(0);
  // Where looking is slow, training gets as long; but a pause must be obeyed soon.
  expect(after(16, 60, 120)).toBe(32);
  expect(after(16, 240, 5000)).toBe(16);
});
