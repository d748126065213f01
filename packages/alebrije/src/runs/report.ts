/** The report of a run: one page with what it is, what came out, and how to do it again. */

import { join } from 'node:path';
import {
  type ConfigurationValue,
  type NetworkSummary,
  type ReportContent,
  type ReportSection,
  renderReport,
} from '../explore/report/index.ts';
import { summarize } from '../nn/summary.ts';
import { writeFileAtomic } from '../train/files/atomic.ts';
import { type OpenModel, openModel } from './open-model.ts';
import { hasEncoder, type Picture, showsImages } from './pictures/picture.ts';
import { samplePicture } from './pictures/samples.ts';
import { adversarialMeasuredSection, generatedSection } from './report/adversarial-sections.ts';
import { denoisingSection } from './report/denoising-section.ts';
import { diagnosisSection } from './report/diagnosis-section.ts';
import { denoisedSection, processSection, usesSection } from './report/diffusion-sections.ts';
import {
  drawnMeasuredSection,
  drawnSection,
  placeByPlaceSection,
} from './report/discrete-sections.ts';
import { featureSection } from './report/feature-section.ts';
import { generationSection } from './report/generation-section.ts';
import { distancesSection, layoutSection } from './report/geometry-sections.ts';
import {
  expectedSection,
  headlines,
  type Measurements,
  measuredSection,
  measureQuickly,
} from './report/numbers.ts';
import { overviewSection, trainingSection } from './report/overview.ts';
import {
  codeSection,
  interpolationSection,
  planeSection,
  reconstructionSection,
} from './report/pictured-sections.ts';
import { environmentLines, repeatCommands } from './report/repetition.ts';

function networkSummaries({ system }: OpenModel): NetworkSummary[] {
  return Object.entries(system.networks).map(([name, { layer, input }]) => ({
    name,
    ...summarize(layer, input),
  }));
}

/** The sections that make sense for the model; the others are nothing. */
async function sectionsOf(
  model: OpenModel,
  measured: Measurements,
  samples: Picture,
): Promise<(ReportSection | undefined)[]> {
  const { codeSize, classes, denoising, discrete, hasUniformPrior } = model.system.views;
  const opening = [overviewSection(model), await trainingSection(model), expectedSection(model)];
  if (hasUniformPrior) {
    return [...opening, drawnSection(samples), drawnMeasuredSection(measured)];
  }
  if (denoising) {
    return [
      ...opening,
      await processSection(model),
      await denoisedSection(model, samples),
      await usesSection(model),
      adversarialMeasuredSection(measured),
    ];
  }
  if (!hasEncoder(model)) {
    const generated = await generatedSection(model, samples);
    return [...opening, generated, adversarialMeasuredSection(measured)];
  }
  const hasPlane = codeSize >= 2;
  const hasImages = showsImages(model);
  // Codes without an example have no class to be decoded as; whole numbers do not change bit by bit.
  const isVaried = hasImages && classes === undefined && !discrete;
  return [
    ...opening,
    await diagnosisSection(model),
    await reconstructionSection(model, measured),
    await denoisingSection(model),
    hasPlane ? await codeSection(model) : undefined,
    // Of hundreds of numbers they take long, and say little of codes that are whole numbers.
    discrete ? undefined : await layoutSection(model),
    discrete ? undefined : await distancesSection(model),
    hasPlane && isVaried ? await planeSection(model) : undefined,
    isVaried ? await featureSection(model) : undefined,
    hasImages ? await interpolationSection(model) : undefined,
    discrete ? placeByPlaceSection(samples) : await generationSection(model, samples),
    measuredSection(measured),
  ];
}

/** All that the report of an opened run says and shows. */
export async function reportContent(model: OpenModel): Promise<ReportContent> {
  const { run, recipe, config } = model;
  const measured = await measureQuickly(model);
  const samples = await samplePicture(model);
  const sections = await sectionsOf(model, measured, samples);
  return {
    title: recipe.title,
    recipe: `${recipe.name} (${recipe.row})`,
    subtitle: `The run ${run.name}, on ${config.data}`,
    paper: recipe.source,
    createdAt: new Date().toISOString(),
    headlines: headlines(model, measured, samples.numbers),
    sections: sections.filter((section) => section !== undefined),
    networks: networkSummaries(model),
    configuration: config as unknown as { [key: string]: ConfigurationValue },
    commands: repeatCommands(model),
    environment: environmentLines(model),
  };
}

/**
 * Writes `report.html` into the folder of an opened run.
 * @returns its path
 */
export async function writeModelReport(model: OpenModel): Promise<string> {
  const path = join(model.run.path, 'report.html');
  writeFileAtomic(path, renderReport(await reportContent(model)));
  return path;
}

/**
 * Writes `report.html` into a run's folder: self-contained, with all pictures inside.
 * @returns its path
 * @throws UserError if the folder is no run, its data are missing, or it has no whole checkpoint
 */
export async function writeReport(
  runFolder: string,
  options: { readonly backend?: string; readonly checkpoint?: 'last' | 'best' } = {},
): Promise<string> {
  const model = await openModel(runFolder, options);
  try {
    return await writeModelReport(model);
  } finally {
    await model.dispose();
  }
}
