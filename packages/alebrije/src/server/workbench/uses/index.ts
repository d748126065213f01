/** All uses of an opened run, by name. */

import type { z } from 'zod';
import type { OpenModel } from '../../../runs/open-model.ts';
import type { USES, UseResults } from '../../contract/uses.ts';
import type { Task } from '../jobs.ts';
import { attributeVectors } from './attributes.ts';
import { capabilitiesOf } from './capabilities.ts';
import { encodeCodes, findNeighbours } from './codes.ts';
import { decodeCodes, reconstructExamples, showExamples } from './images.ts';
import { inpaint } from './inpaint.ts';
import { askDoctor, exportNetworks, writeReport } from './outcome.ts';
import { project } from './project.ts';
import { sample } from './sample.ts';

type Uses = {
  readonly [Name in keyof typeof USES]: (
    model: OpenModel,
    body: z.output<(typeof USES)[Name]>,
    task: Task,
  ) => Promise<UseResults[Name]>;
};

export const USE_FUNCTIONS: Uses = {
  capabilities: async (model) => capabilitiesOf(model),
  encode: encodeCodes,
  project,
  neighbours: findNeighbours,
  attributes: attributeVectors,
  decode: decodeCodes,
  examples: showExamples,
  reconstruct: reconstructExamples,
  sample,
  inpaint,
  export: exportNetworks,
  report: writeReport,
  doctor: askDoctor,
};
