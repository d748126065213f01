/** What a report says of models whose codes are whole numbers, and of models that draw such codes. */

import type { ReportSection } from '../../explore/report/index.ts';
import { sizeOf } from '../../graph/shape.ts';
import { METRICS } from '../../metrics/registry.ts';
import type { OpenModel } from '../open-model.ts';
import type { Picture } from '../pictures/picture.ts';
import { figure } from './figure.ts';
import type { Measurements } from './numbers.ts';

const bitsOf = (places: number, codes: number) => Math.round(places * Math.log2(codes));

/** Of a model whose codes are whole numbers. */
export function discreteWords({ system }: OpenModel): string[] {
  const { codes, places } = system.views.discrete!;
  const count = sizeOf(places);
  return [
    `An autoencoder is two networks trained as one: the encoder turns an example into a code, and the decoder turns the code back. Here the code is a grid of ${places.join('x')} whole numbers, each from 1 to ${codes}: ${bitsOf(count, codes)} bits for an image of ${sizeOf(system.views.dataShape).toLocaleString('en-US')} values. Every number stands for a vector in a codebook that all places share. The encoder gives a vector for each place, which is replaced by the nearest of the codebook before the decoder sees it.`,
    'Choosing the nearest has no slope to learn from, so the decoder’s gradient is handed to the encoder as if nothing had been replaced. The codebook needs none: each of its vectors follows the mean of those that it replaced. A second part of the loss, the commitment, keeps the encoder near its choices. Codes that nothing chooses any more are moved to where the encoder’s vectors are.',
    'Nothing in this says which codes belong together. Another model, trained on the codes themselves, learns to draw them: see pixelcnn-prior.',
  ];
}

/** Of a model that draws codes one after the other. */
export function drawnCodesWords({ system, data }: OpenModel): string[] {
  const { codeSize, classes } = system.views;
  const { codec } = data.info;
  return [
    `A vq-vae turned every example into ${codeSize} whole numbers from 1 to ${codec!.codes}, and is no longer trained. This model learns how such numbers follow on each other, read like a text: from the codes so far it predicts the probabilities of the next one. Masks in its convolutions see to it that no place sees itself or what comes later.`,
    `To make a new example it draws the first code, then the second given the first, and so on; the decoder of the vq-vae makes an image of them.${classes === undefined ? '' : ' It is told the class of the example, and draws codes for the class that is asked for.'}`,
    'Its loss is the mean of −ln p of the codes as they are, in nats per code: 0 if it always knew the next one.',
  ];
}

/** @param samples of codes that were drawn place by place */
export function placeByPlaceSection(samples: Picture): ReportSection {
  return {
    id: 'samples',
    title: 'Why this does not generate',
    paragraphs: [
      'To make a new image one needs a new code. Drawing every place on its own, each code as often as it is there in the training images, gives pieces that are all right and do not fit together.',
    ],
    figures: [
      figure(
        samples,
        'Images decoded from codes that were drawn place by place',
        'Nothing was picked. Train pixelcnn-prior with this run as its codec, and compare the samples in its report.',
      ),
    ],
  };
}

/** @param samples drawn code by code */
export function drawnSection(samples: Picture): ReportSection {
  return {
    id: 'samples',
    title: 'New examples',
    paragraphs: [
      'Codes were drawn one after the other and decoded. There was no image to start from.',
    ],
    figures: [figure(samples, 'Images decoded from drawn codes', 'Nothing was picked.')],
  };
}

/** Beside what knowing the frequencies alone would score. */
export function drawnMeasuredSection(measured: Measurements): ReportSection {
  const rows = METRICS.flatMap(({ name, description }) => {
    const measurement = measured[name];
    if (!measurement) return [];
    const { value, floor, floorName } = measurement;
    return [[name, value, floor ?? '–', floorName ?? '–', description]];
  });
  return {
    id: 'measured',
    title: 'Measured for this report',
    paragraphs: [
      'The number to beat is that of a model that knows how often each code is at each place, and nothing of what stands beside it. What this model predicts better than that, it has learned from the codes before.',
    ],
    table: { columns: ['Metric', 'This run', 'Compared with', 'Of', 'What it is'], rows },
  };
}
