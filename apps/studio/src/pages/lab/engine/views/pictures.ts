/** What the page is sent of a model to draw: arrays by name. N points, Z code, M samples, G a grid's side. */

export interface Pictures {
  /** [N, 2], in the order of the points. */
  readonly reconstructions?: Float32Array;
  /** [N, Z], in the order of the points; the means where codes are random. */
  readonly codes?: Float32Array;
  /** Standard deviations of the codes [N, Z], where they are random. */
  readonly deviations?: Float32Array;
  /** [M, 2]. */
  readonly samples?: Float32Array;
  /** What a regular grid of codes becomes: [G, 2] of a line, [G², 2] of a square, row by row. */
  readonly grid?: Float32Array;
  /** Least and largest code of that grid along each axis: [Z, 2]. */
  readonly gridRange?: Float32Array;
  /** An arrow at each point of a regular grid of the plane [FIELD_SIDE², 2]. */
  readonly field?: Float32Array;
  /** How real the discriminator takes each point of a regular grid to be, 0 to 1: [SURFACE_SIDE²]. */
  readonly surface?: Float32Array;
  /** Where each sample has to go for the generator's loss to fall [M, 2]. */
  readonly gradients?: Float32Array;
  /** The samples after each step from noise to data [steps + 1, M, 2]. */
  readonly paths?: Float32Array;
  /** Time of each of them, T to 0, over T: [steps + 1]. */
  readonly pathLevels?: Float32Array;
  /** Sliced Wasserstein distance between samples and data, 0 if they are distributed alike: [1]. */
  readonly distance?: Float32Array;
}

export type PictureName = keyof Pictures;

export const SAMPLES = 320;
export const FIELD_SIDE = 24;
export const SURFACE_SIDE = 48;
/** Codes along a line, and along each side of a square. */
export const LINE_CODES = 200;
export const SQUARE_CODES = 31;

/**
 * What costs much is made anew: 'all' of it, as nothing else is under way; 'spare', what was not made for a
 * while; 'none', as the model is what it was.
 */
export type Effort = 'all' | 'spare' | 'none';

/** What the page wants to see. */
export interface Look {
  /** Which pictures are drawn; those that cost much are only made if they are. */
  readonly show: readonly string[];
  /** Of the diffusion's field, 0 the data to 1 noise. */
  readonly level: number;
  readonly effort: Effort;
}

/** Makes pictures of a model as it is now. */
export interface Viewer {
  look(look: Look): Promise<Pictures>;
  dispose(): void;
}
