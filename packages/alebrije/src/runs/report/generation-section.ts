/**
 * Whether the decoder makes new examples. Plain autoencoders and those with a prior get the same
 * pictures in the same order, so that the section of the one answers that of the other.
 */

import type { ReportFigure, ReportSection } from '../../explore/report/index.ts';
import type { OpenModel } from '../open-model.ts';
import { histogramPicture } from '../pictures/code-histograms.ts';
import { manifoldPicture } from '../pictures/code-manifold.ts';
import { drawnCodesPicture } from '../pictures/drawn-codes.ts';
import { holeWayPicture } from '../pictures/hole-way.ts';
import { type Picture, shownShape, showsImages } from '../pictures/picture.ts';
import { figure, percent } from './figure.ts';

/** 2.34 → '2.3', 123 → '123'. */
const times = (value: number) => (value < 10 ? value.toPrecision(2) : value.toFixed(0));

const hasPrior = ({ system }: OpenModel) => system.views.hasNormalPrior;
const isTold = ({ system }: OpenModel) => system.views.classes !== undefined;
const isPlane = (model: OpenModel) => !showsImages(model) && shownShape(model)[0] === 2;

async function drawnCodesFigure(model: OpenModel): Promise<ReportFigure> {
  const picture = await drawnCodesPicture(model);
  const { inHoles = 0 } = picture.numbers;
  const drawn = isPlane(model)
    ? 'The standard Gaussian N(0, I) is nothing that this training knows of'
    : 'An even draw from the box around the codes ignores where in it they are, and how much room each class takes';
  return figure(
    picture,
    'Training codes, and newly drawn codes among and beside them',
    hasPrior(model)
      ? `Where to draw from. The prior says it, and the training codes are there: ${percent(inHoles)} of the drawn codes lie in holes; of two equal distributions it would be 1 %.`
      : `Where to draw from? Nothing says it. ${drawn}: ${percent(inHoles)} of the drawn codes lie in holes, where the decoder was never trained.`,
  );
}

async function mapFigure(model: OpenModel): Promise<ReportFigure> {
  const picture = await manifoldPicture(model, { holes: true });
  const { inHoles = 0 } = picture.numbers;
  const plane = model.system.views.codeSize > 2 ? ' (of the plane that is shown)' : '';
  return figure(
    picture,
    'A grid of decoded images; those from holes are tinted',
    hasPrior(model)
      ? `The map. ${percent(inHoles)} of it${plane} is tinted; towards the corners the prior hardly ever draws a code.`
      : `The map has holes. ${percent(inHoles)} of it${plane} is tinted: no training code is near, and what the decoder draws there is a guess, often two garments in one or none at all.`,
  );
}

function samplesFigure(model: OpenModel, samples: Picture): ReportFigure {
  const { inHoles, sampleDistance, reconstructionDistance } = samples.numbers;
  const counted =
    inHoles === undefined
      ? sampleDistance === undefined || reconstructionDistance === undefined
        ? ''
        : ` Reconstructions lie ${reconstructionDistance.toPrecision(2)} from the nearest training point in the mean, these ${sampleDistance.toPrecision(2)}${sampleDistance > 2 * reconstructionDistance ? ': they miss the data' : ''}.`
      : ` Of a thousand codes drawn like these, ${percent(inHoles)} lie in holes.`;
  const told = hasPrior(model)
    ? `New examples. Codes from the prior, decoded${isTold(model) ? ' as each class' : ''}.`
    : isPlane(model)
      ? 'New examples? Codes from N(0, I), decoded.'
      : 'New examples? Codes drawn evenly from the box, decoded. What looks real comes from codes that fell among those of real examples.';
  return figure(
    samples,
    'What the decoder makes of codes that belong to no example',
    `${told} Nothing was picked.${counted}`,
  );
}

async function wayFigure(model: OpenModel): Promise<ReportFigure> {
  const picture = await holeWayPicture(model);
  const { emptiest = 0, inHoles = 0 } = picture.numbers;
  const what = showsImages(model) ? 'images' : 'points';
  const hole =
    inHoles > 0
      ? `${percent(inHoles)} of it lies in holes, at most ${times(emptiest)} times as far from every training code as 99 % of new codes are.`
      : `Nowhere is it farther from the nearest training code than ${times(emptiest)} times what 99 % of new codes keep, so none of it lies in a hole.`;
  const found = `Of the straight ways between held-out ${what} this one leads through the emptiest place. ${hole}`;
  return figure(
    picture,
    'Decoded codes along a straight line, and the line among the training codes',
    hasPrior(model)
      ? `From one to another, at worst. ${found}`
      : `From one to another, at worst. ${found}${inHoles > 0 ? ' There the decoder never learned what to draw.' : ''}`,
  );
}

async function histogramFigures(model: OpenModel): Promise<ReportFigure[]> {
  const { posterior, codeSize } = model.system.views;
  if (!posterior) return [];
  const picture = await histogramPicture(model);
  const { activeUnits = 0, kl = 0 } = picture.numbers;
  const ignored =
    activeUnits < codeSize
      ? ` ${activeUnits} of ${codeSize} numbers carry information; the others follow the prior whatever the example, and the decoder ignores them.`
      : '';
  return [
    figure(
      picture,
      'Histograms of the codes against the bell curve of the prior',
      `Codes and prior, number by number; one code drawn from the cloud of each held-out example. μ and σ would be 0 and 1.${ignored} The KL divergence, ${kl.toFixed(1)} nats or ${(kl / Math.LN2).toFixed(1)} bits, is the most that a code tells about its example, on average.`,
    ),
  ];
}

const PLAIN_WORDS = [
  'To make a new example one needs a new code. But from where? Training only asked for codes that can be decoded, not for codes that lie anywhere in particular: no distribution is known from which to draw one, and between the codes there are holes. A code lies in a hole if it is farther from every training code than 99 % of the codes of new examples are; whatever comes from there is orange below.',
  'A variational autoencoder mends both faults with one more part in its loss. It says from which distribution codes are to be drawn, N(0, I), and trains the encoder to put its codes there, side by side, with hardly any holes. Train one on the same data: the section “New examples from the prior” of its report has the same pictures in the same order, and answers these point by point.',
];

const PRIOR_WORDS = [
  'Here the decoder works alone: codes are drawn from the prior N(0, I), with no image to start from, and decoded. This is what makes the model generative. It works as far as the codes of the data, taken together, look like the prior; the KL part of the loss has trained them to.',
  'The pictures are those of the section “Why this does not generate” in the report of a plain autoencoder, in the same order, and answer it point by point. A code lies in a hole if it is farther from every code that the decoder was trained on than 99 % of the codes of new examples are; whatever comes from there is orange.',
];

/** @param samples as `samplePicture` gives them */
export async function generationSection(
  model: OpenModel,
  samples: Picture,
): Promise<ReportSection> {
  const hasPlane = model.system.views.codeSize > 1;
  const figures = [
    hasPlane ? await drawnCodesFigure(model) : undefined,
    hasPlane && showsImages(model) && !isTold(model) ? await mapFigure(model) : undefined,
    samplesFigure(model, samples),
    hasPlane ? await wayFigure(model) : undefined,
    ...(await histogramFigures(model)),
  ]
    .filter((each) => each !== undefined)
    .map((each, index) => ({ ...each, caption: `${index + 1}. ${each.caption}` }));
  return hasPrior(model)
    ? { id: 'samples', title: 'New examples from the prior', paragraphs: PRIOR_WORDS, figures }
    : { id: 'holes', title: 'Why this does not generate', paragraphs: PLAIN_WORDS, figures };
}
