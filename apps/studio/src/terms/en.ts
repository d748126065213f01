/** The field's terms in a few sentences each, for students. */
export const terms = {
  loss: {
    title: 'Loss',
    text: 'The number that training makes smaller: how far the model is from what is asked of it, averaged over a batch of examples. Its parts are drawn below on their own.',
  },
  validation: {
    title: 'Validation',
    text: 'The same measure on examples that the model never trains on. If it rises while the training curve falls, the model learns its examples by heart: it overfits.',
  },
  reconstruction: {
    title: 'Reconstruction error',
    text: 'How much an image differs from itself after it went through the code and back: through the encoder, then the decoder. Small means that the code keeps what matters.',
  },
  kl: {
    title: 'KL divergence',
    text: 'How far the distribution of codes that the encoder gives for an image is from N(0, I), from which new images are drawn, in nats. It is the price of the code; at zero the code says nothing about the image.',
  },
  elbo: {
    title: 'Evidence lower bound',
    text: 'A lower bound of the log-probability that the model gives to an example: the reconstruction term minus the KL divergence. A variational autoencoder makes it larger.',
  },
  epoch: {
    title: 'Epoch',
    text: 'One pass over all training examples, in batches. After each the studio measures the model on validation examples and draws pictures.',
  },
  batch: {
    title: 'Batch',
    text: 'The examples that one training step looks at together. Larger batches give steadier gradients, smaller ones more steps in the same time.',
  },
  learningRate: {
    title: 'Learning rate',
    text: 'How far one step moves the weights along the gradient. Too large and the loss jumps or grows; too small and nothing seems to happen.',
  },
  seed: {
    title: 'Seed',
    text: 'The number that all randomness comes from: first weights, order of the examples, noise. The same seed and settings give the same run, bit for bit on one machine.',
  },
  latentCode: {
    title: 'Latent code',
    text: 'The few numbers an image is squeezed into. The decoder makes an image of any code; the space of all codes is the latent space.',
  },
  gradientNorm: {
    title: 'Gradient norm',
    text: 'The length of all gradients taken together: how strongly the loss pulls at the weights. Sudden peaks announce an unstable training.',
  },
  generator: {
    title: 'Generator',
    text: 'The network that makes images from random codes. It learns only through the discriminator: it is good when its images pass for real ones.',
  },
  discriminator: {
    title: 'Discriminator',
    text: 'The network that tells real images from generated ones. If it wins every time, the generator gets no useful direction any more; if it never does, it has nothing to teach.',
  },
  diffusion: {
    title: 'Diffusion',
    text: 'Images are covered with noise in many small steps, and a network learns to undo each step. From pure noise it then makes new images.',
  },
  timeMachine: {
    title: 'Time machine',
    text: 'The same examples or the same random codes after every epoch. What changes between two pictures is only what the model has learned.',
  },
  doctor: {
    title: 'Doctor',
    text: 'Checks that run with the training and look for known illnesses: a collapsed code, a generator that repeats itself, numbers that are not finite. Each finding names its cause and a remedy.',
  },
  parameters: {
    title: 'Parameters',
    text: 'All weights and biases that training adjusts.',
  },
  logScale: {
    title: 'Logarithmic scale',
    text: 'Equal distances mean equal factors instead of equal differences. Slow progress at small values becomes visible.',
  },
  overfitting: {
    title: 'Overfitting',
    text: 'The model gets better on its training examples and worse on all others: it remembers instead of understanding.',
  },
  averagedWeights: {
    title: 'Averaged weights',
    text: 'A slow-moving mean of the weights of many steps. It is often better than the weights of the last step, most of all for diffusion models.',
  },
  truncation: {
    title: 'Truncation',
    text: 'Codes drawn nearer to the centre of the prior than it says: at 1 as they come, at 0 all the same. Samples become more typical and less varied.',
  },
  solver: {
    title: 'Solver',
    text: 'How the way from noise to data is gone in steps. DDPM adds new noise at each; DDIM can do without; DPM-Solver++ and Heun follow the curve more exactly and need fewer steps.',
  },
  solverSteps: {
    title: 'Steps of the solver',
    text: 'How often the network is asked on the way from noise to data. More steps take longer and follow the way more exactly.',
  },
  eta: {
    title: 'Noise per step (η)',
    text: 'How much new noise DDIM adds at each step: 0 none, so that the first noise decides everything; 1 as much as DDPM.',
  },
  guidance: {
    title: 'Guidance',
    text: 'How strongly the class is exaggerated: the network is asked with and without it, and the difference is multiplied by this number. At 1 nothing is exaggerated; larger values give clearer and less varied images.',
  },
  inpainting: {
    title: 'Inpainting',
    text: 'Filling in missing parts of an image. A diffusion does it without having been trained for it: at each step the known part is put back, with the noise of that step, and the rest is made to fit. All around an image it is called outpainting.',
  },
  resampling: {
    title: 'Passes',
    text: 'How often each stretch of steps is repeated: noise is added again and taken away again, so that what is filled comes to agree with what is known (RePaint). More passes take longer and fit better.',
  },
  decoder: {
    title: 'Decoder',
    text: 'The network that makes an image of a code. The studio runs it here in your browser, so the image follows the code at once.',
  },
  encoder: {
    title: 'Encoder',
    text: 'The network that makes a code of an image. What it leaves out, the decoder has to guess: compare the image with its reconstruction.',
  },
  prior: {
    title: 'Prior',
    text: 'The distribution that codes are drawn from to make new images, most often N(0, I). Training pulls the codes of the examples towards it, so that the decoder knows what to make of such draws.',
  },
  aggregatedPosterior: {
    title: 'Aggregated posterior',
    text: 'The codes of all examples taken together. Where it matches the prior, new images come out as good as reconstructions. A number whose codes are all near 0 is not used by the decoder.',
  },
  attributeVector: {
    title: 'Attribute vector',
    text: 'The difference between the mean code of the examples that have something and the mean code of the others. Added to a code, it adds that thing to the image, as far as the latent space is straight there.',
  },
  interpolation: {
    title: 'Interpolation',
    text: 'A way from one code to another. The linear way is straight; the spherical one keeps its distance from the origin, where nearly all draws of a normal distribution in many dimensions lie.',
  },
  neighbours: {
    title: 'Nearest neighbours',
    text: 'The examples whose codes have the smallest distance to this code, in all of its numbers, not only in those that the map shows.',
  },
  pca: {
    title: 'PCA',
    text: 'Principal component analysis: the straight directions in which the codes differ most, in order. Distances on the map are shadows of real distances.',
  },
  tsne: {
    title: 't-SNE',
    text: 'A map that keeps neighbours together. Distances between groups and sizes of groups mean little: only who is beside whom does.',
  },
  umap: {
    title: 'UMAP',
    text: 'A map made from the graph of nearest neighbours. It keeps neighbours together and more of the whole shape than t-SNE, but here too distances between groups are not to scale.',
  },
};
