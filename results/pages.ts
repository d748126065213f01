/** The pages of `npm run results`. */

import { UserError } from '../packages/alebrije/src/errors.ts';
import { ADVERSARIAL } from './adversarial.ts';
import { AUTOENCODERS } from './autoencoders.ts';
import { DIFFUSION } from './diffusion.ts';
import type { Entry } from './entry.ts';
import { VARIATIONAL } from './variational.ts';

export interface Page {
  /** Of its file and of the folder of its pictures. */
  readonly name: string;
  readonly title: string;
  /** What the page is of, in the singular. */
  readonly subject: string;
  readonly entries: readonly Entry[];
  /** What README.md says of trainings without a goal: a metric of this evaluation. */
  readonly shown?: { readonly evaluation: string; readonly metric: string };
}

export const PAGES: readonly Page[] = [
  {
    name: 'autoencoders',
    title: 'Autoencoders',
    subject: 'autoencoder',
    entries: AUTOENCODERS,
  },
  {
    name: 'variational',
    title: 'Variational autoencoders',
    subject: 'variational autoencoder',
    entries: VARIATIONAL,
  },
  {
    name: 'adversarial',
    title: 'Adversarial networks',
    subject: 'adversarial network',
    entries: ADVERSARIAL,
    shown: { evaluation: 'samples', metric: 'fid' },
  },
  {
    name: 'diffusion',
    title: 'Diffusion models',
    subject: 'diffusion model',
    entries: DIFFUSION,
    shown: { evaluation: 'diffusion-rivals', metric: 'fid' },
  },
];

/**
 * The pages of the given names, all without any.
 * @throws UserError that lists the pages there are
 */
export function choosePages(names: readonly string[]): readonly Page[] {
  if (names.length === 0) return PAGES;
  return names.map((name) => {
    const page = PAGES.find((candidate) => candidate.name === name);
    if (page) return page;
    const known = PAGES.map((candidate) => candidate.name).join(', ');
    throw new UserError(`there is no page ${JSON.stringify(name)}; there are ${known}`);
  });
}
