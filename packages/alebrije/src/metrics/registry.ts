/** All metrics that `alebrije evaluate` can measure, in the order in which they are shown. */

export interface MetricEntry {
  readonly name: string;
  /** One line: what it is, its unit, and whether more or less is better. */
  readonly description: string;
  /** Families of recipes that it can be measured on. */
  readonly families: readonly string[];
  /** Those of them on which it is measured only where it is asked for by name: it takes long. */
  readonly onlyAsked?: readonly string[];
}

const both = ['autoencoder', 'variational autoencoder'];
const plain = ['autoencoder'];
const variational = ['variational autoencoder'];
const autoregressive = ['autoregressive model'];
/** Those that make new data and nothing else. */
const onlySampling = [...autoregressive, 'adversarial network', 'diffusion model'];
/** Those of which samples can be drawn, as far as they have a prior. */
const sampling = [...both, ...onlySampling];

const entries = [
  {
    name: 'mse',
    description: 'mean squared error of reconstructions per value; less is better',
    families: both,
  },
  {
    name: 'mae',
    description: 'mean absolute error of reconstructions per value; less is better',
    families: both,
  },
  {
    name: 'bce',
    description: 'binary cross-entropy of reconstructions, nats per pixel; less is better',
    families: both,
  },
  {
    name: 'ssim',
    description: 'structural similarity of images and reconstructions; 1 is best',
    families: both,
  },
  {
    name: 'relativeMse',
    description:
      'squared error of reconstructions over the variance of vectors, or of all pixels; 0 is best',
    families: both,
  },
  {
    name: 'meanImageMse',
    description: 'squared error of answering every image with the mean of the training images',
    families: both,
  },
  {
    name: 'pcaMse',
    description: 'squared error of PCA with as many components as the code has numbers',
    families: both,
  },
  {
    name: 'pcaMseRatio',
    description:
      'squared error over that of PCA on the training points; 1 is best for linear models',
    families: both,
  },
  {
    name: 'principalAngle',
    description:
      "largest principal angle between the decoder's plane and PCA's, degrees; 0 is best",
    families: both,
  },
  {
    name: 'knnAccuracy',
    description: 'share of codes classified right by their 10 nearest training codes',
    families: both,
  },
  {
    name: 'linearProbe',
    description: 'share of codes classified right by a logistic regression on training codes',
    families: both,
  },
  {
    name: 'classBalance',
    description: 'narrowest over widest class in the plane of codes; 1 where none is favoured',
    families: both,
  },
  {
    name: 'mostActive',
    description: 'numbers that are not 0 in the code that has most of them',
    families: plain,
  },
  {
    name: 'meanActivity',
    description: 'mean of all numbers of the codes',
    families: plain,
  },
  {
    name: 'elbo',
    description: 'evidence lower bound on the log-likelihood, nats per example; more is better',
    families: variational,
  },
  {
    name: 'iwae',
    description: 'importance-weighted bound with 64 samples, nats per example; more is better',
    families: variational,
  },
  {
    name: 'kl',
    description: 'KL divergence of the codes from N(0, I), nats per example',
    families: variational,
  },
  {
    name: 'activeUnits',
    description: 'dimensions of the code that move with the example; the others have collapsed',
    families: variational,
  },
  {
    name: 'aggregateMean',
    description: 'largest distance of a dimension of all codes together from mean 0; 0 is best',
    families: variational,
  },
  {
    name: 'aggregateDeviation',
    description:
      'largest distance of a dimension of all codes together from deviation 1; 0 is best',
    families: variational,
  },
  {
    name: 'rareError',
    description: "squared error per value on the data's rare group; less is better",
    families: both,
  },
  {
    name: 'otherError',
    description: 'squared error per value on all examples outside the rare group; less is better',
    families: both,
  },
  {
    name: 'classAccuracy',
    description: 'share of samples of a class that a judge, trained on real images, takes for it',
    families: sampling,
  },
  {
    name: 'fid',
    description:
      'Fréchet distance of samples to test images in the features of a judge; less is better',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'kid',
    description:
      'kernel distance of samples to test images in the features of a judge; less is better',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'precision',
    description: 'share of samples that lie among the data: how good they are; 1 is best',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'recall',
    description: 'share of the data that lie among the samples: how varied they are; 1 is best',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'density',
    description:
      'how densely samples lie among the data, a steadier precision; 1 as for data, more is better',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'coverage',
    description: 'share of the data with a sample nearby, a steadier recall; 1 is best',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'swd',
    description:
      'sliced Wasserstein distance of samples to data: images by patches of each scale, times 1,000; less is better',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'classShares',
    description: 'share of the rarest class among samples, and of each class, as a judge sees them',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'classEvenness',
    description:
      'entropy of the classes of samples over its most; 1 where all are equally frequent',
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'classDivergence',
    description: "KL divergence of the samples' class shares from the data's, nats; 0 is best",
    families: sampling,
    onlyAsked: both,
  },
  {
    name: 'perplexity',
    description:
      'codes in use, from the entropy of their frequencies; at most as many as there are',
    families: variational,
  },
  {
    name: 'usedCodes',
    description: 'codes that occur at all',
    families: variational,
  },
  {
    name: 'codeNll',
    description: 'minus the log-probability of held-out codes, nats per code; less is better',
    families: autoregressive,
  },
  {
    name: 'betaVaeScore',
    description:
      'share of votes of 64, 5 and 20 pairs whose shared factor a linear classifier tells; 1 is best',
    families: both,
  },
  {
    name: 'factorVaeScore',
    description: 'share of groups whose shared factor the steadiest number tells; 1 is best',
    families: both,
  },
  {
    name: 'mig',
    description: 'mutual information gap of the codes with the factors; 1 is best',
    families: both,
  },
  {
    name: 'sap',
    description: 'how much better one number predicts a factor than the next; 1 is best',
    families: both,
  },
  {
    name: 'dciDisentanglement',
    description: 'whether each number of the code serves one factor only; 1 is best',
    families: both,
  },
  {
    name: 'dciCompleteness',
    description: 'whether each factor is served by one number of the code only; 1 is best',
    families: both,
  },
  {
    name: 'dciInformativeness',
    description: 'share of factors that boosted trees predict right from the code; 1 is best',
    families: both,
  },
] as const satisfies readonly MetricEntry[];

export type MetricName = (typeof entries)[number]['name'];

export const METRICS: readonly (MetricEntry & { readonly name: MetricName })[] = entries;
