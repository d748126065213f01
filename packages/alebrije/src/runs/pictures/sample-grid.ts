/** A grid of decoded codes. */

import { imageGrid } from '../../explore/figures/index.ts';
import type { HostTensor } from '../../graph/types.ts';
import { asImages, type PicturedModel, shownShape } from './picture.ts';

export interface SampleGridOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly framed?: readonly boolean[];
  /** Class of each code [N], for a model that is told classes. */
  readonly labels?: Int32Array;
  /** Default: as square as the count allows. */
  readonly columns?: number;
  readonly rowLabels?: readonly string[];
}

/** Codes [N, Z], decoded, row by row; some of them framed. */
export async function sampleGrid(
  model: PicturedModel,
  codes: HostTensor,
  { labels, ...options }: SampleGridOptions,
): Promise<Uint8Array> {
  const images = asImages(await model.session.decode(codes, labels), shownShape(model));
  return imageGrid({ ...options, images });
}
