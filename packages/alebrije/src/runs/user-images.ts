/** Images of the user's own, as examples that a run can take. */

import { readPngFiles } from '../data/png-files.ts';
import type { HostTensor } from '../graph/types.ts';
import type { OpenModel } from './open-model.ts';

export interface UserImages {
  /** uint8 [N, C, H, W], of the shape that the run was trained on. */
  readonly values: HostTensor;
  /** File names without `.png`. */
  readonly names: readonly string[];
  /** What the user should know: images that had to be scaled. */
  readonly notes: readonly string[];
}

/**
 * @param path a PNG file, or a folder of them
 * @throws UserError if there are none, or one cannot be read or has other proportions
 */
export async function readUserImages({ data }: OpenModel, path: string): Promise<UserImages> {
  const { shape } = data.info;
  const { values, names, scaled } = await readPngFiles(path, shape);
  const [, height, width] = shape;
  const notes =
    scaled > 0 ? [`${scaled} of ${names.length} images were scaled to ${width}x${height}`] : [];
  return { values, names, notes };
}
