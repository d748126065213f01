/** How far a training is: a bar on a terminal, and a line for each epoch everywhere. */

import { DATASETS } from '../data/registry.ts';
import type { TrainingConfig } from '../recipes/recipe.ts';
import type { TrainingReporter, TrainingStart } from '../runs/train-run.ts';
import type { EpochRecord, Progress } from '../train/progress.ts';
import { createBar } from './bar.ts';
import type { CommandContext } from './command.ts';
import { formatCount, formatDuration, formatMetric } from './table.ts';
import { metricsOf } from './training-outcome.ts';

export interface TrainingDisplay {
  readonly reporter: TrainingReporter;
  /** Removes the bar. */
  stop(): void;
}

const BAR = 'epoch {epoch} {bar} {metrics} | {speed} | {left} left';

function metricsText(metrics: Readonly<Record<string, number>>): string {
  const parts = Object.entries(metrics).map(([name, value]) => `${name} ${formatMetric(value)}`);
  return parts.join('  ');
}

/** What one example is called: 'images', or 'points' for vectors. */
function examplesWord({ data }: TrainingConfig): string {
  return DATASETS.find(({ name }) => name === data)?.kind === 'vector' ? 'points' : 'images';
}

/** @param maxSteps iterations in all, if the training ends before its epochs do */
export function createTrainingDisplay(
  context: CommandContext,
  maxSteps = Number.POSITIVE_INFINITY,
): TrainingDisplay {
  const bar = createBar(context.terminal, BAR);
  let start: TrainingStart | undefined;
  /** Notes of the preparation, shown once the training starts: if it cannot, the error stands alone. */
  const early: string[] = [];
  let isDrawn = false;
  /** Batches of the current epoch done. */
  let batches = 0;

  function speed(config: TrainingConfig, count: number, seconds: number): string {
    return `${formatCount((count * config.batchSize) / seconds)} ${examplesWord(config)}/s`;
  }

  function draw(
    { config, stepsPerEpoch }: TrainingStart,
    { epoch, batch, step, epochSeconds }: Readonly<Progress>,
    means: Readonly<Record<string, number>>,
  ): void {
    const stepsLeft = Math.min(config.epochs * stepsPerEpoch, maxSteps) - step;
    const fields = {
      epoch: `${epoch + 1}/${config.epochs}`,
      metrics: metricsText(metricsOf(means)),
      speed: speed(config, batch, epochSeconds),
      left: formatDuration((epochSeconds / batch) * stepsLeft),
    };
    if (isDrawn) bar?.update(batch, fields);
    else bar?.start(stepsPerEpoch, batch, fields);
    isDrawn = true;
  }

  function stop(): void {
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
      onStart(training) {
        start = training;
        for (const line of early) context.note(line);
        const from = training.progress;
        const where = from ? `, going on after step ${formatCount(from.step)}` : '';
        context.note(`run: ${training.run.path}${where}`);
      },
      onStep(progress, means) {
        batches = progress.batch;
        if (bar && start && !context.signal.aborted) draw(start, progress, means);
      },
      onEpoch(record: EpochRecord) {
        stop();
        if (!start) return;
        const { config } = start;
        const seconds = record.seconds ?? 0;
        const rate = speed(config, batches, seconds);
        context.note(
          `epoch ${record.epoch}/${config.epochs}  ${metricsText(metricsOf(record))}  ${rate}  ${formatDuration(seconds)}`,
        );
      },
    },
  };
}
