/** Trained runs at work. */

import { Hono } from 'hono';
import type { z } from 'zod';
import { encodeImageQuery, USES } from '../contract/uses.ts';
import { expectType, jsonBody, query, readBody } from '../http/bodies.ts';
import { answerJob } from '../http/job-answers.ts';
import type { Services } from '../services.ts';
import type { Lane } from '../workbench/workbench.ts';

/** What is answered in a moment does not wait for what takes long. */
const LANES: Readonly<Record<keyof typeof USES, Lane>> = {
  capabilities: 'quick',
  encode: 'long',
  project: 'long',
  neighbours: 'quick',
  attributes: 'long',
  decode: 'quick',
  examples: 'quick',
  reconstruct: 'quick',
  sample: 'long',
  inpaint: 'long',
  export: 'long',
  report: 'long',
  doctor: 'long',
};

const MOST_IMAGE_BYTES = 16 * 2 ** 20;

export function useRoutes({ store, workbench }: Services) {
  const routes = new Hono();
  for (const [use, schema] of Object.entries(USES)) {
    const lane = LANES[use as keyof typeof USES];
    routes.post(`/:name/${use}`, jsonBody(schema as z.ZodType), async (context) => {
      const { path } = await store.find(context.req.param('name')!);
      const { body } = context.var;
      return answerJob(context, workbench, { kind: 'use', run: path, use, body }, { lane });
    });
  }
  return routes.post('/:name/encode-image', query(encodeImageQuery), async (context) => {
    expectType(context, 'image/');
    const { path } = await store.find(context.req.param('name'));
    const image = await readBody(context, MOST_IMAGE_BYTES);
    const given = context.req.valid('query').class;
    const job = { kind: 'encode-image', run: path, image, class: given } as const;
    return answerJob(context, workbench, job, { lane: 'quick' });
  });
}
