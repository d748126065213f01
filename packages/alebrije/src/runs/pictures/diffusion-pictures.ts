/** All pictures of a diffusion's process, by name. */

import type { OpenModel } from '../open-model.ts';
import {
  denoisedPoints,
  noisedPoints,
  particleWays,
  scoreField,
  solverPanels,
} from './diffusion-plane.ts';
import {
  type DiffusionPictureOptions,
  denoisingStrip,
  noisingStrip,
  schedulePicture,
  solverGrid,
} from './diffusion-process.ts';
import { type Picture, showsImages } from './picture.ts';

type Draw = (model: OpenModel, options?: DiffusionPictureOptions) => Promise<Picture>;

const OF_IMAGES: Readonly<Record<string, Draw>> = {
  schedule: schedulePicture,
  noising: noisingStrip,
  denoising: denoisingStrip,
  solvers: solverGrid,
};

const OF_POINTS: Readonly<Record<string, Draw>> = {
  schedule: schedulePicture,
  noising: noisedPoints,
  denoising: denoisedPoints,
  field: scoreField,
  ways: particleWays,
  solvers: solverPanels,
};

/** Those that suit a model, in the order in which they explain each other. */
export const diffusionPictures = (model: OpenModel): Readonly<Record<string, Draw>> =>
  showsImages(model) ? OF_IMAGES : OF_POINTS;
