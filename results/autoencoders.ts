/** The page of the autoencoders: the table of the recipes, and a command and a picture a line. */

import { recipes } from '../packages/alebrije/src/recipes/registry.ts';
import { command, type Entry, heading, type TrainEntry } from './entry.ts';

/** All of the family, in the order of the catalogue. */
const trainings: readonly TrainEntry[] = recipes
  .filter(({ family }) => family === 'autoencoder')
  .map(({ name }) => ({ kind: 'train', recipe: name }));

export const AUTOENCODERS: readonly Entry[] = [
  heading(
    'Targets, floors and all seeds',
    'Each with `npx alebrije train <recipe> --seed <seed>`. That the penalty of `contractive-ae` and its gradient agree with finite differences is tested (`packages/alebrije/test/models/contractive-autoencoder.test.ts`).',
  ),
  ...trainings,

  heading('All of them side by side'),
  command({
    name: 'compare',
    args: 'compare {image recipes}',
    picture: 'compare.png',
    text: 'The same test images through every run, and the validation curves over each other.',
    show: ['data', 'examples', 'runs'],
  }),

  heading('Reconstructions'),
  command({ name: 'reconstruct', args: 'reconstruct {pooling-ae}', picture: 'reconstruct.png' }),
  command({ name: 'reconstruct-plane', args: 'reconstruct {pca-ae}', picture: 'plane.png' }),
  command({ name: 'reconstruct-roll', args: 'reconstruct {swiss-roll-ae}', picture: 'roll.png' }),

  heading('Denoising', 'Held-out images at several levels of noise.'),
  command({ name: 'denoise', args: 'denoise {denoising-ae}', picture: 'denoise.png' }),
  command({
    name: 'denoise-gaussian',
    args: 'denoise {gaussian-denoising-ae}',
    picture: 'denoise-gaussian.png',
  }),
  command({
    name: 'denoise-salt-pepper',
    args: 'denoise {salt-pepper-ae}',
    picture: 'denoise-salt-pepper.png',
  }),
  command({
    name: 'denoise-masked',
    args: 'denoise {masked-denoising-ae}',
    picture: 'denoise-masked.png',
  }),

  heading('Codes of two numbers'),
  command({ name: 'scatter', args: 'scatter {conv-ae}', picture: 'scatter.png' }),
  command({ name: 'manifold', args: 'manifold {conv-ae}', picture: 'manifold.png' }),

  heading('Dimensionality reduction', 'Codes of 30 numbers, laid out in the plane and in space.'),
  command({
    name: 'project-pca',
    args: 'project {stacked-ae} --method pca',
    picture: 'project-pca.png',
    quick: '--count 100',
  }),
  command({
    name: 'project-tsne',
    args: 'project {stacked-ae} --method tsne',
    picture: 'project-tsne.png',
    quick: '--count 100',
  }),
  command({
    name: 'project-umap',
    args: 'project {stacked-ae} --method umap',
    picture: 'project-umap.png',
    quick: '--count 100',
  }),
  command({
    name: 'project-space',
    args: 'project {stacked-ae} --method umap --dims 3',
    picture: 'project-space.png',
    quick: '--count 100',
  }),

  heading('Distances'),
  command({ name: 'distances', args: 'distances {stacked-ae}', picture: 'distances.png' }),

  heading('What units stand for'),
  command({ name: 'features', args: 'features {stacked-ae}', picture: 'features.png' }),
  command({
    name: 'features-sparse',
    args: 'features {k-sparse-ae}',
    picture: 'features-sparse.png',
  }),

  heading(
    'Unsupervised pretraining',
    'A classifier with 500 labels, on the encoder and without it.',
  ),
  command({
    name: 'pretrain',
    args: 'pretrain {pooling-ae} --labels 500 --seeds 5',
    picture: 'pretrain.png',
    quick: '--labels 20 --seeds 1 --epochs 1',
  }),

  heading('Anomalies'),
  command({ name: 'anomalies', args: 'anomalies {stacked-ae}', picture: 'anomalies.png' }),
  command({
    name: 'one-class',
    args: 'one-class stacked-ae --out {runs}/one-class',
    text: 'Trained on one class at a time and tested on all ten.',
    quick: '--data fashion-mnist-subset --epochs 1 --classes 0,1',
  }),

  command({
    name: 'anomalies-one-class',
    args: 'anomalies {runs}/one-class/0-t-shirt-top',
    picture: 'anomalies-one-class.png',
    text: 'The run that has seen nothing but T-shirts.',
    show: ['score', 'quantile', 'threshold', 'images', 'flagged', 'auroc', 'separations'],
  }),

  heading(
    'Why plain autoencoders do not generate',
    'Orange is whatever comes from a hole: a code farther from every training code than 99 % of the codes of new images. `alebrije report` tells it in one section, which that of a variational autoencoder answers with the same pictures.',
  ),
  command({ name: 'holes', args: 'scatter {conv-ae} --holes', picture: 'holes.png' }),
  command({ name: 'holes-map', args: 'manifold {conv-ae} --holes', picture: 'holes-map.png' }),
  command({ name: 'holes-samples', args: 'sample {conv-ae}', picture: 'holes-samples.png' }),
  command({ name: 'holes-way', args: 'interpolate {conv-ae} --hole', picture: 'holes-way.png' }),
  command({ name: 'roll-samples', args: 'sample {swiss-roll-ae}', picture: 'roll-samples.png' }),
  command({
    name: 'roll-way',
    args: 'interpolate {swiss-roll-ae} --hole',
    picture: 'roll-way.png',
  }),
];
