/** Codes drawn as new examples would ask for them, over those that the decoder was trained on. */

import { type Colouring, type ScatterOverlay, scatter } from '../../explore/figures/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import type { OpenModel } from '../open-model.ts';
import { type CodePlane, codePlane } from './code-plane.ts';
import { boundingBox, drawCodes, inHoles, normalCodes, shareOf, trainingCodes } from './codes.ts';
import { expectContinuousCodes } from './discrete-samples.ts';
import { classNamesOf, type Picture, shownShape } from './picture.ts';

const DRAWN = 200;

/** Training codes in the plane, coloured as the examples are; they lie under what is drawn over them. */
export async function trainingPoints(model: OpenModel, plane: CodePlane) {
  const codes = await trainingCodes(model);
  const count = codes.shape[0]!;
  const { labels, colour } = model.data.train;
  const classNames = classNamesOf(model);
  const colouring: Colouring | undefined =
    labels && classNames
      ? { labels: labels.subarray(0, count), classNames }
      : colour && { values: colour.subarray(0, count), name: 'Place on the curve' };
  return { ...plane.placesOf(codes), colouring, size: 4, opacity: 0.4 };
}

/** Points in the plane get codes from N(0, I) whether or not that is their prior, as their samples do. */
const isForPlane = (model: OpenModel) =>
  shownShape(model).length === 1 && shownShape(model)[0] === 2;

interface DrawnCodes {
  readonly codes: HostTensor;
  readonly from: string;
  readonly overlays: readonly ScatterOverlay[];
}

async function draw(model: OpenModel, seed: number): Promise<DrawnCodes> {
  const { codeSize, hasNormalPrior } = model.system.views;
  if (hasNormalPrior) {
    const codes = normalCodes(seed, DRAWN, codeSize);
    return { codes, from: 'from the prior N(0, I)', overlays: [] };
  }
  if (isForPlane(model)) {
    const codes = normalCodes(seed, DRAWN, codeSize);
    return { codes, from: 'from N(0, I), which is no prior of this model', overlays: [] };
  }
  const codes = await drawCodes(model, DRAWN, seed);
  const { low, high } = boundingBox(await trainingCodes(model));
  // The plane shows the box around codes of more than two numbers from one side only.
  const box: ScatterOverlay = { kind: 'box', x: [low[0]!, high[0]!], y: [low[1]!, high[1]!] };
  return { codes, from: 'evenly from their box', overlays: codeSize === 2 ? [box] : [] };
}

/**
 * New codes as `samplePicture` draws them, over the training codes.
 * Numbers: `drawn`, `inHoles` (their share), `varianceShare` as `scatterPicture`.
 * @throws UserError if the codes have only one number
 */
export async function drawnCodesPicture(
  model: OpenModel,
  seed = model.config.seed,
): Promise<Picture> {
  expectContinuousCodes(model, 'the picture of drawn codes');
  const plane = await codePlane(model);
  const { codes, from, overlays } = await draw(model, seed);
  const striking = await inHoles(model, codes);
  const share = shareOf(striking);
  const seen = plane.note ? ` Seen along ${plane.note}.` : '';
  const png = await scatter({
    title: `Training codes, and ${DRAWN} codes drawn ${from}`,
    subtitle: `${Math.round(100 * share)} % of the drawn codes (orange) lie in holes: farther from every training code than 99 % of the codes of new examples. Dark: the rest.${seen}`,
    ...(await trainingPoints(model, plane)),
    xName: plane.xName,
    yName: plane.yName,
    prior: model.system.views.hasNormalPrior,
    overlays: [...overlays, { kind: 'marks', ...plane.placesOf(codes), striking }],
  });
  const { varianceShare } = plane;
  return { png, numbers: { drawn: DRAWN, inHoles: share, varianceShare } };
}
