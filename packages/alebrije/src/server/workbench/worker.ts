/** The program of the process that opens and uses models; it speaks with the server alone. */

import type { OpenModel } from '../../runs/open-model.ts';
import { openRun } from '../../train/files/run-folder.ts';
import type { USES } from '../contract/uses.ts';
import { forgetDataset } from '../datasets/dataset-examples.ts';
import { asApiError } from '../http/api-error.ts';
import { expectOwnPictures } from '../runs/run-files.ts';
import type { FromWorker, Job, Outcome, Task, ToWorker } from './jobs.ts';
import { createOpenModels } from './open-models.ts';

const models = createOpenModels();
const tasks = new Map<number, AbortController>();

/** Without a function for them, errors of a server that has just ended would end this process too early. */
function send(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

const asJson = (value: unknown): Outcome => ({ json: JSON.stringify(value) });

async function useRun(
  { run, use, body }: Extract<Job, { readonly kind: 'use' }>,
  task: Task,
): Promise<Outcome> {
  const { USE_FUNCTIONS } = await import('./uses/index.ts');
  // The server has checked the body with the schema of this use.
  const work: (model: OpenModel, body: never, task: Task) => Promise<unknown> =
    USE_FUNCTIONS[use as keyof typeof USES];
  return asJson(await models.use(run, task, (model) => work(model, body as never, task)));
}

async function perform(job: Job, task: Task): Promise<Outcome> {
  switch (job.kind) {
    case 'use':
      return useRun(job, task);
    case 'encode-image': {
      const { encodeImage } = await import('./uses/images.ts');
      const work = (model: OpenModel) => encodeImage(model, job.image, job.class);
      return asJson(await models.use(job.run, task, work));
    }
    case 'film': {
      const { trainingFilm } = await import('../../runs/training-film.ts');
      const run = openRun(job.run);
      await expectOwnPictures(run);
      const { film } = await trainingFilm(run, { kind: job.pictures, picturesPerSecond: job.rate });
      return { bytes: film };
    }
    case 'dataset-examples': {
      const { datasetExamples } = await import('../datasets/dataset-examples.ts');
      return asJson(await datasetExamples(job, task));
    }
    case 'import': {
      const { importArchive } = await import('../datasets/import-archive.ts');
      const imported = await importArchive(job, task);
      forgetDataset();
      return asJson(imported);
    }
  }
}

async function handle(id: number, job: Job): Promise<void> {
  const controller = new AbortController();
  tasks.set(id, controller);
  const { signal } = controller;
  const task: Task = {
    signal,
    tell: (progress) => send({ type: 'progress', id, progress }),
  };
  try {
    send({ type: 'done', id, outcome: await perform(job, task) });
  } catch (error) {
    const { code, message, details } = asApiError(error);
    if (code === 'failed' && !signal.aborted) {
      process.stderr.write(`studio: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
    send({ type: 'failed', id, failure: { code, message, details } });
  } finally {
    tasks.delete(id);
  }
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'do') void handle(message.id, message.job);
  else tasks.get(message.id)?.abort();
});

/** Milliseconds that work has to end when the server has. */
const PATIENCE_MS = 2000;

/** Without its server it is of no use. Not process.exit: that would wait for the engines' threads. */
function end(): void {
  for (const controller of tasks.values()) controller.abort();
  const kill = () => process.kill(process.pid, 'SIGKILL');
  if (tasks.size === 0) kill();
  else setTimeout(kill, PATIENCE_MS);
}

process.on('disconnect', end);
// Ctrl-C on a terminal reaches it too, and it is the server that says when to end.
process.on('SIGINT', () => undefined);
