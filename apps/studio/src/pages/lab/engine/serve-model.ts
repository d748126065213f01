/** The worker's side: builds a model, trains it as far as it is asked to, and shows it. */

import type { Runtime } from '../../../../../../packages/alebrije/src/runtime/runtime.ts';
import { NonFiniteError } from '../../../../../../packages/alebrije/src/train/non-finite.ts';
import type { Answer, Frame, MetricRows, Question } from './protocol.ts';
import type { LabSettings } from './settings.ts';
import { buildSystem } from './systems.ts';
import { createTraining, type LabTraining, type Metrics } from './training.ts';
import type { Look, Viewer } from './views/pictures.ts';
import { createViewer } from './views/viewers.ts';

/** A model at work. */
interface Work {
  readonly training: LabTraining;
  readonly viewer: Viewer;
  settings: LabSettings;
  points: Float32Array;
  /** Of the picture made last: from the same nothing but the same can be seen. */
  seen?: { readonly step: number; readonly settings: LabSettings; readonly points: Float32Array };
}

/** As one table; its columns are those of the first iteration. */
export function metricRows(iterations: readonly Metrics[]): MetricRows {
  const names = Object.keys(iterations[0] ?? {});
  const values = new Float32Array(iterations.length * names.length);
  for (const [row, metrics] of iterations.entries()) {
    for (const [column, name] of names.entries()) {
      values[row * names.length + column] = metrics[name]!;
    }
  }
  return { names, values };
}

/** An array of its own, so that it can be handed over whatever else lies in its memory. */
const owned = (array: Float32Array): Float32Array =>
  array.buffer.byteLength === array.byteLength ? array : array.slice();

export type ServeModel = (question: Question) => Promise<Answer>;

/** @param runtime started when it is first needed */
export function serveModel(runtime: () => Promise<Runtime>): ServeModel {
  let started: Promise<Runtime> | undefined;
  let work: Work | undefined;

  async function begin({ model, settings, points }: Extract<Question, { kind: 'begin' }>) {
    work?.viewer.dispose();
    work?.training.dispose();
    work = undefined;
    started ??= runtime();
    const engine = await started;
    const own = { settings, points };
    const live = () => own.settings;
    const system = buildSystem(model, settings, live);
    const { seed } = settings;
    const training = await createTraining({
      system,
      runtime: engine,
      points,
      batchSize: Number(settings.batch),
      seed,
      name: model,
    });
    const { layouts, variables } = training;
    const subject = { system, runtime: engine, layouts, variables, points: () => own.points, seed };
    const viewer = createViewer(model, subject, settings, live);
    work = Object.assign(own, { training, viewer });
    return work;
  }

  async function frame(
    current: Work,
    look: Look,
    iterations: readonly Metrics[],
    training: number,
  ): Promise<Frame> {
    const { training: model, viewer, settings, points, seen } = current;
    const { step } = model;
    const isSame = seen?.step === step && seen.settings === settings && seen.points === points;
    const begun = performance.now();
    const looked = await viewer.look(isSame ? { ...look, effort: 'none' } : look);
    const looking = performance.now() - begun;
    current.seen = { step, settings, points };
    const pictures = Object.entries(looked).map(([name, array]) => [name, owned(array)] as const);
    return {
      step,
      metrics: metricRows(iterations),
      pictures: Object.fromEntries(pictures),
      times: { training, looking },
    };
  }

  async function answer(question: Question): Promise<Frame> {
    if (question.kind === 'begin') return frame(await begin(question), question.look, [], 0);
    const { iterations, milliseconds, settings, look, points } = question;
    if (!work) throw new Error('no model has begun');
    // Each question brings a copy; the same settings stay the same object.
    if (JSON.stringify(settings) !== JSON.stringify(work.settings)) work.settings = settings;
    if (points) {
      work.points = points;
      work.training.replacePoints(points);
    }
    const start = performance.now();
    const passed = () => performance.now() - start;
    const done = await work.training.advance(iterations, () => passed() > milliseconds);
    return frame(work, look, done, passed());
  }

  return async (question) => {
    try {
      return { kind: 'frame', frame: await answer(question) };
    } catch (error) {
      const { message } = error as Error;
      return { kind: 'failure', message, diverged: error instanceof NonFiniteError };
    }
  };
}
