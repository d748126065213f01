/** The opening and the training of a report, in words. */

import { exampleCount } from '../../data/dataset.ts';
import type { ReportSection } from '../../explore/report/index.ts';
import { sizeOf } from '../../graph/shape.ts';
import { batchesPerIteration, phasesOf } from '../../train/phases.ts';
import type { OpenModel } from '../open-model.ts';
import { historySvg } from '../pictures/history-curves.ts';
import { shownShape, showsImages } from '../pictures/picture.ts';
import { ADVERSARIAL_CURVES, adversarialWords } from './adversarial-sections.ts';
import { DIFFUSION_CURVES, diffusionWords } from './diffusion-sections.ts';
import { discreteWords, drawnCodesWords } from './discrete-sections.ts';
import { changedSettings } from './repetition.ts';

const formatCount = (count: number): string => count.toLocaleString('en-US');

function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}

function compression(model: OpenModel): string {
  const { codeSize } = model.system.views;
  const size = sizeOf(shownShape(model));
  const whole = showsImages(model)
    ? `the ${formatCount(size)} values of an image`
    : `the ${size} coordinates of a point`;
  const code = plural(codeSize, 'number');
  return codeSize < size
    ? `Here ${whole} become ${code}. So few cannot hold everything: the networks must find what the examples have in common.`
    : `Here ${whole} become ${code}, so their number alone squeezes nothing; what the run shows is where codes lie.`;
}

/** What training lowers. */
function aim({ progress }: OpenModel): string {
  const isPenalised = progress.history.at(-1)?.penalty !== undefined;
  return isPenalised
    ? 'Training asks for two things: that what comes out is what went in, and that a penalty on the code is small. The loss is the sum of both, and they are reported apart.'
    : 'Training asks for one thing: that what comes out is what went in.';
}

function plainWords(model: OpenModel): string[] {
  return [
    `An autoencoder is two networks trained as one. The encoder turns an example into a list of numbers, its code; the decoder turns the code back into an example. ${aim(model)} ${compression(model)}`,
    'Nothing in that training says where codes should lie. Whether new codes decode to anything sensible is left to luck; the section “Why this does not generate” shows how that turns out.',
  ];
}

function variationalWords(model: OpenModel): string[] {
  return [
    `An autoencoder is two networks trained as one: the encoder turns an example into a short list of numbers, its code, and the decoder turns the code back. A variational autoencoder does so with a cloud: each example gets a Gaussian of its own, with a mean and a variance, and the decoder is given a code drawn from it. ${compression(model)}`,
    'Its loss has two parts. The reconstruction part asks that what comes out is what went in. The KL divergence measures how far each cloud is from the prior N(0, I), one standard Gaussian about the origin. It pulls all clouds together until they overlap and leave no holes, so that a code drawn from the prior decodes to something like the data. That is what a plain autoencoder lacks.',
  ];
}

function changesInWords({ config, recipe }: OpenModel): string[] {
  const changes = changedSettings(config, recipe.defaults);
  if (changes.length === 0) return [];
  const list = changes.map(([path, value]) => `${path} = ${JSON.stringify(value)}`).join(', ');
  return [`Changed from the recipe: ${list}.`];
}

function wordsFor(model: OpenModel): string[] {
  const { views } = model.system;
  if (views.hasUniformPrior) return drawnCodesWords(model);
  if (views.denoising) return diffusionWords(model);
  if (!views.encode) return adversarialWords(model);
  if (views.discrete) return discreteWords(model);
  return views.posterior ? variationalWords(model) : plainWords(model);
}

/** Of the last phase, which trains the whole. */
function examplesPerStep({ system, config }: OpenModel): string {
  return formatCount(batchesPerIteration(system) * config.batchSize);
}

export function overviewSection(model: OpenModel): ReportSection {
  const { data, progress, recipe } = model;
  const parameters = wordsFor(model);
  const epochs =
    progress.batch > 0
      ? `${plural(progress.epoch, 'epoch')} and a part of the next`
      : plural(progress.epoch, 'epoch');
  return {
    id: 'model',
    title: 'What this is',
    paragraphs: [
      `${recipe.description}.`,
      ...parameters,
      `It was trained on ${plural(exampleCount(data.train), 'example')} of ${data.dataset.name} for ${epochs}, ${plural(progress.step, 'step')} of ${examplesPerStep(model)} examples each. Held out from training, to judge by, were ${plural(exampleCount(data.validation), 'example')}: the validation set.`,
      ...changesInWords(model),
    ],
  };
}

function phasesInWords({ system, config, progress }: OpenModel): string[] {
  const phases = phasesOf(system);
  if (phases.length === 1) return [];
  const spans = phases.map(({ name, firstEpoch }, index) => {
    const end = phases[index + 1]?.firstEpoch ?? Math.max(config.epochs, progress.epoch);
    return `${name} (${plural(end - firstEpoch, 'epoch')})`;
  });
  return [
    `The training went in phases: ${spans.join(', ')}. Each lowers a loss of its own, on a scale of its own, so each has its own curves; only the last one trains the whole and can be compared with other models.`,
  ];
}

export async function trainingSection(model: OpenModel): Promise<ReportSection> {
  const isGame = model.system.lossRanks === false;
  const base = { id: 'training', title: isGame ? 'How the game went' : 'How the loss fell' };
  if (model.progress.history.length === 0) {
    return { ...base, paragraphs: ['No epoch was finished, so there is no curve yet.'] };
  }
  return {
    ...base,
    paragraphs: [
      ...phasesInWords(model),
      ...(model.system.views.denoising ? [DIFFUSION_CURVES] : []),
      isGame
        ? ADVERSARIAL_CURVES
        : 'The loss is the number that training lowers, step by step, by moving every weight a little against its slope. An epoch is one pass over the training examples. If the validation curve turns up while the training curve goes on falling, the model is learning its examples by heart.',
    ],
    figures: [
      {
        image: await historySvg(model),
        alt: 'Curves of the loss and its parts over the epochs, for training and validation',
        caption:
          'The training value is the mean over the epoch, while the weights were still moving; the validation value is that of the weights at its end, so it may lie below. Dashed lines are what to judge by.',
      },
    ],
  };
}
