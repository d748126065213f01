/** The viewer of each of the lab's models. */

import type { LabSettings, ModelName } from '../settings.ts';
import type { LiveSettings } from '../systems.ts';
import { createDiffusionViewer } from './diffusion-viewer.ts';
import { createEncoderDecoderViewer } from './encoder-decoder-viewer.ts';
import { createGanViewer } from './gan-viewer.ts';
import type { Subject } from './look-through.ts';
import type { Viewer } from './pictures.ts';

/** @param settings those that the model was built from */
export function createViewer(
  model: ModelName,
  subject: Subject,
  settings: LabSettings,
  live: LiveSettings,
): Viewer {
  switch (model) {
    case 'ae':
    case 'vae':
      return createEncoderDecoderViewer(subject);
    case 'gan':
      return createGanViewer(subject, settings['gan.loss']);
    case 'diffusion':
      return createDiffusionViewer(subject, live);
  }
}
