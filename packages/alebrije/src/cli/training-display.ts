/** How far a training is: a bar on a terminal, and a line for each epoch everywhere. */

import type { TrainingReporter, TrainingStart } from '../runs/train-run.ts';
import { batchesPerIteration, phaseAt } from '../train/phases.ts';
import type { EpochRecord, Progress } from '../train/progress.ts';
import { createBar } from './bar.ts';
import type { CommandContext } from './command.ts';
import { findingLines } from './findings.ts';
import { createPreparationDisplay } from './preparation-display.ts';
import { formatCount, formatDuration, formatMetric } from './table.ts';
import { metricsOf } from './training-outcome.ts';

export interface TrainingDisplay {
  readonly reporter: TrainingReporter;
  /** Removes the bar. */
  stop(): void;
}

const BAR = '{epoch} {bar} {metrics} | {speed} | {left} left';

function metricsText(metrics: Readonly<Record<string, number>>): string {
  const parts = Object.entries(metrics).map(([name, value]) => `${name} ${formatMetric(value)}`);
  return parts.join('  ');
}

/** 'epoch 3/25', and the phase that it belongs to where there are several. @param epoch from 1 */
function epochText({ config, phases }: TrainingStart, epoch: number): string {
  const place = `epoch ${epoch}/${config.epochs}`;
  return phases.length > 1 ? `${place}, ${phaseAt(phases, epoch - 1).name}` : place;
}

/** 'phases: layer 1 for 10 epochs, then fine-tuning for 1 epoch'. */
function phasesText({ config, phases }: TrainingStart): string {
  const spans = phases.map(({ name, firstEpoch }, index) => {
    const count = (phases[index + 1]?.firstEpoch ?? config.epochs) - firstEpoch;
    return `${name} for ${count} ${count === 1 ? 'epoch' : 'epochs'}`;
  });
  return `phases: ${spans.join(', then ')}`;
}

/** @param maxSteps iterations in all, if the training ends before its epochs do */
export function createTrainingDisplay(
  context: CommandContext,
  maxSteps = Number.POSITIVE_INFINITY,
): TrainingDisplay {
  const bar = createBar(context.terminal, BAR);
  const preparation = createPreparationDisplay(context);
  let start: TrainingStart | undefined;
  /** Notes of the preparation, shown once the training starts: if it cannot, the error stands alone. */
  const early: string[] = [];
  let isDrawn = false;
  /** Iterations of the current epoch done. */
  let iterations = 0;

  /** @param epoch from 1 @param count iterations */
  function speed(
    { config, kind, phases }: TrainingStart,
    epoch: number,
    count: number,
    seconds: number,
  ): string {
    const examples = kind === 'vector' ? 'points' : 'images';
    const perIteration = config.batchSize * batchesPerIteration(phaseAt(phases, epoch - 1).system);
    return `${formatCount((count * perIteration) / seconds)} ${examples}/s`;
  }

  function draw(
    training: TrainingStart,
    { epoch, batch, step, epochSeconds }: Readonly<Progress>,
    means: Readonly<Record<string, number>>,
  ): void {
    const { config, stepsBefore } = training;
    const stepsLeft = Math.min(stepsBefore(config.epochs), maxSteps) - step;
    const fields = {
      epoch: epochText(training, epoch + 1),
      metrics: metricsText(metricsOf(means)),
      speed: speed(training, epoch + 1, batch, epochSeconds),
      left: formatDuration((epochSeconds / batch) * stepsLeft),
    };
    if (isDrawn) bar?.update(batch, fields);
    else bar?.start(stepsBefore(epoch + 1) - stepsBefore(epoch), batch, fields);
    isDrawn = true;
  }

  function stop(): void {
    preparation.stop();
    bar?.stop();
    isDrawn = false;
  }

  return {
    stop,
    reporter: {
      onNote(line) {
        if (start) context.note(line);
        else early.push(line);
      },
      onPreparation: preparation.onProgress,
      onStart(training) {
        preparation.stop();
        start = training;
        for (const line of early) context.note(line);
        const from = training.progress;
        const where = from ? `, going on after step ${formatCount(from.step)}` : '';
        context.note(`run: ${training.run.path}${where}`);
        if (training.phases.length > 1) context.note(phasesText(training));
      },
      onStep(progress, means) {
        iterations = progress.batch;
        if (bar && start && !context.signal.aborted) draw(start, progress, means);
      },
      onEpoch(record: EpochRecord) {
        stop();
        if (!start) return;
        const seconds = record.seconds ?? 0;
        const rate = speed(start, record.epoch, iterations, seconds);
        context.note(
          `${epochText(start, record.epoch)}  ${metricsText(metricsOf(record))}  ${rate}  ${formatDuration(seconds)}`,
        );
      },
      onFindings(findings) {
        for (const line of findingLines(findings)) context.note(line);
      },
    },
  };
}
