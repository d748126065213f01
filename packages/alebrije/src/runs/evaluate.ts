/** Measures a trained run, every number beside its floor. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { METRICS, type MetricName } from '../metrics/registry.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import { bySeverity, type Finding } from '../train/finding.ts';
import { diagnoseRun } from './diagnosis.ts';
import { type EvaluationData, evaluationData } from './evaluation-data.ts';
import { measureIwae } from './evidence-measurements.ts';
import type { Measurement } from './measurement.ts';
import { measures } from './measurements.ts';
import type { OpenModel } from './open-model.ts';
import { sampleFindings, sampleMeasures } from './sample-measurements.ts';
import { type SolverOptions, samplerSettings } from './solvers.ts';

export interface EvaluateOptions {
  /** All that the model allows and that are not slow for its family, unless given. */
  readonly metrics?: readonly string[];
  /** Measure on at most so many held-out examples. */
  readonly limit?: number;
  /** Samples that are drawn and compared with as many test examples; 10,000 or all of these unless given. */
  readonly samples?: number;
  /** How a diffusion draws them; as the run says unless given. */
  readonly solver?: SolverOptions;
  /**
   * Each number K of samples for which the importance-weighted bound is measured, on all held-out
   * examples, as `iwae-K`; without it `iwae` is a quick look on a few.
   */
  readonly iwaeSamples?: readonly number[];
  /** Called before each metric. */
  readonly onProgress?: (metric: string, index: number, count: number) => void;
  /** Told the share that is done, of metrics that take long. */
  readonly onShare?: (metric: string, share: number) => void;
}

export interface Evaluation {
  readonly metrics: Readonly<Record<string, Measurement>>;
  /** What the doctor says, the most severe first. */
  readonly findings: readonly Finding[];
}

/** Why a metric cannot be measured on a model; nothing if it can. */
function obstacleTo(name: MetricName, data: EvaluationData): string | undefined {
  const { family } = data.model.recipe;
  const { families } = METRICS.find((metric) => metric.name === name)!;
  if (!families.includes(family)) return `it is not for models of the family ${family}`;
  return measures[name].obstacle?.(data);
}

/** @throws UserError if a metric is asked for that does not exist */
function knownMetric(name: string): MetricName {
  const metric = METRICS.find((candidate) => candidate.name === name);
  if (metric) return metric.name;
  const names = METRICS.map((candidate) => candidate.name).join(', ');
  throw new UserError(`there is no metric ${JSON.stringify(name)}; there are ${names}`);
}

function chooseMetrics(
  data: EvaluationData,
  requested: readonly string[] | undefined,
): MetricName[] {
  if (!requested) {
    const { family } = data.model.recipe;
    return METRICS.filter(({ onlyAsked }) => !onlyAsked?.includes(family))
      .map(({ name }) => name)
      .filter((name) => !obstacleTo(name, data));
  }
  const names = requested.map(knownMetric);
  for (const name of names) {
    const obstacle = obstacleTo(name, data);
    if (obstacle) {
      throw new UserError(`${name} cannot be measured on ${data.model.run.name}: ${obstacle}`);
    }
  }
  return names;
}

const SAMPLE_METRICS = Object.keys(sampleMeasures);

/** @throws UserError if an option is given and no metric that it is for is measured */
function expectMetricOf(
  measured: readonly string[],
  metrics: readonly string[],
  option: string | undefined,
): void {
  if (option === undefined || measured.some((name) => metrics.includes(name))) return;
  throw new UserError(
    `--${option} is for metrics of samples, and none of ${metrics.join(', ')} is measured`,
  );
}

/**
 * Measures on the run's held-out examples: its validation set; samples beside test examples.
 * @throws UserError if a metric does not exist or does not suit the model
 */
export async function evaluateRun(
  model: OpenModel,
  { metrics, limit, samples, solver = {}, iwaeSamples, onProgress, onShare }: EvaluateOptions = {},
): Promise<Evaluation> {
  const asked = Object.entries(solver).find(([, value]) => value !== undefined)?.[0];
  const sampler = asked === undefined ? undefined : samplerSettings(model, solver);
  const data = evaluationData(model, { limit, samples, sampler });
  const names = chooseMetrics(data, metrics);
  if (iwaeSamples && !names.includes('iwae')) {
    const reason = obstacleTo('iwae', data) ?? 'it is not among the metrics';
    throw new UserError(`--iwae-samples is for iwae, which is not measured: ${reason}`);
  }
  expectMetricOf(names, SAMPLE_METRICS, samples === undefined ? undefined : 'samples');
  expectMetricOf(names, [...SAMPLE_METRICS, 'classAccuracy'], asked);
  const measured: Record<string, Measurement> = {};
  for (const [index, name] of names.entries()) {
    onProgress?.(name, index, names.length);
    if (name === 'iwae' && iwaeSamples) {
      const bounds = await measureIwae(data, {
        samples: iwaeSamples,
        onProgress: (share) => onShare?.(name, share),
      });
      for (const [samples, bound] of bounds) measured[`iwae-${samples}`] = bound;
      continue;
    }
    const { measure, parts } = measures[name];
    measured[name] = await measure(data, (share) => onShare?.(name, share));
    for (const [part, measurement] of Object.entries((await parts?.(data)) ?? {})) {
      measured[`${name}-${part}`] = measurement;
    }
  }
  const findings = [
    ...(await diagnoseRun(model, { heldOut: data.examples })),
    ...sampleFindings(measured),
  ];
  return { metrics: measured, findings: findings.toSorted(bySeverity) };
}

const writtenSchema = z.object({
  checkpoint: z.string(),
  step: z.number(),
  metrics: z.record(z.string(), z.json()),
});

/** What was measured before on the same weights; nothing if that was on others, or cannot be read. */
function measuredBefore(path: string, checkpoint: string, step: number): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    const written = writtenSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return written.checkpoint === checkpoint && written.step === step ? written.metrics : {};
  } catch {
    return {};
  }
}

/**
 * Writes `evaluation.json` into the run's folder; what was measured before on the same weights stays in it.
 * @returns the file's path
 */
export function writeEvaluation(
  { run, progress }: OpenModel,
  checkpoint: 'last' | 'best',
  { metrics, findings }: Evaluation,
): string {
  const { epoch, step } = progress;
  const path = join(run.path, 'evaluation.json');
  const { recipe } = run.config;
  const all = { ...measuredBefore(path, checkpoint, step), ...metrics };
  const content = { run: run.name, recipe, checkpoint, epoch, step, metrics: all, findings };
  writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
