/** The page of the diffusion models, beside the variational autoencoder. */

import { command, type Entry, evaluation, heading, type TrainEntry, taskName } from './entry.ts';

const RIVALS: readonly TrainEntry[] = [
  { kind: 'train', recipe: 'dense-vae' },
  { kind: 'train', recipe: 'conv-vae' },
];

const METRICS = [
  'fid',
  'kid',
  'precision',
  'recall',
  'density',
  'coverage',
  'swd',
  'classEvenness',
];

/** A sample of many steps takes a second, so there are as many samples as an hour allows. */
const STEPS = [10, 20, 50, 100];
const SAMPLES = 1000;
const MANY_SAMPLES = 2000;
const FEW_SAMPLES = 256;

const solvers = (names: readonly string[], steps: readonly number[]) =>
  names.flatMap((solver) => steps.map((count) => `--solver ${solver} --steps ${count}`));

export const DIFFUSION: readonly Entry[] = [
  heading(
    'Targets, floors and all seeds',
    'Each with `npx alebrije train <recipe> --seed <seed>`. These trainings shared the machine with others and were paused at times, so their times are what they took at most.',
  ),
  { kind: 'train', recipe: 'ddpm', pictures: true },
  { kind: 'train', recipe: 'conditional-ddpm', pictures: true },
  { kind: 'train', recipe: 'swiss-roll-ddpm', pictures: true },

  heading('From data to noise and back'),
  command({
    name: 'denoising-film',
    args: 'sample {ddpm} --count 16 --film',
    picture: 'samples.png',
    text: 'Samples of 20 steps of DDIM, and how they come out of the noise.',
  }),
  command({
    name: 'process',
    args: 'diffusion {ddpm} --only schedule --only noising --only solvers',
  }),

  heading(
    'Solvers and steps',
    `Of ${SAMPLES.toLocaleString('en-US')} samples beside as many test images. The original DDPM is \`ddpm-large\`; \`ddpm\` has the smaller of its two variances: [how to read this](../diffusion.md#samples).`,
  ),
  evaluation({
    name: 'solver-steps',
    of: ['ddpm'],
    runs: 'best',
    metrics: METRICS,
    options: `--samples ${SAMPLES}`,
    variants: solvers(['ddim', 'ddpm', 'ddpm-large'], STEPS),
    floors: 'training images',
    quick: '--samples 50',
  }),
  evaluation({
    name: 'many-steps',
    of: ['ddpm'],
    runs: 'best',
    metrics: METRICS,
    options: `--samples ${FEW_SAMPLES}`,
    variants: solvers(['ddim', 'ddpm'], [100, 1000]),
    floors: 'training images',
    text: `A thousand steps, of ${FEW_SAMPLES} samples only, so these numbers compare among each other and not with those above.`,
    quick: '--samples 20',
  }),

  heading(
    'Beside the variational autoencoders',
    'Blurred images lead in precision: [why](../adversarial.md#how-to-read-the-metrics-of-samples). Both diffusions by their own solver, DDIM in 20 steps.',
  ),
  ...RIVALS,
  evaluation({
    name: 'diffusion-rivals',
    of: ['ddpm', 'conditional-ddpm', ...RIVALS.map(taskName)],
    runs: 'best',
    metrics: METRICS,
    options: `--samples ${MANY_SAMPLES}`,
    floors: 'training images',
    quick: '--samples 50',
  }),

  heading('Samples of a class'),
  command({
    name: 'guided-samples',
    args: 'sample {conditional-ddpm}',
    picture: 'guided-samples.png',
    text: 'Ten of each class.',
  }),
  evaluation({
    name: 'guided-classes',
    of: ['conditional-ddpm'],
    runs: 'best',
    metrics: ['classAccuracy', 'precision', 'recall', 'coverage'],
    options: '--samples 1000',
    variants: ['--guidance 1', '--guidance 2', '--guidance 4'],
    text: 'The share of samples that the judge takes for the class that was asked for, and what more guidance costs in variety.',
    quick: '--samples 50',
  }),

  heading('Parts that are kept'),
  command({
    name: 'inpainting',
    args: 'inpaint {ddpm} 0 --mask docs/pictures/lower-half.png',
    picture: 'inpainting.png',
    text: 'The pixels that the mask leaves black are kept to the bit.',
  }),
  command({
    name: 'outpainting',
    args: 'inpaint {ddpm} 1 --outpaint 7',
    picture: 'outpainting.png',
  }),
  command({ name: 'variations', args: 'vary {ddpm} 0', picture: 'variations.png' }),

  heading('Points'),
  command({
    name: 'roll-field',
    args: 'diffusion {swiss-roll-ddpm} --only field --only ways',
  }),
];
