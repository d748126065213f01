/** What the trainer's doctor says of each thing that it finds; a page can say the same in another language. */

const LOUDER_CODE =
  'raise the weight of the KL divergence slowly from 0 (annealing), leave each number some free bits, lower that weight or raise the one of the reconstruction';

const MORE_DIVERSITY =
  'let the discriminator see batches (minibatch=standard-deviation or discrimination), train with loss=wasserstein and penalty.name=gradient-penalty, or lower the learning rate of the generator';

export const FINDING_TEXTS = {
  posteriorNotFinite: {
    what: 'The posterior of {{numbers}} is not finite.',
    cause: 'The log variance has grown so far that its exponential overflows.',
    cure: 'Lower the learning rate, clip the gradient (clipNorm), and start again from an earlier checkpoint.',
  },
  posteriorCollapsed: {
    what: 'The posterior has collapsed: no number of the code moves with the example (the means deviate by at most {{deviation}}, the KL divergence is {{kl}} nats), so the decoder answers every example alike.',
    cause:
      'The KL part of the loss outweighed the reconstruction before the decoder had learned to read the code; once it ignores the code, nothing draws the code away from the prior.',
    cure: `Train again and ${LOUDER_CODE}; a decoder that is too strong for the task may also be made smaller.`,
  },
  numbersCollapsed: {
    what: '{{active}} of {{size}} numbers of the code carry information ({{kl}} nats of KL divergence). Collapsed to the prior: {{numbers}}.',
    cause:
      'At this weight of the KL divergence further numbers cost more than the error that they would save.',
    cure: `If the reconstructions are good enough, nothing, or a smaller codeSize; if they are blurred, ${LOUDER_CODE}.`,
  },
  codesOffPrior: {
    what: 'The codes of the data do not lie where the prior draws from: {{numbers}}; the codes of {{worst}} have mean {{mean}} and deviation {{deviation}} instead of 0 and 1.',
    cause:
      'The KL part of the loss is too light beside the reconstruction, or has not yet had the time.',
    cure: 'Train longer, raise the weight of the KL divergence or lower the one of the reconstruction; or draw new codes from those of the data instead of N(0, I).',
  },
  discriminatorSaturated: {
    what: 'The discriminator tells {{real}} of the held-out examples and {{generated}} of the samples right, for {{epochs}} epochs: it is saturated.',
    cause:
      'It has outrun the generator; where its answers hardly depend on the sample, they tell the generator nothing.',
    cure: 'Lower discriminatorOptimizer.learningRate, smooth the labels (labelSmoothing=0.1), punish its slope (penalty.name=r1 or gradient-penalty), or give it more dropout.',
  },
  lowVariance: {
    what: 'Mode collapse: the samples vary {{share}} as much as the data, in the features of a classifier.',
    cause:
      'The generator gets by with few samples that the discriminator takes for real; as it judges each alone, it cannot see that they are alike.',
    cure: `Go back to an earlier checkpoint, and ${MORE_DIVERSITY}.`,
  },
  classesMissing: {
    what: 'Mode collapse: of {{missing}} of {{classes}} classes there is hardly a sample{{names}}.',
    cause:
      'The generator has dropped what the discriminator tells most easily, and nothing asks it back.',
    cure: `Go back to an earlier checkpoint, and ${MORE_DIVERSITY}; keeping earlier samples (replaySize=10000) helps too.`,
  },
  oscillation: {
    what: 'Oscillation: in {{jumps}} of the last {{epochs}} epochs the classes of the samples changed by {{share}} or more.',
    cause:
      'Generator and discriminator chase each other: as soon as one kind of sample is told, the generator makes another.',
    cure: 'Lower both learning rates, average the weights (averageDecay=0.999), keep earlier samples (replaySize=10000), or punish the slope of the discriminator (penalty.name=r1).',
  },
  fewSamples: {
    what: '{{metrics}}: measured on only {{count}} samples',
    cause:
      'distances of few samples are too large, the Fréchet distance most of all, and balls around few points reach far',
    cure: 'compare with the floor and with runs measured on as many; with {{enough}} samples or more the numbers stand for themselves',
  },
} as const;

export type FindingKind = keyof typeof FINDING_TEXTS;
