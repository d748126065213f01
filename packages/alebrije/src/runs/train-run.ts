/** Trains a recipe into a run folder: checkpoints, metrics, TensorBoard events, pictures per epoch. */

import { exampleCount } from '../data/dataset.ts';
import type { PreparationOptions, PreparationProgress } from '../data/dataset-entry.ts';
import { rareMembers } from '../data/rare-group.ts';
import { UserError } from '../errors.ts';
import type { DataInfo, Recipe, TrainingConfig } from '../recipes/recipe.ts';
import { createRuntime } from '../runtime/backends.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import type { Json } from '../train/files/json.ts';
import { createLiveProgress, type LiveProgress } from '../train/files/live-progress.ts';
import { openMetricsLog } from '../train/files/metrics-log.ts';
import { changeSettings, createRun, type LockedRun, resumeRun } from '../train/files/run-folder.ts';
import { createEventWriter } from '../train/files/tensorboard.ts';
import type { Finding } from '../train/finding.ts';
import { createModelSession, type ModelSession } from '../train/model-session.ts';
import { NonFiniteError } from '../train/non-finite.ts';
import {
  batchesPerIteration,
  iterationsBefore,
  phaseAt,
  phasesOf,
  type TrainingPhase,
} from '../train/phases.ts';
import type { EpochRecord, Progress } from '../train/progress.ts';
import type { System } from '../train/system.ts';
import {
  snapshotTypes,
  type TrainingMoment,
  type TrainingResult,
  train,
} from '../train/trainer.ts';
import { createSaver, hasCheckpoint } from './checkpoint-saver.ts';
import { loadSnapshot } from './checkpoints.ts';
import type { RunData } from './data.ts';
import { diagnoseRun, diagnoseTraining } from './diagnosis.ts';
import { epochPictureFile } from './epoch-picture-files.ts';
import { prepareNewData, storeNewData } from './new-data.ts';
import { prepareRunData, readRunConfig } from './open-model.ts';
import type { createSampleDoctor, SampleDoctor } from './sample-doctor.ts';

/** What a training tells the outside while it runs. */
export interface TrainingReporter {
  onNote?(line: string): void;
  /** While data are made or read that are not kept yet, before the start. */
  onPreparation?(progress: PreparationProgress): void;
  onStart?(start: TrainingStart): void;
  onStep?(progress: Readonly<Progress>, means: Readonly<Record<string, number>>): void;
  onEpoch?(record: EpochRecord): void;
  /** What the doctor has to say after an epoch and had not after the one before. */
  onFindings?(findings: readonly Finding[]): void;
}

export interface TrainingStart {
  readonly run: LockedRun;
  readonly recipe: Recipe;
  readonly config: TrainingConfig;
  readonly kind: DataInfo['kind'];
  /** Iterations of all epochs before one. @param epoch whole epochs done */
  stepsBefore(epoch: number): number;
  /** One, unless the training has several. */
  readonly phases: readonly TrainingPhase[];
  readonly progress: Progress | undefined;
}

/** Draws pictures after an epoch, by file name without `.png`. */
export type EpochPictures = (
  session: ModelSession,
  data: RunData,
  phase: TrainingPhase,
) => Promise<Readonly<Record<string, Uint8Array>>>;

export interface TrainRunOptions {
  readonly backend?: string;
  readonly maxSteps?: number | undefined;
  readonly signal?: AbortSignal;
  readonly reporter?: TrainingReporter;
  readonly pictures?: EpochPictures;
  /** Watches the samples of an adversarial network; of others never asked. */
  readonly sampleDoctor?: typeof createSampleDoctor;
  /** Seconds between checkpoints inside an epoch. */
  readonly checkpointEvery?: number;
  /** False to leave `progress.json` out, by which others see how far the training is. */
  readonly liveProgress?: boolean;
}

export interface TrainedRun {
  readonly run: LockedRun;
  readonly recipe: Recipe;
  readonly config: TrainingConfig;
  readonly reason: TrainingResult['reason'];
  readonly progress: Progress;
  /** What the doctor says, the most severe first; nothing of an interrupted training. */
  readonly findings: readonly Finding[];
}

/** More pictures than this in one run help nobody. */
const MOST_PICTURES = 50;

/**
 * Starts a run.
 * @throws UserError if data, backend or folder do not fit; NonFiniteError if the numbers run away
 */
export async function startRun(
  recipe: Recipe,
  config: TrainingConfig,
  folders: { readonly runsFolder: string; readonly out?: string | undefined },
  options: TrainRunOptions = {},
): Promise<TrainedRun> {
  // The engine starts while the data are read.
  const starting = createRuntime(options.backend ?? 'cpu');
  const { runsFolder } = folders;
  const preparation = { ...preparationOptions(options), starting, runsFolder };
  const preparing = prepareNewData(recipe, config, preparation);
  const [prepared] = await Promise.all([preparing, starting]).catch(async (error) => {
    await starting.then((runtime) => runtime.dispose()).catch(() => undefined);
    throw error;
  });
  const runtime = await starting;
  try {
    const { data, settings } = prepared;
    const system = recipe.build(settings, data.info);
    expectIterations(system, data, settings);
    const run = createRun({
      config: {
        recipe: recipe.name,
        seed: config.seed,
        settings: settings as unknown as Record<string, Json>,
      },
      ...folders,
    });
    await storeNewData(run, prepared);
    return await trainInto(run, { recipe, config: settings, data, system, runtime }, options);
  } finally {
    await runtime.dispose();
  }
}

/** @throws UserError if the training examples are too few for one iteration of some phase */
function expectIterations(system: System, { train }: RunData, { batchSize }: TrainingConfig): void {
  const most = Math.max(...phasesOf(system).map((phase) => batchesPerIteration(phase.system)));
  if (most * batchSize <= exampleCount(train)) return;
  throw new UserError(
    `an iteration takes ${most} batches of ${batchSize} examples, and there are ${exampleCount(train)} to train on: choose a smaller batchSize or fewer steps`,
  );
}

/** Settings that may differ when a run goes on: how long. */
type Continuation = Partial<Pick<TrainingConfig, 'epochs' | 'patience'>>;

/**
 * Goes on with an interrupted run, or trains a finished one for more epochs.
 * @param changes are written into the run's config.json
 * @throws UserError if the run is missing, damaged or in use
 */
export async function continueRun(
  folder: string,
  changes: Continuation,
  options: TrainRunOptions = {},
): Promise<TrainedRun> {
  const run = resumeRun(folder);
  let runtime: Runtime | undefined;
  try {
    const { recipe, config: stored } = readRunConfig(run);
    const config = { ...stored, ...changes };
    const data = await prepareRunData(run, recipe, config, preparationOptions(options));
    const system = recipe.build(config, data.info);
    runtime = await createRuntime(options.backend ?? 'cpu');
    return await trainInto(run, { recipe, config, data, system, runtime }, options, changes);
  } finally {
    await runtime?.dispose();
    run.lock.release();
  }
}

function preparationOptions({ signal, reporter }: TrainRunOptions): PreparationOptions {
  return { signal, onProgress: (progress) => reporter?.onPreparation?.(progress) };
}

interface Training {
  readonly recipe: Recipe;
  readonly config: TrainingConfig;
  readonly data: RunData;
  readonly system: System;
  readonly runtime: Runtime;
}

/**
 * The run with the settings it goes on with in its config.json, but no fewer epochs than it has: they would
 * say that it has not been trained as it was.
 */
function withChanges(
  run: LockedRun,
  { epochs, ...others }: Continuation,
  progress: Progress | undefined,
): LockedRun {
  const changes = {
    ...others,
    ...(epochs !== undefined && { epochs: Math.max(epochs, progress?.epoch ?? 0) }),
  };
  return Object.keys(changes).length === 0 ? run : changeSettings(run, changes);
}

async function trainInto(
  started: LockedRun,
  { recipe, config, data, system, runtime }: Training,
  options: TrainRunOptions,
  continuation?: Continuation,
): Promise<TrainedRun> {
  const { reporter = {}, pictures } = options;
  for (const note of data.notes) reporter.onNote?.(note);
  const expected = snapshotTypes(system, config.seed, exampleCount(data.train));
  const snapshot =
    continuation && hasCheckpoint(started) ? loadSnapshot(started, 'last', expected) : undefined;
  for (const warning of snapshot?.warnings ?? []) reporter.onNote?.(warning);

  const run = continuation ? withChanges(started, continuation, snapshot?.progress) : started;
  const startStep = snapshot?.progress.step ?? 0;
  const metrics = openMetricsLog(run.metricsFile, startStep);
  const events = createEventWriter(run.path, startStep > 0 ? { resumedAt: startStep } : {});
  const saver = createSaver(run, config);
  const picturesEvery = Math.ceil(config.epochs / MOST_PICTURES);
  const phases = phasesOf(system);
  const rare = rareMembers(data.dataset, data.train);
  let session: ModelSession | undefined;
  let live: LiveProgress | undefined;

  function sessionOf(moment: TrainingMoment): ModelSession {
    session ??= createModelSession(system, runtime, moment.layouts, () => moment.variables);
    return session;
  }

  async function drawPictures(moment: TrainingMoment, epoch: number): Promise<void> {
    if (!pictures || (epoch % picturesEvery !== 0 && epoch !== config.epochs)) return;
    const phase = phaseAt(phases, epoch - 1);
    for (const [name, png] of Object.entries(await pictures(sessionOf(moment), data, phase))) {
      writeFileAtomic(epochPictureFile(run, { epoch, kind: name }), png);
      events.image(name, png, moment.progress.step);
    }
  }

  /** Only the samples of an adversarial network tell how its training goes. */
  async function callDoctor(): Promise<SampleDoctor | undefined> {
    if (recipe.family !== 'adversarial network') return undefined;
    const total = exampleCount(data.dataset.train);
    return options.sampleDoctor?.(
      { data, config, runtime, system },
      {
        signal: options.signal,
        onProgress: (share) =>
          reporter.onPreparation?.({
            what: 'training a judge of real images',
            done: Math.round(share * total),
            total,
          }),
      },
    );
  }

  const diagnose = (history: readonly EpochRecord[], doctor: SampleDoctor | undefined) =>
    diagnoseTraining({ recipe, data }, history, doctor?.missing);

  try {
    const doctor = await callDoctor();
    let findings: readonly Finding[] = [];
    const sizes = { examples: exampleCount(data.train), batchSize: config.batchSize };
    const stepsBefore = (epoch: number) => iterationsBefore(phases, epoch, sizes);
    reporter.onStart?.({
      run,
      recipe,
      config,
      kind: data.info.kind,
      stepsBefore,
      phases,
      progress: snapshot?.progress,
    });
    if (options.liveProgress !== false) {
      live = createLiveProgress(run.path, snapshot?.progress ?? { epoch: 0, step: 0 }, {
        epochs: config.epochs,
        steps: Math.min(stepsBefore(config.epochs), options.maxSteps ?? Number.POSITIVE_INFINITY),
        examplesPerStep: (epoch) =>
          config.batchSize * batchesPerIteration(phaseAt(phases, epoch).system),
      });
    }
    const result = await train({
      system,
      runtime,
      train: data.train,
      validation: data.validation,
      batchSize: config.batchSize,
      epochs: config.epochs,
      seed: config.seed,
      ...(config.patience !== null && { patience: config.patience }),
      ...(options.maxSteps !== undefined && { maxSteps: options.maxSteps }),
      ...(options.signal && { signal: options.signal }),
      ...(options.checkpointEvery !== undefined && { breathEvery: options.checkpointEvery }),
      ...(snapshot && { resumeFrom: snapshot }),
      ...(rare && { groups: { rare } }),
      ...(doctor && { inspect: (moment) => doctor.examine(sessionOf(moment)) }),
      onStep(progress, means) {
        live?.step(progress, means);
        reporter.onStep?.(progress, means);
      },
      async onEpoch(record, moment, isBest) {
        const { step } = moment.progress;
        // The log first: a checkpoint never knows more than the log.
        metrics.append({ step, ...record });
        for (const [name, value] of Object.entries(record)) events.scalar(name, value, step);
        await saver.epoch(moment, isBest);
        reporter.onEpoch?.(record);
        const found = diagnose(moment.progress.history, doctor);
        const known = new Set(findings.map(({ cause }) => cause));
        const isNew = found.filter(({ cause }) => !known.has(cause));
        if (isNew.length > 0) reporter.onFindings?.(isNew);
        if (isNew.length > 0 || found.length < findings.length) live?.findings(found);
        findings = found;
        await drawPictures(moment, record.epoch);
      },
      async onBreath(moment) {
        await saver.flush(moment);
      },
    });
    await saver.flush(result.moment);
    const { reason, moment } = result;
    const { progress } = moment;
    const trained = { recipe, data, session: sessionOf(moment), progress };
    const last =
      reason === 'interrupted' ? [] : await diagnoseRun(trained, { missing: doctor?.missing });
    if (reason !== 'interrupted') live?.findings(last);
    live?.end(reason, progress);
    return { run, recipe, config, reason, progress, findings: last };
  } catch (error) {
    const explained = error instanceof NonFiniteError ? explainNonFinite(error, run) : error;
    live?.fail(explained);
    throw explained;
  } finally {
    metrics.close();
    events.close();
    run.lock.release();
  }
}

function explainNonFinite(error: NonFiniteError, run: LockedRun): Error {
  const kept = hasCheckpoint(run)
    ? `the last good checkpoint is kept in ${run.checkpoints}`
    : 'no checkpoint had been written yet';
  const cure = 'a smaller optimizer.learningRate or a clipNorm often helps';
  return new NonFiniteError(`${error.message}; ${kept}; ${cure}`, { cause: error });
}
