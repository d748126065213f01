/** The page of the adversarial networks, beside the variational autoencoders. */

import { command, type Entry, evaluation, heading, type TrainEntry, taskName } from './entry.ts';

/** Two hours on two cores hold no more epochs of the paper's fifty. */
const DCGAN = 'dcgan-20-epochs';

/** What lacks diversity, and one change each against that. */
const DIVERSITY: readonly TrainEntry[] = [
  { name: 'dense-gan-15-epochs', settings: [] },
  { name: 'dense-gan-replay', settings: ['replaySize=3200'] },
  { name: 'dense-gan-deviation', settings: ['minibatch=standard-deviation'] },
  { name: 'dense-gan-discrimination', settings: ['minibatch=discrimination'] },
].map(({ name, settings }) => {
  return { kind: 'train', recipe: 'dense-gan', name, settings: ['epochs=15', ...settings] };
});

/** The longest of these trainings are cut to ten epochs for time. */
const RIVALS: readonly TrainEntry[] = [
  { kind: 'train', recipe: 'dense-vae' },
  { kind: 'train', recipe: 'conv-vae' },
  ...['conditional-vae', 'fashion-vae'].map((recipe): TrainEntry => {
    return { kind: 'train', recipe, name: `${recipe}-10-epochs`, settings: ['epochs=10'] };
  }),
];

const SAMPLES = {
  metrics: ['fid', 'kid', 'precision', 'recall', 'density', 'coverage', 'swd', 'classEvenness'],
  options: '--samples 10000',
  quick: '--samples 100',
};

export const ADVERSARIAL: readonly Entry[] = [
  heading(
    'Trainings',
    'The loss of a generator tells nothing about its samples; `diversity` is the relative variance of samples in the judge’s features over that of real images. What counts is the next table.',
  ),
  { kind: 'train', recipe: 'dense-gan', pictures: true },
  { kind: 'train', recipe: 'dcgan', name: DCGAN, settings: ['epochs=20'], pictures: true },
  { kind: 'train', recipe: 'conditional-gan', pictures: true },
  { kind: 'train', recipe: 'wgan-gp', pictures: true },
  ...RIVALS,

  heading(
    'The same metrics for all',
    'Of 10,000 samples beside the 10,000 test images, in the eyes of one judge; the last row is what 10,000 training images get in the place of samples. Blurred images lead in precision: [why, and how to read the others](../adversarial.md#how-to-read-the-metrics-of-samples). `wgan-gp` takes five steps of its critic to one of the generator, so in as many epochs of smaller batches its generator has taken 3,740 steps, that of `dcgan` 9,360.',
  ),
  evaluation({
    name: 'samples',
    of: ['dense-gan', DCGAN, 'conditional-gan', 'wgan-gp', ...RIVALS.map(taskName)],
    runs: 'best',
    floors: 'training images',
    ...SAMPLES,
  }),

  heading('Samples'),
  ...['dense-gan', DCGAN, 'wgan-gp'].map((name) =>
    command({ name: `${name}-samples`, args: `sample {${name}}`, picture: `${name}.png` }),
  ),
  command({
    name: 'training-film',
    args: `film {${DCGAN}} --every 4 --rate 2`,
    picture: 'training.gif',
    text: 'The same codes after each fourth epoch.',
  }),

  heading('Samples of a class'),
  command({
    name: 'asked-classes',
    args: 'sample {conditional-gan}',
    picture: 'asked-classes.png',
    text: 'Ten of each class.',
  }),
  command({
    name: 'across-classes',
    args: 'interpolate {conditional-gan} --across-classes',
    picture: 'across-classes.png',
    text: 'One code as every class.',
  }),
  evaluation({
    name: 'asked-class-accuracy',
    of: ['conditional-gan'],
    runs: 'best',
    metrics: ['classAccuracy'],
    text: 'The share of samples that the judge takes for the class that was asked for.',
  }),

  heading('Through the space of codes'),
  command({
    name: 'gan-ways',
    args: `interpolate {${DCGAN}} --spherical`,
    picture: 'ways.png',
  }),
  command({
    name: 'gan-traverse',
    args: `traverse {${DCGAN}}`,
    picture: 'traverse.png',
  }),
  command({
    name: 'gan-arithmetic',
    args: `arithmetic {${DCGAN}} --groups "41,42,7 - 27,48,50 + 17,25,52"`,
    picture: 'arithmetic.png',
    text: 'Mean codes of groups of samples, by their numbers in the grid above: light tops less grey tops plus grey dresses.',
  }),

  heading(
    'Mode collapse, provoked',
    'Momentum on top of a large learning rate throws the generator of `dense-gan` to one image, which it keeps. The doctor first looks at the second epoch, and names it then; below is what it says of the finished run.',
  ),
  {
    kind: 'train',
    recipe: 'dense-gan',
    name: 'collapsed-gan',
    settings: ['epochs=3', 'optimizer.learningRate=0.005', 'optimizer.momentum=0.9'],
  },
  command({
    name: 'collapsed-samples',
    args: 'sample {collapsed-gan}',
    picture: 'collapsed.png',
  }),
  command({
    name: 'collapsed-doctor',
    args: 'evaluate {collapsed-gan} --metrics classEvenness --samples 1000',
    show: ['findings'],
  }),

  heading(
    'What helps diversity',
    '`dense-gan` begins with some of the ten classes and finds the others late. Here is what each of the remedies does to it in its first 15 epochs. `diversity` is the variance of 1,000 samples in the judge’s features over that of real images, `missingClasses` the number of classes of which there is hardly a sample, both as the doctor saw them after the last epoch.',
  ),
  ...DIVERSITY,
  evaluation({
    name: 'against-collapse',
    of: DIVERSITY.map(taskName),
    runs: 'best',
    history: ['diversity', 'missingClasses'],
    ...SAMPLES,
  }),
];
