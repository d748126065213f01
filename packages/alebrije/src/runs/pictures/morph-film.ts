/** Films in which one image becomes another and back, through the codes between. */

import { film, thereAndBack } from '../../explore/figures/index.ts';
import { asCodes, codeAt, morph, type Way } from '../../explore/latent/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { asImages, type PicturedModel, shownShape } from './picture.ts';

/** Of each way, at 20 a second. */
const STEPS = 30;

/**
 * All ways at once, side by side: from one code of each pair to the other, slower near each, and back.
 * @param ends codes of the pairs, one after the other, [2 P, Z]
 * @param labels class of each end [2 P], for a model that is told classes; those of the starts count
 * @returns GIF bytes
 */
export async function morphFilm(
  model: PicturedModel,
  ends: HostTensor,
  { way, labels }: { readonly way: Way; readonly labels?: Int32Array | undefined },
): Promise<Uint8Array> {
  const pairs = Array.from({ length: ends.shape[0]! / 2 }, (_, pair) => pair);
  const ways = pairs.map((pair) => {
    const stops = asCodes([codeAt(ends, 2 * pair), codeAt(ends, 2 * pair + 1)]);
    return morph(stops, { frames: STEPS, way });
  });
  const perWay = STEPS + 1;
  const codes = asCodes(
    ways.flatMap((codes) => Array.from({ length: perWay }, (_, step) => codeAt(codes, step))),
  );
  const told =
    labels &&
    Int32Array.from(
      codes.data.subarray(0, perWay * pairs.length),
      (_, row) => labels[2 * Math.floor(row / perWay)]!,
    );
  const decoded = await model.session.decode(codes, told);
  return film({
    images: asImages(decoded, shownShape(model)),
    frames: thereAndBack(STEPS).map((step) => pairs.map((pair) => pair * perWay + step)),
  });
}
